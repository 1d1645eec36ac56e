/* Where a word of the command line belongs in a message: paths, arrays that
 * grow, and what the fields of a message demand of each other. */
#include "fields_value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"

struct kept {
	struct kept *next;
	max_align_t data[];
};

/* One word while it is looked at. */
struct word {
	struct fields *f;
	char *path; /* up to '=' */
	const char *value;
	bool again; /* everything was set: only look at conditions */
};

void *fields_keep(struct fields *f, size_t size)
{
	struct kept *k = calloc(1, sizeof(*k) + size);

	if (!k)
		abort();
	k->next = f->kept;
	f->kept = k;
	return k->data;
}

bool fields_wrong(struct fields *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(f->problem, sizeof(f->problem), format, args);
	va_end(args);
	return false;
}

enum att_type fields_element(const struct att_field *f)
{
	switch ((enum att_type)f->type) {
	case ATT_T_U32_ARRAY:
		return ATT_T_U32;
	case ATT_T_TLV_U16_ARRAY:
		return ATT_T_U16;
	case ATT_T_IPV4_ARRAY:
		return ATT_T_IPV4;
	case ATT_T_IPV6_ARRAY:
		return ATT_T_IPV6;
	case ATT_T_STRING_ARRAY:
		return ATT_T_STRING;
	case ATT_T_STRUCT_ARRAY:
	case ATT_T_REF_STRUCT_ARRAY:
	case ATT_T_MS_STRUCT_ARRAY:
		return ATT_T_STRUCT;
	case ATT_T_LIST:
		return f->of ? ATT_T_STRUCT : (enum att_type)f->count;
	default: /* no arrays */
		return ATT_T_TYPES;
	}
}

const struct att_field *fields_find(const struct att_layout *layout,
				    const char *name, size_t len)
{
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];

		if (strncmp(f->name, name, len) == 0 && !f->name[len])
			return f;
	}
	return NULL;
}

void fields_path(struct att_text *t, const struct att_field *f)
{
	att_text_put(t, f->name);
	if (fields_element(f) != ATT_T_TYPES)
		att_text_put(t, "[0]");
	if (f->of)
		att_text_char(t, '.');
}

bool fields_is_given(const struct att_field *f)
{
	return !(f->flags & ATT_F_COUNT);
}

/* --- what is wrong with a path -------------------------------------- */

static bool no_field(struct word *w, const struct att_layout *layout,
		     const char *name, size_t len)
{
	int outer = (int)(name - w->path); /* of "a[0]." */
	struct att_nearest near;
	struct att_text t;
	char all[2048];

	att_nearest_init(&near, name, len);
	att_text_init(&t, all, sizeof(all));
	for (unsigned i = 0; i < layout->n_fields; i++) {
		if (!fields_is_given(&layout->fields[i]))
			continue;
		att_nearest_try(&near, layout->fields[i].name);
		att_text_put(&t, t.len ? ", " : "there is ");
		att_text_put(&t, layout->fields[i].name);
	}
	return fields_wrong(w->f, "no field \"%.*s%.*s\"%s%s %s", outer,
			    w->path, (int)len, name, att_nearest_hint(&near),
			    near.name ? "" : ";", all);
}

static bool is_count(struct word *w, const struct att_layout *layout,
		     const struct att_field *count)
{
	const char *of = "";

	for (unsigned i = 0; i < layout->n_fields; i++)
		if (layout->fields[i].count == count - layout->fields)
			of = layout->fields[i].name;
	return fields_wrong(w->f, "%s is counted, give %s", w->path, of);
}

/* The path does not go with what the field is. */
static bool not_so(struct word *w, const struct att_field *f)
{
	char right[128];
	struct att_text t;

	att_text_init(&t, right, sizeof(right));
	fields_path(&t, f);
	return fields_wrong(w->f, "%s: write %s%s=VALUE", w->path, right,
			    f->of ? "MEMBER" : "");
}

static bool not_there(struct word *w, const struct att_layout *layout,
		      const struct att_field *f)
{
	const struct att_field *on = &layout->fields[f->when];
	const char *name =
		on->values ? att_enum_name(on->values, f->when_value) : NULL;
	char number[16];

	snprintf(number, sizeof(number), "%u", f->when_value);
	return fields_wrong(w->f, "%s: only if %s is %s", w->path, on->name,
			    name ? name : number);
}

/* --- paths ------------------------------------------------------------ */

/* What a path leads to. */
struct place {
	const struct att_field *field;
	enum att_type type;
	uint8_t *at; /* the C value */
};

