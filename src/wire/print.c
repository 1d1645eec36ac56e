/* Decoded fields as text for people and as JSON, by one visitor. */
#include "wire/print.h"

#include "wire/address.h"
#include "wire/tlv.h"
#include "wire/utf16.h"

/* Characters that are put together before they are written. */
#define CHUNK 64u

static inline void put_char(struct mbim_text *t, char c)
{
	if (t->len + 1 >= t->cap) {
		t->cut = true;
		return;
	}
	t->p[t->len++] = c;
	t->p[t->len] = 0;
}

static void quote(const struct mbim_printer *o)
{
	if (o->json)
		put_char(o->t, '"');
}

void mbim_print_word(const struct mbim_printer *o, const char *s)
{
	quote(o);
	mbim_text_put(o->t, s);
	quote(o);
}

static void put_value(const struct mbim_printer *o,
		      const struct mbim_enum_value *v)
{
	quote(o);
	mbim_print_span(o->t, v->name, v->name_len);
	quote(o);
}

void mbim_print_hex(const struct mbim_printer *o, struct mbim_bytes b)
{
	static const char digits[] = "0123456789abcdef";
	char buf[CHUNK];
	unsigned n = 0;

	quote(o);
	for (size_t i = 0; i < b.len; i++) {
		buf[n++] = o->hide ? '*' : digits[b.p[i] >> 4];
		buf[n++] = o->hide ? '*' : digits[b.p[i] & 15];
		if (n == CHUNK || i + 1 == b.len) {
			mbim_text_span(o->t, buf, n);
			n = 0;
		}
	}
	quote(o);
}

/* One character of a string; at most 6 bytes. */
static unsigned escape(const struct mbim_printer *o, uint32_t c, char *out)
{
	static const char digits[] = "0123456789abcdef";

	if (!o->json)
		return mbim_utf8_put(
			c < 0x20 || (c >= 0x7f && c < 0xa0) ? '?' : c, out);
	if (c < 0x20) {
		memcpy(out, "\\u00", 4);
		out[4] = digits[c >> 4];
		out[5] = digits[c & 15];
		return 6;
	}
	if (c != '"' && c != '\\')
		return mbim_utf8_put(c, out);
	out[0] = '\\';
	out[1] = (char)c;
	return 2;
}

/* Four units to four characters, if they are printable ASCII that needs no
 * escape. Sums below 0x80 stay in their lanes of 16 bits. */
static inline bool narrow(const uint8_t *p, bool json, char *out)
{
	const uint64_t each = 0x0001000100010001;
	uint64_t v = mbim_get64(p);
	uint64_t odd = v & 0xff80 * each;

	odd |= (v + each) & 0x80 * each;	 /* 0x7f */
	odd |= ~(v + 0x60 * each) & 0x80 * each; /* below 0x20 */
	if (json) {
		odd |= ((v ^ '"' * each) - each) & 0x8000 * each;
		odd |= ((v ^ '\\' * each) - each) & 0x8000 * each;
	}
	v |= v >> 8;
	mbim_put32((uint8_t *)out,
		   (uint32_t)((v & 0xffff) | (v >> 16 & 0xffff0000)));
	return !odd;
}

/* The usual string, quoted; false, and nothing is written, if s is not. */
static bool print_plain(const struct mbim_printer *o, const struct mbim_str *s)
{
	struct mbim_text *t = o->t;
	char *to = t->p + t->len + 1;
	size_t n = s->len / 2;

	if (o->hide || n < 4 || n + 2 >= t->cap - t->len)
		return false;
	for (size_t i = 0; i + 4 < n; i += 4)
		if (!narrow(s->p + 2 * i, o->json, to + i))
			return false;
	/* The last ones perhaps once more. */
	if (!narrow(s->p + s->len - 8, o->json, to + n - 4))
		return false;
	to[-1] = '"';
	to[n] = '"';
	to[n + 1] = 0;
	t->len += n + 2;
	return true;
}

