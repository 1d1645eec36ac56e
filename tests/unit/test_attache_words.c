/* Any value of any message of the two specs can be written as words, and the
 * words make the same message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"
#include "support/element.h"
#include "support/qmi_random.h"
#include "support/random_value.h"
#include "tools/attache/fields.h"
#include "wire/address.h"
#include "wire/qmi/message.h"
#include "wire/tlv.h"

#define MAX_WORDS 20000

/* The words of one message. */
struct words {
	int n;
	char *word[MAX_WORDS];
};

static struct words words;

static void add(const char *path, const char *value)
{
	size_t len = strlen(path) + strlen(value) + 2;
	char *word = malloc(len);

	assert_non_null(word);
	assert_true(words.n < MAX_WORDS);
	snprintf(word, len, "%s=%s", path, value);
	words.word[words.n++] = word;
}

static void drop_words(void)
{
	while (words.n)
		free(words.word[--words.n]);
}

static void add_number(const char *path, const struct att_field *f, uint64_t v,
		       bool is_signed)
{
	const char *name = f->values ? att_enum_name(f->values, v) : NULL;
	char text[32];

	if (is_signed)
		snprintf(text, sizeof(text), "%lld", (long long)v);
	else
		snprintf(text, sizeof(text), "%llu", (unsigned long long)v);
	add(path, name ? name : text);
}

/* A float or double. */
static void add_fraction(const char *path, const void *at, bool narrow)
{
	char text[32];
	float f = 0;
	double d;

	if (narrow)
		memcpy(&f, at, sizeof(f));
	else
		memcpy(&d, at, sizeof(d));
	snprintf(text, sizeof(text), "%.17g", narrow ? (double)f : d);
	add(path, text);
}

static void add_str(const char *path, const struct att_str *s)
{
	size_t cap = 4 * (size_t)s->len + 1;
	char *text = malloc(cap);

	assert_non_null(text);
	assert_true(att_str_get(s, text, cap) >= 0);
	add(path, text);
	free(text);
}

static void add_hex(const char *path, const char *before, struct att_bytes b)
{
	size_t cap = strlen(before) + 2 * b.len + 1;
	char *text = malloc(cap);
	struct att_text t;

	assert_non_null(text);
	att_text_init(&t, text, cap);
	att_text_put(&t, before);
	for (size_t i = 0; i < b.len; i++)
		att_text_hex(&t, b.p[i], 2);
	add(path, text);
	free(text);
}

/* One TLV, or a list of them. */
static void add_tlvs(const char *path, struct att_bytes list)
{
	size_t cap = 2 * list.len + 16;
	char *text = malloc(cap);
	struct att_text t;
	struct att_tlv tlv;

	assert_non_null(text);
	att_text_init(&t, text, cap);
	while (att_tlv_next(&list, &tlv)) {
		att_text_put(&t, t.len ? "," : "");
		att_text_dec(&t, tlv.type);
		att_text_char(&t, ':');
		for (size_t i = 0; i < tlv.data.len; i++)
			att_text_hex(&t, tlv.data.p[i], 2);
	}
	assert_false(t.cut);
	add(path, text);
	free(text);
}

static void add_address(const char *path, const void *p, bool v4)
{
	char text[64];
	struct att_text t;

	if (!p)
		return;
	att_text_init(&t, text, sizeof(text));
	if (v4)
		att_ipv4_text(&t, p);
	else
		att_ipv6_text(&t, p);
	add(path, text);
}

static void add_uuid(const char *path, const void *uuid)
{
	char text[64];
	struct att_text t;

	att_text_init(&t, text, sizeof(text));
	att_uuid_text(&t, uuid);
	add(path, text);
}

static void add_struct(const char *outer, const struct att_layout *layout,
		       const void *in);

static uint64_t number_at(const uint8_t *at, unsigned width, bool is_signed)
{
	uint64_t v64;
	uint32_t v32;
	uint16_t v16;

	if (width == 1)
		return is_signed ? (uint64_t)(int8_t)*at : *at;
	if (width == 2)
		return memcpy(&v16, at, 2),
		       is_signed ? (uint64_t)(int16_t)v16 : v16;
	if (width == 4)
		return memcpy(&v32, at, 4),
		       is_signed ? (uint64_t)(int32_t)v32 : v32;
	return memcpy(&v64, at, 8), v64;
}

static const unsigned widths[ATT_T_TYPES] = {
	[ATT_T_U8] = 1,	 [ATT_T_I8] = 1,  [ATT_T_U16] = 2, [ATT_T_I16] = 2,
	[ATT_T_U32] = 4, [ATT_T_I32] = 4, [ATT_T_U64] = 8,
};