static size_t element_size(const struct att_field *f)
{
	switch (fields_element(f)) {
	case ATT_T_U8:
	case ATT_T_I8:
		return sizeof(uint8_t);
	case ATT_T_U16:
	case ATT_T_I16:
		return sizeof(uint16_t);
	case ATT_T_U32:
	case ATT_T_I32:
	case ATT_T_F32:
		return sizeof(uint32_t);
	case ATT_T_IPV4:
		return sizeof(struct att_ipv4);
	case ATT_T_IPV6:
		return sizeof(struct att_ipv6);
	case ATT_T_STRING:
	case ATT_T_TEXT:
		return sizeof(struct att_str);
	default: /* structs */
		return f->of->size;
	}
}

/* Element i <= count of the array, which grows by it if it is new. */
static uint8_t *element_at(struct fields *f, const struct att_field *field,
			   struct att_array *a, uint32_t i)
{
	size_t size = element_size(field);
	uint32_t n = a->count;

	if (i == n) {
		if (!(n & (n - 1))) { /* all powers of two are full */
			uint8_t *p =
				fields_keep(f, size * (n ? (size_t)2 * n : 1));

			if (n)
				memcpy(p, a->at, size * n);
			a->at = p;
		}
		a->count++;
	}
	return (uint8_t *)a->at + size * i;
}

static bool add_element(struct word *w, const struct att_field *f,
			struct att_array *a, uint32_t i, uint8_t **at)
{
	if (i > a->count)
		return fields_wrong(w->f, "%s: %s[%u] has to come first",
				    w->path, f->name, a->count);
	if (f->max && i >= f->max)
		return fields_wrong(w->f, "%s: at most %u are allowed", w->path,
				    f->max);
	*at = element_at(w->f, f, a, i);
	return true;
}

/* "[12]" at *name, which moves behind it. */
static bool take_index(struct word *w, const struct att_field *f,
		       const char **name, uint8_t **at)
{
	const char *digits = *name + 1;
	size_t len = strspn(digits, "0123456789");
	struct att_array *a = (void *)*at;

	if (fields_element(f) == ATT_T_TYPES || !len || len > 6 ||
	    (len > 1 && digits[0] == '0') || digits[len] != ']')
		return not_so(w, f);
	*name = digits + len + 1;
	return add_element(w, f, a, (uint32_t)strtoul(digits, NULL, 10), at);
}

/* Is f in the message, as far as the struct `in` says? */
static bool holds(const struct att_layout *layout, const uint8_t *in,
		  const struct att_field *f)
{
	uint32_t v;

	if (f->when == ATT_NO_FIELD)
		return true;
	memcpy(&v, in + layout->fields[f->when].at, sizeof(v));
	return v == f->when_value;
}

/* One step of a path: the field of `layout` at *name, which moves behind it. */
static bool take_step(struct word *w, const struct att_layout *layout,
		      uint8_t *in, const char **name, struct place *p)
{
	size_t len = strcspn(*name, ".[");
	const struct att_field *f = fields_find(layout, *name, len);

	if (!f)
		return no_field(w, layout, *name, len);
	if (!fields_is_given(f))
		return is_count(w, layout, f);
	if (w->again && !holds(layout, in, f))
		return not_there(w, layout, f);
	if (layout->tlvs) /* what is named is there */
		in[f - layout->fields] = true;
	*name += len;
	*p = (struct place){f, f->type, in + f->at};
	if (**name == '[') {
		p->type = fields_element(f);
		return take_index(w, f, name, &p->at);
	}
	if (p->type == ATT_T_MS_STRUCT) {
		p->type = ATT_T_STRUCT;
		p->at = element_at(w->f, f, (void *)p->at, 0);
	}
	return true;
}

/* "networks=": a TLV that is there, and holds none. */
static bool is_no_list(const struct word *w, const struct place *p)
{
	return p->type == ATT_T_LIST && !*w->value;
}

static bool resolve(struct word *w, struct place *p)
{
	const struct att_layout *layout = w->f->layout;
	const char *name = w->path;
	uint8_t *in = w->f->in;

	while (take_step(w, layout, in, &name, p)) {
		bool members = p->type == ATT_T_STRUCT;

		if (!*name && (!p->field->of || is_no_list(w, p)))
			return true;
		if (*name != '.' || !members)
			return not_so(w, p->field);
		name++;
		layout = p->field->of;
		in = p->at;
	}
	return false;
}

/* "1,2,3" for an array of anything but texts. */
static bool set_list(struct word *w, const struct place *p)
{
	struct att_array *a = (void *)p->at;
	enum att_type type = fields_element(p->field);
	char *text = fields_keep(w->f, strlen(w->value) + 1);
	uint8_t *at;

	if (type == ATT_T_STRING || (type == ATT_T_TEXT && *w->value))
		return not_so(w, p->field);
	if (a->count)
		return fields_wrong(w->f, "%s is given twice", w->path);
	strcpy(text, w->value);
	for (char *next; *text; text = next) {
		size_t len = strcspn(text, ",");

		next = text + len + (text[len] == ',');
		text[len] = '\0';
		if (!add_element(w, p->field, a, a->count, &at) ||
		    !fields_value(w->f, w->path, p->field, type, text, at))
			return false;
	}
	return true;
}