static void print_str(const struct mbim_printer *o, const struct mbim_str *s)
{
	char buf[CHUNK];
	unsigned n = 0;
	size_t at = 0;

	if (print_plain(o, s))
		return;
	buf[n++] = '"';
	while (at < s->len) {
		uint32_t c = mbim_utf16_next(s->p, s->len, &at);

		if (n > CHUNK - 8) {
			mbim_text_span(o->t, buf, n);
			n = 0;
		}
		if (!o->hide) {
			n += escape(o, c, buf + n);
			continue;
		}
		buf[n++] = '*'; /* as many as there are units */
		if (c >= 0x10000)
			buf[n++] = '*';
	}
	buf[n++] = '"';
	mbim_text_span(o->t, buf, n);
}

/* "a|b|0x40": the names of the bits, then those without one. */
static void print_flags(const struct mbim_printer *o, const struct mbim_enum *e,
			uint64_t v)
{
	bool between = false;

	quote(o);
	for (unsigned i = 0; i < e->n_values && v; i++) {
		uint64_t bits = e->values[i].value;

		if (!bits || (v & bits) != bits)
			continue;
		v &= ~bits;
		if (between)
			put_char(o->t, '|');
		mbim_print_span(o->t, e->values[i].name, e->values[i].name_len);
		between = true;
	}
	if (v) {
		unsigned digits = 1;

		while (digits < 16 && v >> 4 * digits)
			digits++;
		mbim_text_put(o->t, between ? "|0x" : "0x");
		mbim_text_hex(o->t, v, digits);
	}
	quote(o);
}

static void print_number(const struct mbim_printer *o,
			 const struct mbim_enum *e, uint64_t v)
{
	const struct mbim_enum_value *value;

	if (e && e->flags && v) {
		print_flags(o, e, v);
		return;
	}
	value = e ? mbim_enum_find(e, v) : NULL;
	if (value)
		put_value(o, value);
	else
		mbim_text_dec(o->t, v);
}

static void print_uuid(const struct mbim_printer *o, const uint8_t *p)
{
	const struct mbim_service *s;
	struct mbim_uuid uuid;

	memcpy(uuid.b, p, sizeof(uuid.b));
	quote(o);
	mbim_uuid_text(o->t, &uuid);
	quote(o);
	s = o->json ? NULL : mbim_service_find(&uuid);
	if (!s)
		return;
	mbim_text_put(o->t, " (");
	mbim_text_put(o->t, s->name);
	put_char(o->t, ')');
}

static void print_ip(const struct mbim_printer *o, const void *p, bool v4)
{
	quote(o);
	if (o->hide)
		put_char(o->t, '*');
	else if (v4)
		mbim_ipv4_text(o->t, p);
	else
		mbim_ipv6_text(o->t, p);
	quote(o);
}

/* A value of fixed width at p. */
static void print_fixed(const struct mbim_printer *o,
			const struct mbim_field *f, const uint8_t *p)
{
	if (f->type == MBIM_T_BYTES)
		mbim_print_hex(o, mbim_bytes_of(p, f->width));
	else if (o->hide)
		mbim_print_word(o, "*");
	else if (f->type == MBIM_T_UUID)
		print_uuid(o, p);
	else if (f->type == MBIM_T_IPV4 || f->type == MBIM_T_IPV6)
		print_ip(o, p, f->type == MBIM_T_IPV4);
	else if (f->type == MBIM_T_I32)
		mbim_text_int(o->t, (int32_t)mbim_get32(p));
	else
		print_number(o, f->values, mbim_walk_number(f, p));
}

static void print_element(const struct mbim_printer *o,
			  const struct mbim_field *f,
			  const struct mbim_array *a, uint32_t i)
{
	struct mbim_str s;

	switch (f->type) {
	case MBIM_T_IPV4_ARRAY:
		print_ip(o, a->at + (size_t)4 * i, true);
		return;
	case MBIM_T_IPV6_ARRAY:
		print_ip(o, a->at + (size_t)16 * i, false);
		return;
	case MBIM_T_STRING_ARRAY:
		s = mbim_array_str(a, i);
		print_str(o, &s);
		return;
	}
	if (o->hide)
		mbim_print_word(o, "*");
	else
		print_number(o, f->values,
			     f->type == MBIM_T_U32_ARRAY
				     ? mbim_array_u32(a, i)
				     : mbim_array_u16(a, i));
}

