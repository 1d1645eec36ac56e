/* Every layout of QMI's spec with random values, whole and damaged: the tables
 * and the straight code of a message give the same bytes and the same values,
 * printers and masks take whatever comes. One test a property; a failure names
 * layout and seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/errors.h"
#include "generated/qmi_messages.h"
#include "support/qmi_random.h"
#include "support/qmi_straight.h"
#include "support/qmi_value.h"
#include "wire/walk.h"
#include "wire_json.h"

#define ROUNDS	40u /* of each layout, in each test */
#define ROOM	65536u
#define TEXT	((size_t)1 << 20)
#define PADDING 64u /* in front of TLVs, for the header of a frame */

/* What is being tried. */
struct attempt {
	const struct qmi_straight_message *m;
	uint32_t seed;
	struct random_value random;
	const uint8_t *in; /* the C struct */
	uint8_t tlvs[ROOM];
	size_t len;
};

static struct attempt now;
static uint8_t again[ROOM];

#define CHECK(that, what)                                                  \
	do {                                                               \
		if (!(that))                                               \
			fail_msg("%s, seed %u: %s", now.m->name, now.seed, \
				 what);                                    \
	} while (0)

static void begin(const struct qmi_straight_message *m, uint32_t seed)
{
	int n;

	now.m = m;
	now.seed = seed;
	random_value_init(&now.random, seed, seed % RANDOM_SIZES, false);
	now.in = qmi_random_of(&now.random, m->layout);
	n = qmi_layout_encode(m->layout, now.in, now.tlvs, ROOM);
	CHECK(n >= 0, "legal values do not encode");
	now.len = (size_t)n;
}

static void end(void)
{
	value_release(&now.random.pool);
}

static uint32_t below(uint32_t n)
{
	return random_value_below(&now.random, n);
}

/* A copy that ends where its memory ends. */
static struct att_bytes copy_of(const uint8_t *p, size_t len)
{
	uint8_t *copy = malloc(len + !len);

	assert_non_null(copy);
	if (len)
		memcpy(copy, p, len);
	return att_bytes_of(copy, len);
}

static void free_copy(struct att_bytes b)
{
	free((void *)(uintptr_t)b.p);
}

/* A struct full of what nobody put there. */
static uint8_t *out_of(const struct att_layout *l)
{
	uint8_t *out = value_alloc(&now.random.pool, l->size);

	return memset(out, 0xa5, l->size);
}

static void check_same(const uint8_t *a, const uint8_t *b, bool straight,
		       const char *what)
{
	const struct att_layout *l = now.m->layout;
	struct value *x = qmi_value(&now.random.pool, l, a, false);
	struct value *y = qmi_value(&now.random.pool, l, b, straight);
	char text[500];

	CHECK(memcmp(a, b, l->n_fields) == 0, what);
	if (value_differ(x, y, text, sizeof(text)))
		fail_msg("%s, seed %u: %s: %s", now.m->name, now.seed, what,
			 text);
}

/* --- legal values ----------------------------------------------------------
 */

static void check_room(size_t cap)
{
	uint8_t *buf = malloc(cap + !cap);

	assert_non_null(buf);
	CHECK(now.m->encode(now.in, buf, cap) == ATT_E_ROOM &&
		      qmi_layout_encode(now.m->layout, now.in, buf, cap) ==
			      ATT_E_ROOM,
	      "too little room is not refused");
	free(buf);
}

static void check_both_ways(void)
{
	const struct att_layout *l = now.m->layout;
	struct att_bytes tlvs = copy_of(now.tlvs, now.len);
	uint8_t *slow = out_of(l), *fast = out_of(l);

	CHECK(now.m->encode(now.in, again, ROOM) == (int)now.len &&
		      memcmp(again, now.tlvs, now.len) == 0,
	      "straight code and tables write other bytes");
	CHECK(qmi_layout_decode(l, tlvs, slow) == 0 &&
		      now.m->decode(tlvs, fast) == 0,
	      "what was written is not taken");
	check_same(now.in, slow, false, "put against got from the tables");
	check_same(now.in, fast, true, "put against got from straight code");
	CHECK(now.m->encode(fast, again, ROOM) == (int)now.len &&
		      memcmp(again, now.tlvs, now.len) == 0,
	      "views are written as other bytes");
	CHECK(qmi_layout_encode(l, slow, again, ROOM) == (int)now.len &&
		      memcmp(again, now.tlvs, now.len) == 0,
	      "the tables write views as other bytes");
	free_copy(tlvs);
}

static void legal_values_go_both_ways(void **state)
{
	const struct qmi_straight_message *m = qmi_straight_messages();

	(void)state;
	for (; m->layout; m++)
		for (uint32_t seed = 0; seed < ROUNDS; seed++) {
			begin(m, seed);
			check_both_ways();
			for (unsigned i = 0; now.len && i < 3; i++)
				check_room(below((uint32_t)now.len));
			end();
		}
}