static bool set_word(struct word *w)
{
	struct place p;

	if (!resolve(w, &p))
		return false;
	if (w->again)
		return true;
	if (p.type == p.field->type && fields_element(p.field) != ATT_T_TYPES)
		return set_list(w, &p);
	return fields_value(w->f, w->path, p.field, p.type, w->value, p.at);
}

/* --- the whole message ------------------------------------------------ */

static bool same_length(struct fields *f, const struct att_layout *layout,
			const uint8_t *in, const struct att_field *a)
{
	const struct att_bytes *x = (const void *)(in + a->at);

	for (const struct att_field *b = layout->fields; b < a; b++) {
		const struct att_bytes *y = (const void *)(in + b->at);

		if (b->count == a->count && b->type == ATT_T_REF_BYTES &&
		    x->len != y->len)
			return fields_wrong(f, "%s has to be as long as %s",
					    a->name, b->name);
	}
	return true;
}

/* Of a list of QMI. */
static bool right_count(struct fields *f, const struct att_field *field,
			const struct att_array *a)
{
	uint32_t most = field->width == 1 ? UINT8_MAX : UINT16_MAX;

	if (field->type != ATT_T_LIST)
		return true;
	if (field->flags & ATT_F_EXACT && a->count != field->max)
		return fields_wrong(f, "%s: %u of them are needed", field->name,
				    field->max);
	return a->count <= most ||
	       fields_wrong(f, "%s: at most %u are allowed", field->name, most);
}

/* What a struct demands that no single word shows. */
static bool check(struct fields *f, const struct att_layout *layout,
		  const uint8_t *in)
{
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *field = &layout->fields[i];
		const uint8_t *at = in + field->at;
		const struct att_array *a = (const void *)at;

		if (!holds(layout, in, field))
			continue;
		if (layout->tlvs && !in[i]) {
			if (field->flags & ATT_F_MANDATORY)
				return fields_wrong(f, "%s is missing",
						    field->name);
			continue;
		}
		if (!right_count(f, field, a))
			return false;
		if (field->type == ATT_T_TLV &&
		    !((const struct att_bytes *)(const void *)at)->len)
			return fields_wrong(f, "%s is missing", field->name);
		if (field->type == ATT_T_REF_BYTES &&
		    field->count != ATT_NO_FIELD &&
		    !same_length(f, layout, in, field))
			return false;
		if (field->type == ATT_T_STRUCT && !check(f, field->of, at))
			return false;
		if (!field->of || field->type == ATT_T_STRUCT)
			continue;
		for (uint32_t n = 0; n < a->count; n++)
			if (!check(f, field->of,
				   a->at + (size_t)field->of->size * n))
				return false;
	}
	return true;
}

static bool is_repeated(struct word *w, char *const *words, int n)
{
	size_t len = strlen(w->path);

	for (int i = 0; i < n; i++)
		if (strncmp(words[i], w->path, len) == 0 &&
		    words[i][len] == '=')
			return true;
	return false;
}

static bool take_word(struct fields *f, char *const *words, int i, bool again)
{
	const char *value = strchr(words[i], '=');
	struct word w = {.f = f, .again = again};
	size_t len;

	if (!value)
		return fields_wrong(f, "\"%s\" is not FIELD=VALUE", words[i]);
	len = (size_t)(value - words[i]);
	w.value = value + 1;
	w.path = fields_keep(f, len + 1);
	memcpy(w.path, words[i], len);
	if (is_repeated(&w, words, i))
		return fields_wrong(f, "%s is given twice", w.path);
	return set_word(&w);
}

void fields_init(struct fields *f, const struct att_layout *layout)
{
	f->layout = layout;
	f->n_taken = 0;
	f->problem[0] = '\0';
	f->kept = NULL;
}

bool fields_parse(struct fields *f, const struct att_layout *layout,
		  char *const *words, int n)
{
	fields_init(f, layout);
	f->in = fields_keep(f, layout->size);
	for (; f->n_taken < n; f->n_taken++)
		if (!take_word(f, words, f->n_taken, false))
			return false;
	/* which fields are there is known only now */
	for (int i = 0; i < n; i++)
		if (!take_word(f, words, i, true))
			return false;
	return check(f, layout, f->in);
}

void fields_fini(struct fields *f)
{
	struct kept *next;

	for (struct kept *k = f->kept; k; k = next) {
		next = k->next;
		free(k);
	}
	f->kept = NULL;
}