static bool is_signed(enum att_type type)
{
	return type == ATT_T_I8 || type == ATT_T_I16 || type == ATT_T_I32;
}

/* A value of a list of QMI, which is the caller's. */
static void add_value(const char *path, const struct att_field *f,
		      const struct att_array *a, uint32_t i)
{
	enum att_type type = fields_element(f);
	const uint8_t *at;

	assert_null(a->base);
	if (type == ATT_T_TEXT)
		add_str(path, (const struct att_str *)(const void *)a->at + i);
	else if (type == ATT_T_F32)
		add_fraction(path, a->at + 4 * (size_t)i, true);
	else {
		at = a->at + widths[type] * (size_t)i;
		add_number(path, f,
			   number_at(at, widths[type], is_signed(type)),
			   is_signed(type));
	}
}

static void add_element(const char *path, const struct att_field *f,
			const struct att_array *a, uint32_t i)
{
	struct att_ipv4 v4;
	struct att_ipv6 v6;
	struct att_str s;
	void *in;

	if (f->type == ATT_T_LIST && !f->of) {
		add_value(path, f, a, i);
		return;
	}
	switch (fields_element(f)) {
	case ATT_T_U16:
		add_number(path, f, att_array_u16(a, i), false);
		return;
	case ATT_T_U32:
		add_number(path, f, att_array_u32(a, i), false);
		return;
	case ATT_T_IPV4:
		v4 = att_array_ipv4(a, i);
		add_address(path, &v4, true);
		return;
	case ATT_T_IPV6:
		v6 = att_array_ipv6(a, i);
		add_address(path, &v6, false);
		return;
	case ATT_T_STRING:
		s = att_array_str(a, i);
		add_str(path, &s);
		return;
	default: /* structs, also that of MS_STRUCT */
		in = calloc(1, f->of->size);
		assert_non_null(in);
		element_of(a, i, f->of, in);
		add_struct(path, f->of, in);
		free(in);
	}
}

static void add_array(const char *path, const struct att_field *f,
		      const struct att_array *a)
{
	char element[512 + 16];

	if (f->type == ATT_T_LIST && !a->count)
		add(path, "");
	for (uint32_t i = 0; i < a->count; i++) {
		if (f->type == ATT_T_MS_STRUCT)
			snprintf(element, sizeof(element), "%s", path);
		else
			snprintf(element, sizeof(element), "%s[%u]", path, i);
		add_element(element, f, a, i);
	}
}

static void add_field(const char *path, const struct att_field *f,
		      const uint8_t *at)
{
	const void *value = at;

	switch ((enum att_type)f->type) {
	case ATT_T_U8:
	case ATT_T_U16:
	case ATT_T_U32:
	case ATT_T_U64:
	case ATT_T_I32:
	case ATT_T_I8:
	case ATT_T_I16:
		add_number(path, f,
			   number_at(at, widths[f->type], is_signed(f->type)),
			   is_signed(f->type));
		return;
	case ATT_T_F32:
	case ATT_T_F64:
		add_fraction(path, at, f->type == ATT_T_F32);
		return;
	case ATT_T_UUID:
		add_uuid(path, at);
		return;
	case ATT_T_IPV4:
	case ATT_T_IPV4_LE:
	case ATT_T_IPV6:
		add_address(path, at, f->type != ATT_T_IPV6);
		return;
	case ATT_T_BYTES:
		add_hex(path, "", att_bytes_of(at, f->width));
		return;
	case ATT_T_STRUCT:
		add_struct(path, f->of, at);
		return;
	case ATT_T_STRING:
	case ATT_T_TLV_STRING:
	case ATT_T_TEXT:
		add_str(path, value);
		return;
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
	case ATT_T_DATA:
		add_hex(path, "", *(const struct att_bytes *)value);
		return;
	case ATT_T_REF_IPV4:
	case ATT_T_REF_IPV6:
		add_address(path, *(const void *const *)value,
			    f->type == ATT_T_REF_IPV4);
		return;
	case ATT_T_TLV:
	case ATT_T_TLV_LIST:
		add_tlvs(path, *(const struct att_bytes *)value);
		return;
	default: /* the arrays */
		add_array(path, f, value);
	}
}

static bool holds(const struct att_layout *layout, const struct att_field *f,
		  const uint8_t *in)
{
	const struct att_field *on;

	if (f->when == ATT_NO_FIELD)
		return true;
	on = &layout->fields[f->when];
	return number_at(in + on->at, on->width, false) == f->when_value;
}

