/* From libmbim's words to the fields of a layout. Names are the same but for
 * the way they are written: NwError and nw_error, not-visible and not_visible.
 */
#include "words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "fields.h"
#include "wire/mbim/cid.h"
#include "wire/mbim/msg.h"

#define DEPTH_MAX 4u
#define PATH_MAX_ 256u
#define BODY_MAX  65536u
#define WORDS_MAX 1024u

/* One reading of the words, by one layout. */
struct reading {
	struct words *w;
	const char *p, *end;
	const struct att_layout *layout;
	bool given[ATT_NO_FIELD]; /* fields of it */
	unsigned n, unknown;	  /* words; names that no field has */
	char path[PATH_MAX_];	  /* of what is read */
};

static void add_name(char *list, size_t cap, const char *name, size_t len)
{
	size_t n = strlen(list);

	snprintf(list + n, cap - n, "%s%.*s", n ? ", " : "", (int)len, name);
}

/* --- names ------------------------------------------------------------- */

/* Do letters and digits agree? */
static bool is_same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a_len && !isalnum((unsigned char)a[i]))
			i++;
		while (k < b_len && !isalnum((unsigned char)b[k]))
			k++;
		if (i == a_len || k == b_len)
			return i == a_len && k == b_len;
		if (tolower((unsigned char)a[i++]) !=
		    tolower((unsigned char)b[k++]))
			return false;
	}
}

static const struct att_field *find(const struct att_layout *layout,
				    const char *name, size_t len)
{
	for (unsigned i = 0; layout && i < layout->n_fields; i++)
		if (is_same(layout->fields[i].name,
			    strlen(layout->fields[i].name), name, len))
			return &layout->fields[i];
	return NULL;
}

/* The spec's name of one value of an enum, as long as *len; what has none stays
 * as it is. */
static const char *value_name(const struct att_enum *e, const char *text,
			      size_t *len)
{
	for (unsigned i = 0; e && i < e->n_values; i++) {
		const char *name = att_enum_value_name(e, &e->values[i]);

		if (!is_same(name, strlen(name), text, *len))
			continue;
		*len = strlen(name);
		return name;
	}
	return text;
}

/* --- values ------------------------------------------------------------ */

static bool put(struct reading *r, const char *text, size_t len)
{
	return octets_put(&r->w->list, text, len);
}

static void begin_word(struct reading *r)
{
	(void)(put(r, r->path, strlen(r->path)) && put(r, "=", 1));
	r->n++;
}

/* "a, b" as "a,b" in the spec's names. */
static void put_list(struct reading *r, const struct att_field *f,
		     const char *text, size_t len)
{
	begin_word(r);
	for (size_t i = 0; i < len;) {
		size_t n = 0, all;
		const char *name;

		while (i + n < len && text[i + n] != ',')
			n++;
		all = n;
		name = value_name(f->values, text + i, &n);
		(void)put(r, name, n);
		i += all;
		if (i < len)
			(void)put(r, ",", 1);
		while (i < len && (text[i] == ',' || text[i] == ' '))
			i++;
	}
	(void)put(r, "", 1);
}

/* "a, b" of texts, each a word of its own. */
static void put_texts(struct reading *r, const char *text, size_t len)
{
	unsigned k = 0;

	for (size_t i = 0; i < len; k++) {
		char index[16];
		size_t n = 0;

		while (i + n < len && text[i + n] != ',')
			n++;
		(void)put(r, r->path, strlen(r->path));
		snprintf(index, sizeof(index), "[%u]=", k);
		(void)(put(r, index, strlen(index)) && put(r, text + i, n) &&
		       put(r, "", 1));
		r->n++;
		i += n;
		while (i < len && (text[i] == ',' || text[i] == ' '))
			i++;
	}
}

/* Bytes are "01:02". */
static void put_bytes(struct reading *r, const char *text, size_t len)
{
	begin_word(r);
	for (size_t i = 0; i < len; i++)
		if (text[i] != ':')
			(void)put(r, text + i, 1);
	(void)put(r, "", 1);
}

