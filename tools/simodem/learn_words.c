/* The fields of a message in the words that a scenario takes. */
#include "tools/simodem/learn.h"

#include <stdlib.h>
#include <string.h>

#include "tools/attache/fields.h"

/* JSON of our own printer, on its way to that of a scenario. */
struct walk {
	const struct learn *l;
	const struct learn_shape *shape;
	const char *at;
	struct att_text out;
	char session[8]; /* that the message is about */
};

char *learn_bytes(struct att_bytes b)
{
	size_t cap = 2 * b.len + 1;
	char *text = malloc(cap);
	struct att_text t;

	if (!text)
		abort();
	att_text_init(&t, text, cap);
	for (size_t i = 0; i < b.len; i++)
		att_text_hex(&t, b.p[i], 2);
	return text;
}

/* --- fields ----------------------------------------------------------------
 */

/* What begins here and ends at the end of a value: its length. */
static size_t value_len(const char *p)
{
	unsigned depth = 0;
	bool quoted = false;
	size_t n = 0;

	for (; p[n]; n++) {
		if (quoted) {
			if (p[n] == '\\' && p[n + 1])
				n++;
			else if (p[n] == '"')
				quoted = false;
			continue;
		}
		if (!depth && strchr(",]}", p[n]))
			break;
		quoted = p[n] == '"';
		depth += p[n] == '[' || p[n] == '{';
		depth -= p[n] == ']' || p[n] == '}';
	}
	return n;
}

static bool is_address(const struct att_field *f)
{
	switch (f->type) {
	case ATT_T_IPV4:
	case ATT_T_IPV4_LE:
	case ATT_T_IPV6:
	case ATT_T_REF_IPV4:
	case ATT_T_REF_IPV6:
	case ATT_T_IPV4_ARRAY:
	case ATT_T_IPV6_ARRAY:
		return true;
	default:
		return false;
	}
}

/* The model's address in place of the network's: the modem's own, or that of
 * its router, which answers DNS as well. */
static void put_address(struct walk *w, const struct att_field *f, bool router,
			const char *value, size_t len)
{
	char host = router ? '1' : '2';
	bool six = memchr(value, ':', len) != NULL;
	bool none = strspn(value, "\"0.:") >= len - 1 ||
		    strstr(f->name, "mask") != NULL;
	bool zero = strcmp(w->session, "0") == 0;

	if (none) {
		att_text_span(&w->out, value, len);
		return;
	}
	att_text_char(&w->out, '"');
	if (len > 4 && memcmp(value, "\"fe80", 5) == 0) {
		att_text_put(&w->out, "fe80::");
	} else if (six) {
		att_text_put(&w->out, "2001:db8:64:");
		att_text_put(&w->out, zero ? ":" : w->session);
		att_text_put(&w->out, zero ? "" : "::");
	} else {
		att_text_put(&w->out, "10.64.");
		att_text_put(&w->out, w->session);
		att_text_char(&w->out, '.');
	}
	att_text_char(&w->out, host);
	att_text_char(&w->out, '"');
}

static bool is_one(const char *name, const char *a, const char *b)
{
	return strcmp(name, a) == 0 || strcmp(name, b) == 0;
}

/* Stars are what was personal; so many characters of a test number. */
static void put_personal(struct walk *w, const struct att_field *f,
			 const char *value, size_t len)
{
	const struct sim_config *c = &w->l->config;
	const char *number = NULL;

	if (len == 3 && memcmp(value, "\"*\"", 3) == 0 &&
	    f->type < ATT_T_STRING) {
		att_text_char(&w->out, '0');
		return;
	}
	if (is_one(f->name, "subscriber_id", "imsi"))
		number = c->imsi;
	if (is_one(f->name, "sim_icc_id", "iccid"))
		number = c->iccid;
	if (is_one(f->name, "telephone_numbers", "msisdn"))
		number = c->number;
	if (number && strlen(number) + 2 == len) {
		att_text_char(&w->out, '"');
		att_text_put(&w->out, number);
		att_text_char(&w->out, '"');
		return;
	}
	for (size_t i = 0; i < len; i++)
		att_text_char(&w->out, value[i] == '*' ? '0' : value[i]);
}

/* A frame for each list or object that is open. */
struct open {
	const struct att_layout *layout; /* of an object; NULL: not known */
	const struct att_field *field;	 /* whose value it is, or NULL */
	bool personal, router, list, first;
};

static bool is_router(const struct att_field *f)
{
	return strstr(f->name, "dns") || strstr(f->name, "gateway");
}