static void add_struct(const char *outer, const struct att_layout *layout,
		       const void *in)
{
	char path[512];
	int len;

	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];

		if (f->flags & ATT_F_COUNT || !holds(layout, f, in) ||
		    (layout->tlvs && !((const uint8_t *)in)[i]))
			continue;
		len = snprintf(path, sizeof(path), "%s%s%s", outer,
			       outer[0] ? "." : "", f->name);
		assert_true(len < (int)sizeof(path));
		add_field(path, f, (const uint8_t *)in + f->at);
	}
}

/* --- the promise ------------------------------------------------------ */

static uint8_t want[1 << 20], got[1 << 20];

static int encode(const struct att_layout *layout, const void *in, uint8_t *buf)
{
	return layout->tlvs ? qmi_layout_encode(layout, in, buf, sizeof(want))
			    : att_layout_encode(layout, in, buf, sizeof(want));
}

static void write_and_read(const char *name, const struct att_layout *layout,
			   const void *in)
{
	static struct fields f;
	int len = encode(layout, in, want);
	int n;

	assert_true(len >= 0);
	add_struct("", layout, in);
	if (!fields_parse(&f, layout, words.word, words.n))
		fail_msg("%s: %s", name, f.problem);
	n = encode(layout, f.in, got);
	fields_fini(&f);
	if (n != len || memcmp(want, got, (size_t)len) != 0)
		fail_msg("%s: %d words make another message", name, words.n);
	drop_words();
}

static unsigned try_all(enum random_size size, uint64_t seed)
{
	struct random_value r;
	unsigned n = 0;

	for (unsigned s = 0; s < mbim_services_count; s++) {
		const struct mbim_service *service = &mbim_services[s];

		for (unsigned c = 0; c < service->n_cids; c++) {
			const struct mbim_cid *cid = &service->cids[c];

			for (unsigned v = 0; v < cid->n_variants; v++, n++) {
				const struct att_layout *l =
					cid->variants[v].layout;

				random_value_init(&r, seed + n, size, true);
				write_and_read(cid->name, l,
					       random_value_of(&r, l));
				value_release(&r.pool);
			}
		}
	}
	return n;
}

/* --- QMI ---------------------------------------------------------------- */

static bool lacks_mandatory(const struct att_layout *layout, const uint8_t *in)
{
	for (unsigned i = 0; i < layout->n_fields; i++)
		if (layout->fields[i].flags & ATT_F_MANDATORY && !in[i])
			return true;
	return false;
}

static unsigned try_message(const struct qmi_message_info *m,
			    enum random_size size, uint64_t seed)
{
	struct random_value r;
	unsigned n = 0;

	for (unsigned kind = 0; kind < QMI_KINDS; kind++) {
		const struct att_layout *l = qmi_message_layout(m, kind);
		const void *in;

		if (!l)
			continue;
		random_value_init(&r, seed + kind, size, true);
		in = qmi_random_of(&r, l);
		if (!lacks_mandatory(l, in)) {
			write_and_read(qmi_message_info_name(m), l, in);
			n++;
		}
		value_release(&r.pool);
	}
	return n;
}

static unsigned try_qmi(enum random_size size, uint64_t seed)
{
	unsigned n = 0;

	for (unsigned s = 0; s < qmi_services_count; s++)
		for (unsigned i = 0; i < qmi_services[s].n_messages; i++)
			n += try_message(&qmi_services[s].messages[i], size,
					 seed + 100 * s + i);
	return n;
}

static void words_of_tlvs_make_them_again(void **state)
{
	(void)state;
	assert_true(try_qmi(RANDOM_SHORT, 1) > 500);
	for (unsigned round = 0; round < 10; round++)
		assert_true(try_qmi(RANDOM_ANY, 1000 * round) > 200);
}

static void words_of_empty_messages_make_them_again(void **state)
{
	(void)state;
	assert_true(try_all(RANDOM_EMPTY, 1) > 50);
}

static void words_of_random_messages_make_them_again(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 10; round++) {
		try_all(RANDOM_SHORT, 1000 * round);
		try_all(RANDOM_ANY, 1000 * round + 500);
	}
}

static void words_of_the_longest_messages_make_them_again(void **state)
{
	(void)state;
	try_all(RANDOM_LONGEST, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_empty_messages_make_them_again),
		cmocka_unit_test(words_of_random_messages_make_them_again),
		cmocka_unit_test(words_of_the_longest_messages_make_them_again),
		cmocka_unit_test(words_of_tlvs_make_them_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