/* --- damaged bytes ---------------------------------------------------------
 */

static void spoil(uint8_t *p, size_t *len)
{
	for (uint32_t n = below(4); n && *len; n--) {
		size_t at = below((uint32_t)*len);

		switch (below(4)) {
		case 0:
			p[at] = (uint8_t)random_value_bits(&now.random);
			break;
		case 1:
			p[at] = (uint8_t)(p[at] + 1 - 2 * below(2));
			break;
		case 2: /* a byte more, or less; lengths no longer fit */
			memmove(p + at, p + at + 1, *len - at - 1);
			--*len;
			break;
		default:
			p[at] = below(2) ? 0 : 0xff;
		}
	}
}

/* Lengths of TLVs that fit, of content that may not. */
static void spoil_contents(void)
{
	struct att_bytes rest = {now.tlvs, now.len};
	struct qmi_tlv tlv;
	uint8_t *to = again;

	while (qmi_tlv_next(&rest, &tlv)) {
		size_t len = tlv.value.len;

		memcpy(to + 3, tlv.value.p, len);
		if (!below(3))
			spoil(to + 3, &len);
		to[0] = tlv.type;
		att_put16(to + 1, (uint16_t)len);
		to += 3 + len;
	}
	now.len = (size_t)(to - again);
	memcpy(now.tlvs, again, now.len);
}

static void check_damaged(void)
{
	const struct att_layout *l = now.m->layout;
	struct att_bytes tlvs = copy_of(now.tlvs, now.len);
	uint8_t *slow = out_of(l), *fast = out_of(l);
	int err = qmi_layout_decode(l, tlvs, slow), n;

	CHECK(now.m->decode(tlvs, fast) == err, "only one takes it");
	CHECK(!err || err == ATT_E_LENGTH, "an error of another kind");
	check_same(slow, fast, true, "tables against straight code");
	n = qmi_layout_encode(l, slow, again, ROOM);
	CHECK(n >= 0, "what was taken is not written");
	CHECK(now.m->encode(fast, now.tlvs, ROOM) == n &&
		      memcmp(now.tlvs, again, (size_t)n) == 0,
	      "what was taken is written as other bytes");
	free_copy(tlvs);
}

static void damaged_tlvs_are_taken_alike(void **state)
{
	const struct qmi_straight_message *m = qmi_straight_messages();

	(void)state;
	for (; m->layout; m++)
		for (uint32_t seed = 0; seed < 2 * ROUNDS; seed++) {
			begin(m, seed);
			if (seed & 1)
				spoil(now.tlvs, &now.len);
			else
				spoil_contents();
			check_damaged();
			end();
		}
}

/* --- frames ----------------------------------------------------------------
 */

/* The message of a layout; false: it is above what a frame can name. */
static bool head_of(const struct att_layout *l, struct qmi_head *h)
{
	for (uint16_t i = 0; i < qmi_services_count; i++) {
		const struct qmi_service_info *s = &qmi_services[i];

		for (unsigned k = 0; k < 3u * s->n_messages; k++) {
			const struct qmi_message_info *m = &s->messages[k / 3];

			if (qmi_layout(m->holds[k % 3]) != l ||
			    s->number > UINT8_MAX)
				continue;
			*h = (struct qmi_head){
				(uint8_t)s->number,	7, k % 3 != QMI_REQUEST,
				(enum qmi_kind)(k % 3), 9, m->number};
			/* another vendor's may have this number as well */
			return qmi_message_find(s, m->number, h->kind, 0) == m;
		}
	}
	return false;
}

/* A frame with the TLVs of now; free it. */
static struct att_bytes frame_of(const struct qmi_head *h)
{
	size_t head = qmi_head_len(h->service);
	uint8_t *p = malloc(head + now.len);

	assert_non_null(p);
	memcpy(p + head, now.tlvs, now.len);
	return att_bytes_of(p, qmi_head_put(h, now.len, p));
}

static char shown[TEXT], shown_of_copy[TEXT];

static size_t show(struct att_bytes frame, bool json, enum att_show personal,
		   char *to)
{
	struct att_text t;
	int err;

	att_text_init(&t, to, TEXT);
	err = json ? qmi_frame_json(frame, personal, &t)
		   : qmi_frame_print(frame, personal, &t);
	CHECK(err == 0, "a frame is not shown");
	CHECK(!t.cut, "more text than room");
	return t.len;
}

