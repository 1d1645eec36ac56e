/* Does libqmi-glib see in our messages what we put there, and we in its? Every
 * TLV of the spec is written by us, printed by libqmi and compared with what we
 * read; and it is written by libqmi, value by value, and compared byte for
 * byte. One test a service. */
#include "oracle_libqmi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "generated/qmi_messages.h"
#include "oracle_libqmi_text.h"
#include "oracle_list.h"
#include "support/qmi_random.h"
#include "support/qmi_straight.h"
#include "support/qmi_value.h"
#include "wire/walk.h"

#define ROUNDS	 48u
#define ROOM	 65536u
#define TEXT	 (1u << 20)
#define SERVICES 64u

static struct oracle_list listed;
static unsigned tlvs_compared, tlvs_listed, values_written;
/* TLVs that differ more than once are told once. */
static bool told[QMI_KINDS * 256];

/* What is being compared. */
struct subject {
	const struct qmi_service_info *service;
	const struct qmi_message_info *message;
	enum qmi_kind kind;
	const struct att_layout *layout;
	const struct qmi_straight_message *straight;
	struct random_value random;
	const uint8_t *in;
	uint8_t frame[ROOM];
	size_t len;
};

static struct subject now;

static void name_of(const struct att_field *f, char *text, size_t cap)
{
	(void)snprintf(text, cap, "%s.%s.%s.%s", now.service->name,
		       qmi_message_info_name(now.message),
		       qmi_kind_name(now.kind), f->name);
}

/* True unless a difference is listed under this kind. */
static bool is_news(const char *kind, const struct att_field *f)
{
	char name[240];

	name_of(f, name, sizeof(name));
	return oracle_list_find(&listed, kind, name) == NULL;
}

/* --- written by us ---------------------------------------------------------
 */

static bool make(uint32_t seed)
{
	struct qmi_head h = {
		.service = (uint8_t)now.service->number,
		.client = now.service->number == QMI_CTL ? 0 : 7,
		.from_modem = now.kind != QMI_REQUEST,
		.kind = now.kind,
		.transaction = (uint16_t)(seed + 1),
		.message = now.message->number,
	};
	size_t head = qmi_head_len(h.service);
	int n;

	/* RANDOM_EMPTY is left out: libqmi has no texts of no bytes */
	random_value_init(&now.random, seed,
			  seed % 3 + (enum random_size)RANDOM_SHORT, true);
	now.in = qmi_random_of(&now.random, now.layout);
	n = now.straight->encode(now.in, now.frame + head, ROOM - head);
	if (n < 0 || (size_t)n + head > ROOM - 1) {
		value_release(&now.random.pool);
		return false;
	}
	now.len = qmi_head_put(&h, (size_t)n, now.frame);
	return true;
}

/* The text behind a key of libqmi's, without blanks; the end of its line, or
 * NULL if the key is not in this TLV. */
static const char *read_key(const char *tlv, const char *key, char *out)
{
	const char *end = strstr(tlv, "\nTLV:"), *at = strstr(tlv, key);

	*out = '\0';
	if (!at || (end && at > end))
		return NULL;
	at = strchr(at, '=');
	for (at += at != NULL; at && *at && *at != '\n'; at++)
		if (*at != ' ')
			*out++ = *at;
	*out = '\0';
	return at;
}

static unsigned type_of(const char *tlv)
{
	const char *at = strstr(tlv, "0x");

	return at ? (unsigned)strtoul(at, NULL, 16) : 0;
}

static const char *word_of(const char *value)
{
	return oracle_list_find(&listed, "value", value);
}

/* One TLV; false: it is news that they differ. */
static bool compare_tlv(const struct att_field *f, const struct value *v,
			const char *printed)
{
	static char ours[TEXT], theirs[TEXT];
	char name[240];

	name_of(f, name, sizeof(name));
	if (!read_key(printed, "\n  translated", theirs)) {
		tlvs_listed++;
		if (!is_news("unknown", f))
			return true;
		print_error("unknown %s\n", name);
		return false;
	}
	oracle_libqmi_say(f, v, ours, sizeof(ours));
	tlvs_compared++;
	if (oracle_libqmi_same(ours, theirs, word_of) || !is_news("differs", f))
		return true;
	print_error("differs %s\n  here  %.600s\n  there %.600s\n", name, ours,
		    theirs);
	return false;
}

static unsigned compare_printed(void)
{
	char *printed = libqmi_text(now.frame, now.len, now.message->vendor);
	const struct value *v;
	const char *at = printed;
	unsigned i = 0, bad = 0;

	if (!printed)
		fail_msg("%s: libqmi does not take it",
			 qmi_message_info_name(now.message));
	v = qmi_value(&now.random.pool, now.layout, now.in, false)->first;
	for (; v; v = v->next, i++) {
		while (!now.in[i])
			i++;
		at = strstr(at, "\nTLV:");
		assert_non_null(at);
		at += strlen("\nTLV:");
		assert_int_equal(type_of(at), now.layout->fields[i].wire);
		if (!told[256 * now.kind + i] &&
		    !compare_tlv(&now.layout->fields[i], v, at)) {
			told[256 * now.kind + i] = true;
			bad++;
		}
	}
	assert_null(strstr(at, "\nTLV:"));
	free(printed);
	return bad;
}

/* --- written by libqmi -----------------------------------------------------
 */

static bool write_struct(struct libqmi_builder *b, const struct att_layout *l,
			 const struct value *v);

static bool write_bytes(struct libqmi_builder *b, const struct value *v)
{
	bool good = true;

	for (size_t i = 0; i < v->len; i++)
		good = good && libqmi_put_number(b, 1, v->p[i]);
	values_written++;
	return good;
}

