/* See linux_cids.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "linux_cids.h"

void cids_begin(struct cids_talk *t, const struct att_cids_part *part,
		unsigned service, uint32_t cid, bool set)
{
	memset(t, 0, sizeof(*t));
	for (unsigned i = 0; i < part->n_rows; i++)
		if (part->rows[i].service == service &&
		    part->rows[i].cid == cid && part->rows[i].set == set)
			t->row = &part->rows[i];
	assert_non_null(t->row);
}

static struct att_bytes keep(struct cids_talk *t, int len)
{
	uint8_t *at = t->room + t->used;

	assert_true(len >= 0 && (size_t)len <= sizeof(t->room) - t->used);
	memcpy(at, t->body, (size_t)len);
	t->used += (size_t)len;
	return att_bytes_of(at, (size_t)len);
}

void cids_sent(struct cids_talk *t, int len)
{
	t->asked.body = keep(t, len);
}

void cids_heard(struct cids_talk *t, unsigned i, int len)
{
	t->asked.heard[i] = keep(t, len);
}

void cids_refused(struct cids_talk *t, unsigned i, uint16_t error)
{
	t->asked.error[i] = error;
}

void cids_assert_text(const struct att_str *s, const char *wanted)
{
	char text[1024];

	assert_true(att_str_get(s, text, sizeof(text)) >= 0);
	assert_string_equal(text, wanted);
}

int cids_asks(struct cids_talk *t, unsigned i)
{
	const struct att_cids_step *s = &t->row->step[i];

	return s->put ? s->put(&t->asked, t->body, sizeof(t->body)) : 0;
}

struct att_bytes cids_sends(struct cids_talk *t, unsigned i)
{
	const int len = cids_asks(t, i);

	assert_true(len > 0);
	return att_bytes_of(t->body, (size_t)len);
}

int cids_error(struct cids_talk *t)
{
	return t->row->answer(&t->asked, t->body, sizeof(t->body));
}

struct att_bytes cids_answer(struct cids_talk *t)
{
	int len = cids_error(t);

	assert_true(len >= 0);
	return att_bytes_of(t->body, (size_t)len);
}

/* --- torture -------------------------------------------------------------- */

/* TLVs of many types, each as short or long as this. */
static size_t noise(uint8_t *to, unsigned seed)
{
	size_t n = 0;

	srand(seed);
	for (unsigned type = 0; type < 0x60; type++) {
		const unsigned len = (unsigned)rand() % 24;

		to[n++] = (uint8_t)type;
		to[n++] = (uint8_t)len;
		to[n++] = 0;
		for (unsigned i = 0; i < len; i++)
			to[n++] = (uint8_t)(rand() % 3 ? rand() % 5 : rand());
	}
	return n;
}

/* A copy on the heap: the sanitizer sees a byte too far. */
static void try(const struct att_cids_row *row, const uint8_t *p, size_t len)
{
	static uint8_t out[CIDS_BODY];
	uint8_t *copy = malloc(len ? len : 1);
	struct att_cids_asked a = {.body = att_bytes_of(copy, len)};

	assert_non_null(copy);
	memcpy(copy, p, len);
	for (unsigned i = 0; i < ATT_CIDS_STEPS; i++)
		a.heard[i] = a.body;
	for (unsigned i = 0; i < ATT_CIDS_STEPS && row->step[i].message; i++)
		if (row->step[i].put)
			assert_true(row->step[i].put(&a, out, sizeof(out)) <
				    (int)sizeof(out));
	if (row->answer)
		assert_true(row->answer(&a, out, sizeof(out)) <
			    (int)sizeof(out));
	free(copy);
}

static void try_event(const struct att_cids_event *e, const uint8_t *p,
		      size_t len)
{
	static uint8_t out[CIDS_BODY];
	uint8_t *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, p, len);
	if (e->tell)
		assert_true(e->tell(att_bytes_of(copy, len), out, sizeof(out)) <
			    (int)sizeof(out));
	free(copy);
}

void cids_torture(const struct att_cids_part *part)
{
	uint8_t bytes[4096];

	for (unsigned seed = 1; seed <= 60; seed++) {
		const size_t n = noise(bytes, seed);

		for (unsigned i = 0; i < part->n_rows; i++)
			for (size_t len = 0; len <= n; len += 1 + len / 8)
				try(&part->rows[i], bytes, len);
		for (unsigned i = 0; i < part->n_events; i++)
			for (size_t len = 0; len <= n; len += 1 + len / 8)
				try_event(&part->events[i], bytes, len);
	}
}