static void print_list(const struct mbim_printer *o, const struct mbim_field *f,
		       const struct mbim_array *a)
{
	put_char(o->t, '[');
	for (uint32_t i = 0; i < a->count; i++) {
		if (i)
			mbim_text_put(o->t, o->json ? "," : ", ");
		print_element(o, f, a, i);
	}
	put_char(o->t, ']');
}

static void print_tlvs(const struct mbim_printer *o, struct mbim_bytes list,
		       bool one)
{
	const char *between = "";
	struct mbim_tlv tlv;

	mbim_text_put(o->t, one ? "" : "[");
	while (mbim_tlv_next(&list, &tlv)) {
		mbim_text_put(o->t, between);
		mbim_text_put(o->t, o->json ? "{\"type\":" : "type ");
		mbim_text_dec(o->t, tlv.type);
		mbim_text_put(o->t, o->json ? ",\"data\":" : " data ");
		mbim_print_hex(o, tlv.data);
		mbim_text_put(o->t, o->json ? "}" : "");
		between = o->json ? "," : ", ";
	}
	mbim_text_put(o->t, one ? "" : "]");
}

static void print_address(const struct mbim_printer *o, const void *p, bool v4)
{
	if (p)
		print_ip(o, p, v4);
	else
		mbim_text_put(o->t, o->json ? "null" : "none");
}

/* A variable field that is no struct. */
static void print_value(const struct mbim_printer *o,
			const struct mbim_field *f,
			const union mbim_walk_value *v)
{
	switch (f->type) {
	case MBIM_T_STRING:
	case MBIM_T_TLV_STRING:
		print_str(o, &v->str);
		return;
	case MBIM_T_REF_BYTES:
	case MBIM_T_SIZE_BYTES:
	case MBIM_T_HERE_BYTES:
	case MBIM_T_REST:
		if (f->flags & MBIM_F_QMUX)
			mbim_print_qmux(o, v->bytes);
		else
			mbim_print_hex(o, v->bytes);
		return;
	case MBIM_T_TLV:
	case MBIM_T_TLV_LIST:
		print_tlvs(o, v->bytes, f->type == MBIM_T_TLV);
		return;
	case MBIM_T_REF_IPV4:
		print_address(o, v->ipv4, true);
		return;
	case MBIM_T_REF_IPV6:
		print_address(o, v->ipv6, false);
		return;
	}
	print_list(o, f, &v->array); /* all others */
}

static void start_line(const struct mbim_printer *o, const struct mbim_field *f)
{
	for (unsigned i = 0; i < o->indent; i++)
		MBIM_PRINT_LITERAL(o->t, "  ");
	mbim_print_span(o->t, f->name, f->name_len);
}

static void print_nested(const struct mbim_printer *outer,
			 const struct mbim_layout *of, struct mbim_bytes body,
			 size_t *used)
{
	struct mbim_printer o = *outer;

	o.indent++;
	mbim_text_put(o.t, o.json ? "" : ":\n");
	mbim_print_struct(&o, of, body, used);
}

/* A struct that may be absent: null, or itself. */
static void print_ms_struct(const struct mbim_printer *o,
			    const struct mbim_field *f,
			    const struct mbim_array *a)
{
	if (!o->json)
		start_line(o, f);
	if (a->count)
		print_nested(o, f->of, mbim_walk_element(a, f->of, 0), NULL);
	else
		mbim_text_put(o->t, o->json ? "null" : ": none\n");
}