static bool write_list(struct libqmi_builder *b, const struct att_field *f,
		       const struct value *v)
{
	bool good = f->flags & ATT_F_EXACT ||
		    libqmi_put_number(b, f->width, v->n_kids);

	for (v = v->first; v; v = v->next) {
		if (f->of)
			good = good && write_struct(b, f->of, v);
		else if (v->kind == VALUE_TEXT)
			good = good && libqmi_put_text(b, 1, v->p, v->len);
		else
			good = good &&
			       libqmi_put_number(b, att_walk_width(f->count),
						 v->number);
		values_written++;
	}
	return good;
}

static bool write_field(struct libqmi_builder *b, const struct att_field *f,
			const struct value *v)
{
	unsigned prefix = f->flags & ATT_F_EXACT ? 0 : f->width;

	if (f->type == ATT_T_STRUCT)
		return write_struct(b, f->of, v);
	if (f->type == ATT_T_LIST)
		return write_list(b, f, v);
	values_written++;
	if (v->kind == VALUE_TEXT)
		return libqmi_put_text(b, prefix, v->p, v->len);
	if (f->type == ATT_T_IPV4_LE)
		return libqmi_put_number(b, 4, att_get32_be(v->p));
	if (f->type == ATT_T_DATA && f->width &&
	    !libqmi_put_number(b, f->width, v->len))
		return false;
	if (v->kind == VALUE_BYTES)
		return write_bytes(b, v);
	return libqmi_put_number(b, f->width, v->number);
}

/* The recursion over nested types. */
static bool write_struct(struct libqmi_builder *b, const struct att_layout *l,
			 const struct value *v)
{
	const struct att_field *f = l->fields;
	bool good = true;

	for (v = v->first; v && good; v = v->next, f++)
		good = write_field(b, f, v);
	return good;
}

/* libqmi's request holds the TLVs of ours, whatever they are of. */
static void compare_written(uint32_t seed)
{
	struct libqmi_builder *b =
		libqmi_begin((uint8_t)now.service->number, now.frame[5],
			     (uint16_t)(seed + 1), now.message->number);
	const struct value *v =
		qmi_value(&now.random.pool, now.layout, now.in, false)->first;
	size_t head = qmi_head_len((uint8_t)now.service->number), len;
	const uint8_t *p;
	uint8_t *out = value_alloc(&now.random.pool, now.layout->size);

	for (unsigned i = 0; v; v = v->next, i++) {
		while (!now.in[i])
			i++;
		if (!libqmi_tlv_begin(b, (uint8_t)now.layout->fields[i].wire) ||
		    !write_field(b, &now.layout->fields[i], v) ||
		    !libqmi_tlv_end(b))
			fail_msg("%s.%s: libqmi does not write it",
				 qmi_message_info_name(now.message), v->name);
	}
	p = libqmi_bytes(b, &len);
	if (len != now.len || memcmp(p + head, now.frame + head, len - head) ||
	    (now.kind == QMI_REQUEST && memcmp(p, now.frame, head)))
		fail_msg("%s, seed %u: libqmi writes other bytes",
			 qmi_message_info_name(now.message), seed);
	assert_int_equal(
		now.straight->decode(att_bytes_of(p + head, len - head), out),
		0);
	assert_memory_equal(out, now.in, now.layout->n_fields);
	libqmi_end(b);
}

/* --- all of them -----------------------------------------------------------
 */

static unsigned compare_layout(void)
{
	unsigned bad = 0;

	now.straight = qmi_straight_messages();
	while (now.straight->layout != now.layout)
		now.straight++;
	for (uint32_t seed = 0; seed < ROUNDS; seed++) {
		if (!make(seed))
			continue;
		bad += compare_printed();
		compare_written(seed);
		value_release(&now.random.pool);
	}
	return bad;
}

static void libqmi_agrees(void **state)
{
	unsigned bad = 0;

	now.service = *state;
	for (unsigned i = 0; i < now.service->n_messages; i++) {
		now.message = &now.service->messages[i];
		memset(told, 0, sizeof(told));
		for (unsigned k = 0; k < QMI_KINDS; k++) {
			now.kind = (enum qmi_kind)k;
			now.layout = qmi_layout(now.message->holds[k]);
			if (now.layout)
				bad += compare_layout();
		}
	}
	assert_int_equal(bad, 0);
}

static void every_listed_difference_is_still_there(void **state)
{
	(void)state;
	assert_int_equal(oracle_list_stale(&listed), 0);
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[SERVICES + 1];
	static char names[SERVICES][80];
	size_t n = 0;
	int failed;

	if (argc != 2 || qmi_services_count > SERVICES ||
	    !oracle_list_read(&listed, argv[1], libqmi_version()))
		return 1;
	for (uint16_t i = 0; i < qmi_services_count; i++) {
		if (qmi_services[i].number > UINT8_MAX)
			continue;
		(void)snprintf(names[n], sizeof(names[n]),
			       "libqmi_agrees_about_%s", qmi_services[i].name);
		tests[n] = (struct CMUnitTest){
			names[n], libqmi_agrees, NULL, NULL,
			(void *)(uintptr_t)&qmi_services[i]};
		n++;
	}
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
		every_listed_difference_is_still_there);
	failed = _cmocka_run_group_tests("libqmi", tests, n, NULL, NULL);
	printf("\n# %u TLVs compared, %u not known there; %u values written\n",
	       tlvs_compared, tlvs_listed, values_written);
	oracle_list_fini(&listed);
	return failed;
}
