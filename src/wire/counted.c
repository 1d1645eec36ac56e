/* What QMI counts in front of it, inline: texts, data and lists. */
#include "base/errors.h"
#include "wire/walk.h"

unsigned att_walk_width(unsigned type)
{
	switch (type) {
	case ATT_T_U8:
	case ATT_T_I8:
		return 1;
	case ATT_T_U16:
	case ATT_T_I16:
		return 2;
	case ATT_T_U64:
	case ATT_T_F64:
		return 8;
	case ATT_T_IPV6:
		return 16;
	}
	return 4;
}

/* How many bytes, or elements, there are. */
static inline int take_count(struct att_walk *w, const struct att_field *f,
			     uint32_t *out)
{
	const uint8_t *p = w->rest.p;

	*out = f->flags & ATT_F_EXACT ? f->max : (uint32_t)w->rest.len;
	if (!f->width)
		return 0;
	if (w->rest.len < f->width)
		return ATT_E_SHORT;
	*out = f->width == 1 ? p[0] : (uint32_t)att_walk_number(f, p);
	(void)att_walk_skip(w, f->width);
	return 0;
}

static int take_view(struct att_walk *w, const struct att_field *f,
		     struct att_bytes *out)
{
	uint32_t n;
	int err = take_count(w, f, &n);

	if (err)
		return err;
	if (n > w->rest.len)
		return ATT_E_COUNT;
	*out = att_bytes_of(att_walk_skip(w, n), n);
	return 0;
}

struct att_str att_walk_next_text(struct att_cursor *c)
{
	uint8_t n = c->at[0];
	struct att_str s = {c->at + 1, n, true};

	c->at += 1u + n;
	c->left--;
	return s;
}

/* One element: a text or a struct. */
static int skip_element(struct att_walk *w, const struct att_field *f)
{
	size_t used;
	int err = 0;

	if (f->of)
		err = att_walk_struct(f->of, w->rest, NULL, &used);
	else
		used = w->rest.len ? 1u + w->rest.p[0] : 1;
	if (!err && used > w->rest.len)
		err = ATT_E_COUNT;
	if (!err)
		(void)att_walk_skip(w, used);
	return err;
}

/* n elements, none of which is empty. */
static int skip_elements(struct att_walk *w, const struct att_field *f,
			 uint32_t n)
{
	uint64_t len = n;
	int err = 0;

	if (!f->of && f->count != ATT_T_TEXT)
		len *= att_walk_width(f->count);
	if (len > w->rest.len)
		return ATT_E_COUNT;
	if (!f->of && f->count != ATT_T_TEXT) {
		(void)att_walk_skip(w, (size_t)len);
		return 0;
	}
	for (; n && !err; n--)
		err = skip_element(w, f);
	return err;
}

static int take_list(struct att_walk *w, const struct att_field *f,
		     struct att_array *out)
{
	const uint8_t *at;
	uint32_t n;
	int err = take_count(w, f, &n);

	if (err)
		return err;
	at = w->rest.p;
	err = skip_elements(w, f, n);
	*out = (struct att_array){at, at, n, ATT_T_LIST,
				  (uint32_t)(w->rest.p - at)};
	return err;
}

int att_walk_take_counted(struct att_walk *w, const struct att_field *f,
			  void *dst)
{
	struct att_bytes view = {w->rest.p, 0};
	int err;

	if (f->type == ATT_T_LIST)
		return take_list(w, f, dst);
	err = take_view(w, f, &view);
	if (f->type == ATT_T_DATA)
		*(struct att_bytes *)dst = view;
	else
		*(struct att_str *)dst =
			(struct att_str){view.p, (uint32_t)view.len, true};
	return err;
}

struct att_bytes att_walk_next_listed(struct att_cursor *c,
				      const struct att_layout *of)
{
	struct att_bytes one = {c->at, (size_t)(c->end - c->at)};
	size_t used = of->wire_len;

	if (!used)
		(void)att_walk_struct(of, one, NULL, &used);
	c->at += used;
	return one;
}