/* A list in JSON; in text "name[0]:" and its fields, for each. */
static void print_structs(const struct mbim_printer *o,
			  const struct mbim_field *f,
			  const struct mbim_array *a)
{
	if (o->json)
		put_char(o->t, '[');
	else if (!a->count)
		start_line(o, f);
	for (uint32_t i = 0; i < a->count; i++) {
		if (!o->json) {
			start_line(o, f);
			put_char(o->t, '[');
			mbim_text_dec(o->t, i);
			put_char(o->t, ']');
		} else if (i) {
			put_char(o->t, ',');
		}
		print_nested(o, f->of, mbim_walk_element(a, f->of, i), NULL);
	}
	if (o->json)
		put_char(o->t, ']');
	else if (!a->count)
		mbim_text_put(o->t, ": []\n");
}

/* A field that decode has accepted, and a step over it. */
static void take(struct mbim_walk *w, const struct mbim_field *f,
		 union mbim_walk_value *v)
{
	if (mbim_walk_is_fixed(f))
		(void)mbim_walk_skip(w, f->width);
	else if (f->type == MBIM_T_STRING)
		v->str = mbim_walk_view(w->body.p, mbim_walk_skip(w, 8));
	else
		(void)mbim_walk_take(w, f, v);
}

static void print_field(const struct mbim_printer *o, struct mbim_walk *w,
			const struct mbim_field *f)
{
	const uint8_t *p = w->rest.p;
	union mbim_walk_value v;

	take(w, f, &v);
	if (f->type == MBIM_T_MS_STRUCT) {
		print_ms_struct(o, f, &v.array);
		return;
	}
	if (f->of) {
		print_structs(o, f, &v.array);
		return;
	}
	if (!o->json) {
		start_line(o, f);
		MBIM_PRINT_LITERAL(o->t, ": ");
	}
	if (mbim_walk_is_fixed(f))
		print_fixed(o, f, p);
	else
		print_value(o, f, &v);
	if (!o->json)
		put_char(o->t, '\n');
}

static void print_inner(const struct mbim_printer *o, struct mbim_walk *w,
			const struct mbim_field *f)
{
	size_t used = 0;

	if (!o->json)
		start_line(o, f);
	print_nested(o, f->of, w->rest, &used);
	(void)mbim_walk_skip(w, used);
}

static void print_any(const struct mbim_printer *outer, struct mbim_walk *w,
		      const struct mbim_field *f)
{
	struct mbim_printer hiding;
	const struct mbim_printer *o = outer;

	if (o->show == MBIM_SHOW_MASKED && f->flags & MBIM_F_PERSONAL) {
		hiding = *o;
		hiding.hide = true;
		o = &hiding;
	}
	if (f->type == MBIM_T_STRUCT)
		print_inner(o, w, f);
	else
		print_field(o, w, f);
}

void mbim_print_struct(const struct mbim_printer *o,
		       const struct mbim_layout *layout, struct mbim_bytes body,
		       size_t *used)
{
	struct mbim_walk w = mbim_walk_of(layout, body);

	if (o->json)
		put_char(o->t, '{');
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct mbim_field *f = &layout->fields[i];
		bool has = f->when == MBIM_NO_FIELD || mbim_walk_has(&w, f);

		if (o->json) {
			mbim_text_put(o->t, i ? ",\"" : "\"");
			mbim_print_span(o->t, f->name, f->name_len);
			mbim_text_put(o->t, has ? "\":" : "\":null");
		}
		if (has)
			print_any(o, &w, f);
	}
	if (o->json)
		put_char(o->t, '}');
	if (used)
		*used = mbim_walk_used(&w);
}

int mbim_layout_print(const struct mbim_layout *layout, struct mbim_bytes body,
		      enum mbim_show show, unsigned indent, struct mbim_text *t)
{
	struct mbim_printer o = {t, show, false, false, indent};
	int err = mbim_walk_struct(layout, body, NULL, NULL);

	if (!err)
		mbim_print_struct(&o, layout, body, NULL);
	return err;
}

int mbim_layout_json(const struct mbim_layout *layout, struct mbim_bytes body,
		     enum mbim_show show, struct mbim_text *t)
{
	struct mbim_printer o = {t, show, true, false, 0};
	int err = mbim_walk_struct(layout, body, NULL, NULL);

	if (!err)
		mbim_print_struct(&o, layout, body, NULL);
	return err;
}