static void put_scalar(struct walk *w, const struct open *in)
{
	const struct att_field *f = in->field;
	bool personal = in->personal || (f && (f->flags & ATT_F_PERSONAL));
	size_t len = value_len(w->at);

	if (f && w->shape->made && strcmp(f->name, w->shape->made) == 0)
		att_text_char(&w->out, '1');
	else if (f && personal && !w->l->personal)
		put_personal(w, f, w->at, len);
	else if (f && is_address(f) && !w->l->personal)
		put_address(w, f, in->router || is_router(f), w->at, len);
	else
		att_text_span(&w->out, w->at, len);
	if (f && strcmp(f->name, "session_id") == 0 && len < sizeof(w->session))
		snprintf(w->session, sizeof(w->session), "%.*s", (int)len,
			 w->at);
	w->at += len;
}

#define MAX_DEPTH 16

/* What nobody gives: counts, lists of bytes that were hidden, and addresses
 * that are not there. */
static bool is_given(const struct walk *w, const struct att_field *f)
{
	bool list = f->type == ATT_T_TLV || f->type == ATT_T_TLV_LIST;

	return fields_is_given(f) && f != w->shape->skip &&
	       !(list && (f->flags & ATT_F_PERSONAL) && !w->l->personal);
}

/* The key at the cursor, and its field; false: the member was left out. */
static bool take_key(struct walk *w, struct open *o)
{
	const char *key = w->at;
	size_t len = strcspn(key + 1, "\"");

	o->field = o->layout ? fields_find(o->layout, key + 1, len) : NULL;
	w->at += len + 3; /* quotes, colon */
	if (o->field &&
	    (!is_given(w, o->field) ||
	     (is_address(o->field) && strncmp(w->at, "null", 4) == 0))) {
		w->at += value_len(w->at);
		return false;
	}
	if (!o->first)
		att_text_char(&w->out, ',');
	o->first = false;
	att_text_span(&w->out, key, len + 3);
	return true;
}

/* Go into the object or list at the cursor. */
static void open_value(struct walk *w, struct open *o, unsigned *depth)
{
	const struct open *outer = &o[*depth];
	const struct att_field *f = outer->field;
	bool list = *w->at == '[';

	o[++*depth] = (struct open){
		.layout = f && !list ? f->of : NULL,
		.field = list ? f : NULL,
		.personal =
			outer->personal || (f && (f->flags & ATT_F_PERSONAL)),
		.router = outer->router || (f && is_router(f)),
		.list = list,
		.first = true,
	};
	att_text_char(&w->out, *w->at++);
}

static void walk(struct walk *w, const struct att_layout *layout)
{
	struct open o[MAX_DEPTH] = {{.layout = layout, .first = true}};
	unsigned depth = 0;

	att_text_char(&w->out, *w->at++);
	for (;;) {
		struct open *in = &o[depth];

		if (*w->at == '}' || *w->at == ']') {
			att_text_char(&w->out, *w->at++);
			if (!depth--)
				return;
			continue;
		}
		if (!*w->at)
			return;
		if (*w->at == ',') {
			w->at++;
			continue;
		}
		if (!in->list && !take_key(w, in))
			continue;
		if (in->list && !in->first)
			att_text_char(&w->out, ',');
		in->first = false;
		if ((*w->at == '{' || *w->at == '[') && depth + 1 < MAX_DEPTH)
			open_value(w, o, &depth);
		else
			put_scalar(w, in);
	}
}

char *learn_fields(const struct learn *l, const struct learn_shape *shape,
		   const char *json)
{
	size_t cap = 6 * strlen(json) + 1024;
	char *text = malloc(cap);
	struct walk w = {.l = l, .shape = shape, .at = json, .session = "0"};

	if (!text)
		abort();
	att_text_init(&w.out, text, cap);
	walk(&w, shape->layout);
	return text;
}

/* --- members ---------------------------------------------------------------
 */

bool learn_get(const char *json, const char *name, char *buf, size_t cap)
{
	char key[80];
	const char *at;
	size_t len;
	int n = snprintf(key, sizeof(key), "\"%s\":", name);

	at = n > 0 ? strstr(json, key) : NULL;
	if (!at)
		return false;
	at += n;
	len = value_len(at);
	if (*at == '"') {
		at++;
		len -= 2;
	}
	if (len >= cap)
		return false;
	for (size_t i = 0; i < len; i++) {
		/* of JSON's escapes our printer writes three */
		if (at[i] == '\\' && at[i + 1] == 'u') {
			*buf++ = '?';
			i += 5;
			continue;
		}
		i += at[i] == '\\';
		*buf++ = at[i];
	}
	*buf = '\0';
	return true;
}

bool learn_number(const char *json, const char *name, uint32_t *v)
{
	char text[16], *end;

	if (!learn_get(json, name, text, sizeof(text)) || !text[0])
		return false;
	*v = (uint32_t)strtoul(text, &end, 10);
	return !*end;
}