static void put_value(struct reading *r, const struct att_field *f,
		      const char *text, size_t len)
{
	bool none = !len || (len == 6 && memcmp(text, "(null)", 6) == 0);
	enum att_type element = fields_element(f);

	if (none || !fields_is_given(f)) /* 0, or empty */
		return;
	switch ((enum att_type)f->type) {
	case ATT_T_STRING:
	case ATT_T_TLV_STRING:
		begin_word(r);
		(void)(put(r, text, len) && put(r, "", 1));
		return;
	case ATT_T_BYTES:
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
		put_bytes(r, text, len);
		return;
	default:
		break;
	}
	if (element == ATT_T_STRING)
		put_texts(r, text, len);
	else
		put_list(r, f, text, len);
}

/* --- the words --------------------------------------------------------- */

/* Over blanks, and the marks at the start of each line. */
static void skip(struct reading *r)
{
	while (r->p < r->end &&
	       (isspace((unsigned char)*r->p) || strchr("<>,", *r->p)))
		r->p++;
}

static bool take(struct reading *r, char c)
{
	skip(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

/* What stands before the quote that ends a value; *len behind which it is. */
static const char *quoted(struct reading *r, size_t *len)
{
	const char *text = r->p;

	while (r->p < r->end &&
	       !(*r->p == '\'' &&
		 (r->p + 1 == r->end || isspace((unsigned char)r->p[1]))))
		r->p++;
	*len = (size_t)(r->p - text);
	r->p += r->p < r->end;
	return text;
}

static void read_fields(struct reading *r, const struct att_layout *layout,
			unsigned depth);

/* "[0] = {" or "{" and the members in it. */
static void read_members(struct reading *r, const struct att_field *f,
			 unsigned depth)
{
	size_t len = strlen(r->path);

	if (len + 1 < sizeof(r->path))
		memcpy(r->path + len, ".", 2);
	read_fields(r, f ? f->of : NULL, depth + 1);
	(void)take(r, '}');
	r->path[len] = '\0';
}

static void read_array(struct reading *r, const struct att_field *f,
		       unsigned depth)
{
	size_t len = strlen(r->path);

	for (unsigned i = 0; take(r, '['); i++) {
		while (r->p < r->end && *r->p != ']')
			r->p++;
		r->p += r->p < r->end;
		if (!take(r, '=') || !take(r, '{'))
			break;
		snprintf(r->path + len, sizeof(r->path) - len, "[%u]", i);
		read_members(r, f, depth);
		r->path[len] = '\0';
	}
	if (take(r, '}'))
		(void)take(r, '\'');
}

static void read_value(struct reading *r, const struct att_field *f,
		       unsigned depth)
{
	const char *text;
	size_t len;

	if (take(r, '{')) {
		read_members(r, f, depth);
		return;
	}
	if (!take(r, '\''))
		return;
	if (take(r, '{')) {
		read_array(r, f, depth);
		return;
	}
	text = quoted(r, &len);
	if (f)
		put_value(r, f, text, len);
}

/* "Name = value" and so on, up to what is none. */
static void read_fields(struct reading *r, const struct att_layout *layout,
			unsigned depth)
{
	size_t outer = strlen(r->path);

	while (depth < DEPTH_MAX) {
		const struct att_field *f;
		const char *name;
		size_t len;

		skip(r);
		name = r->p;
		while (r->p < r->end && isalnum((unsigned char)*r->p))
			r->p++;
		len = (size_t)(r->p - name);
		if (!len || !take(r, '='))
			return;
		f = find(layout, name, len);
		if (!f && layout) {
			r->unknown++;
			add_name(r->w->not_understood,
				 sizeof(r->w->not_understood), name, len);
		}
		if (f && layout == r->layout)
			r->given[f - layout->fields] = true;
		snprintf(r->path + outer, sizeof(r->path) - outer, "%s",
			 f ? f->name : "");
		read_value(r, f, depth);
		r->path[outer] = '\0';
	}
}

static unsigned note_missing(struct reading *r)
{
	unsigned n = 0;

	for (unsigned i = 0; i < r->layout->n_fields; i++) {
		const struct att_field *f = &r->layout->fields[i];

		if (r->given[i] || !fields_is_given(f) ||
		    f->when != ATT_NO_FIELD)
			continue;
		n++;
		add_name(r->w->missing, sizeof(r->w->missing), f->name,
			 strlen(f->name));
	}
	return n;
}

/* How many names have no field, and fields no name. */
static unsigned read_words(struct words *w, const struct att_layout *layout,
			   struct att_bytes text, unsigned *n)
{
	struct reading r = {
		.w = w,
		.p = (const char *)text.p,
		.end = (const char *)text.p + text.len,
		.layout = layout,
	};
	unsigned misfits;

	w->list.len = 0;
	w->not_understood[0] = w->missing[0] = '\0';
	read_fields(&r, layout, 0);
	misfits = 16 * r.unknown + note_missing(&r);
	*n = r.n;
	return misfits;
}

/* --- the message ------------------------------------------------------- */

/* The words as fields_parse has them; those that it does not take are left
 * out. False: that does not help. */
static bool parse(struct words *w, const struct att_layout *layout, unsigned n,
		  struct fields *f)
{
	char *words[WORDS_MAX], *at = (char *)w->list.p;
	int count = 0;

	for (; n && count < (int)WORDS_MAX; n--, at += strlen(at) + 1)
		words[count++] = at;
	while (!fields_parse(f, layout, words, count)) {
		int bad = f->n_taken;

		fields_fini(f);
		if (bad == count)
			return false;
		add_name(w->not_understood, sizeof(w->not_understood),
			 words[bad], strcspn(words[bad], "="));
		memmove(&words[bad], &words[bad + 1],
			(size_t)(--count - bad) * sizeof(words[0]));
	}
	return true;
}

/* Header and fields. */
static bool encode(struct words *w, const struct message *m,
		   const struct att_layout *layout, unsigned n)
{
	size_t header = mbim_msg_header_len(att_get32(m->bytes.p));
	static uint8_t body[BODY_MAX];
	struct fields f;
	int len = -1;

	if (n && !w->list.p[w->list.len - 1] && parse(w, layout, n, &f)) {
		len = att_layout_encode(layout, f.in, body, sizeof(body));
		fields_fini(&f);
	}
	if (len < 0 || m->bytes.len != header)
		return false;
	w->bytes.len = 0;
	if (!octets_put(&w->bytes, m->bytes.p, header) ||
	    !octets_put(&w->bytes, body, (size_t)len))
		return false;
	att_put32(w->bytes.p + 4, (uint32_t)w->bytes.len);
	att_put32(w->bytes.p + header - 4, (uint32_t)len);
	return true;
}

bool words_fill(struct words *w, const struct message *m, struct message *out)
{
	static const uint16_t versions[] = {MBIM_EX_1, MBIM_EX_2, MBIM_EX_3};
	const struct att_layout *best = NULL;
	unsigned fewest = UINT32_MAX, n;
	struct mbim_msg head;

	*out = *m;
	if (!m->cut_from || !m->from.words.len ||
	    mbim_msg_decode(m->bytes, &head))
		return false;
	for (unsigned i = 0; i < 3; i++) {
		const struct att_layout *l =
			mbim_msg_layout(&head, versions[i]);
		unsigned misfits =
			l ? read_words(w, l, m->from.words, &n) : UINT32_MAX;

		/* of several that are as good, the one that was agreed on */
		if (misfits < fewest ||
		    (misfits == fewest && l && versions[i] == m->ex_version)) {
			fewest = misfits;
			best = l;
			out->ex_version = versions[i];
		}
	}
	if (!best)
		return false;
	(void)read_words(w, best, m->from.words, &n);
	if (!encode(w, m, best, n))
		return false;
	out->bytes = octets_all(&w->bytes);
	out->guessed = out->ex_version == m->ex_version ? 0 : out->ex_version;
	return true;
}

void words_free(struct words *w)
{
	octets_free(&w->bytes);
	octets_free(&w->list);
}