static void check_shown(struct att_bytes frame, struct att_bytes masked)
{
	struct att_text t;

	for (unsigned i = 0; i < 2; i++) {
		enum att_show personal = i ? ATT_SHOW_ALL : ATT_SHOW_MASKED;

		CHECK(wire_json_valid(shown,
				      show(frame, true, personal, shown)),
		      "its JSON is none");
		(void)show(frame, false, personal, shown);
		for (const char *c = shown; *c; c++)
			CHECK(*c == '\n' || (unsigned char)*c >= ' ',
			      "a control character is shown");
	}
	(void)show(frame, false, ATT_SHOW_MASKED, shown);
	(void)show(masked, false, ATT_SHOW_MASKED, shown_of_copy);
	CHECK(strcmp(shown, shown_of_copy) == 0,
	      "what is shown is not what a masked copy shows");
	att_text_init(&t, shown_of_copy, TEXT);
	CHECK(qmi_frame_title(frame, &t) == 0 &&
		      strncmp(shown, shown_of_copy, t.len) == 0,
	      "its title is not its first line");
}

/* Both have the same values but for what they are. */
static bool same_form(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind || a->len != b->len || a->n_kids != b->n_kids)
		return false;
	a = a->first;
	for (b = b->first; a && b; a = a->next, b = b->next)
		if (!same_form(a, b))
			return false;
	return !a && !b;
}

/* All that is personal is stars. */
static bool is_hidden(const struct value *v, unsigned width)
{
	if (v->kind == VALUE_NUMBER)
		return v->number == (0x2a2a2a2a2a2a2a2au >> (64 - 8 * width));
	for (size_t i = 0; i < v->len; i++)
		if (v->p[i] != '*')
			return false;
	for (v = v->first; v; v = v->next)
		if (!is_hidden(v, width))
			return false;
	return true;
}

static void check_hidden(const struct att_layout *l, const struct value *v)
{
	unsigned i = 0;

	for (v = v->first; v; v = v->next) {
		const struct att_field *f;

		while (strcmp(l->fields[i].name, v->name) != 0)
			i++;
		f = &l->fields[i];
		if (f->flags & ATT_F_PERSONAL && !f->of)
			CHECK(is_hidden(v, f->type == ATT_T_LIST
						   ? att_walk_width(f->count)
						   : f->width),
			      f->name);
		if (f->type == ATT_T_STRUCT)
			check_hidden(f->of, v);
		for (const struct value *k = v->first;
		     f->of && f->type == ATT_T_LIST && k; k = k->next)
			check_hidden(f->of, k);
	}
}

static void check_frame(const struct qmi_head *h)
{
	const struct att_layout *l = now.m->layout;
	struct att_bytes frame = frame_of(h);
	struct att_bytes masked = copy_of(frame.p, frame.len);
	uint8_t *seen = out_of(l), *left = out_of(l);
	size_t head = qmi_head_len(h->service);
	struct value *a, *b;
	struct qmi_message m;

	CHECK(qmi_decode(frame, &m) == 0, "the frame is not taken");
	CHECK(m.head.service == h->service && m.head.kind == h->kind &&
		      m.head.message == h->message,
	      "another head");
	qmi_mask(frame, (uint8_t *)(uintptr_t)masked.p);
	CHECK(qmi_layout_decode(l, m.tlvs, seen) == 0, "no TLVs");
	CHECK(qmi_decode(masked, &m) == 0 &&
		      qmi_layout_decode(l, m.tlvs, left) == 0 &&
		      memcmp(masked.p, frame.p, head) == 0,
	      "the masked copy is not taken");
	CHECK(memcmp(seen, left, l->n_fields) == 0,
	      "other TLVs in the masked copy");
	a = qmi_value(&now.random.pool, l, seen, false);
	b = qmi_value(&now.random.pool, l, left, false);
	CHECK(same_form(a, b), "other lengths in the masked copy");
	check_hidden(l, b);
	check_shown(frame, masked);
	free_copy(masked);
	free_copy(frame);
}

static void frames_are_shown_and_masked(void **state)
{
	const struct qmi_straight_message *m = qmi_straight_messages();
	unsigned n = 0;

	(void)state;
	for (; m->layout; m++) {
		struct qmi_head h;

		if (!head_of(m->layout, &h))
			continue;
		n++;
		for (uint32_t seed = 0; seed < ROUNDS; seed++) {
			begin(m, seed);
			if (seed & 1)
				spoil_contents();
			if (now.len + PADDING < ROOM)
				check_frame(&h);
			end();
		}
	}
	assert_true(n > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(legal_values_go_both_ways),
		cmocka_unit_test(damaged_tlvs_are_taken_alike),
		cmocka_unit_test(frames_are_shown_and_masked),
	};

	return cmocka_run_group_tests_name("wire_qmi_random", tests, NULL,
					   NULL);
}
