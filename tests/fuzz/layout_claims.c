/* What holds for any bytes under any layout of the tables. */
#include "layout_claims.h"

#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "support/straight.h"
#include "unit/wire_json.h"

#define TEXT 65536
#define ROOM 65536

static char text[TEXT];

static void claims_of_text(const struct att_layout *layout,
			   struct att_bytes body, enum att_show show, int err)
{
	struct att_text t;

	att_text_init(&t, text, sizeof(text));
	FUZZ_CLAIM(att_layout_print(layout, body, show, 1, &t) == err);
	FUZZ_CLAIM(t.len < sizeof(text) && text[t.len] == '\0');
	att_text_init(&t, text, sizeof(text));
	FUZZ_CLAIM(att_layout_json(layout, body, show, &t) == err);
	FUZZ_CLAIM(t.len < sizeof(text) && text[t.len] == '\0');
	if (err == 0 && !t.cut)
		FUZZ_CLAIM(wire_json_valid(text, t.len));
	/* hardly any room: cut, but never beyond it */
	att_text_init(&t, text, 1 + body.len % 61);
	FUZZ_CLAIM(att_layout_print(layout, body, show, 0, &t) == err);
	FUZZ_CLAIM(t.len <= body.len % 61 && text[t.len] == '\0');
}

/* What does not decode is not masked either. */
static void claims_of_mask(const struct att_layout *layout,
			   struct att_bytes body, int err)
{
	uint8_t *masked = fuzz_copy(body);

	FUZZ_CLAIM(att_layout_mask(layout, body, masked) == err);
	free(masked);
}

static size_t shown(const struct att_layout *layout, struct att_bytes body,
		    char *to)
{
	struct att_text t;

	att_text_init(&t, to, TEXT);
	FUZZ_CLAIM(att_layout_print(layout, body, ATT_SHOW_MASKED, 0, &t) == 0);
	return t.len;
}

/* True if the encoder copies elements as they came, with the offsets in them.
 */
static bool is_intricate(const struct att_layout *layout)
{
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];

		if (f->type == ATT_T_REF_STRUCT_ARRAY ||
		    f->type == ATT_T_MS_STRUCT ||
		    f->type == ATT_T_MS_STRUCT_ARRAY ||
		    (f->of && is_intricate(f->of)))
			return true;
	}
	return false;
}

static bool all_stars(const uint8_t *p, size_t len, size_t unit)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != (i % unit ? 0 : '*'))
			return false;
	return true;
}

/* The texts and bytes that are personal in a decoded struct are all '*'. */
static void claims_of_hidden(const struct att_layout *layout, const uint8_t *in)
{
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];
		const struct att_bytes *b = (const void *)(in + f->at);
		const struct att_str *s = (const void *)(in + f->at);

		if (f->type == ATT_T_STRUCT)
			claims_of_hidden(f->of, in + f->at);
		if (!(f->flags & ATT_F_PERSONAL) || f->flags & ATT_F_QMUX)
			continue;
		if (f->type == ATT_T_STRING || f->type == ATT_T_TLV_STRING)
			FUZZ_CLAIM(all_stars(s->p, s->len, 2));
		if (f->type == ATT_T_REF_BYTES || f->type == ATT_T_SIZE_BYTES ||
		    f->type == ATT_T_HERE_BYTES || f->type == ATT_T_REST)
			FUZZ_CLAIM(all_stars(b->p, b->len, 1));
		if (f->type == ATT_T_BYTES)
			FUZZ_CLAIM(all_stars(in + f->at, f->width, 1));
	}
}

/* In bytes of the encoder nothing lies over anything else: they can be masked,
 * and are shown as before, once the personal fields are hidden. */
static void claims_of_canonical_mask(const struct att_layout *layout,
				     struct att_bytes body)
{
	static char before[TEXT];
	uint8_t *masked = fuzz_copy(body), *twice;
	void *out = fuzz_alloc(layout->size);
	size_t len = shown(layout, body, before);

	FUZZ_CLAIM(att_layout_mask(layout, body, masked) == 0);
	FUZZ_CLAIM(att_layout_decode(layout, att_bytes_of(masked, body.len),
				     out) == 0);
	claims_of_hidden(layout, out);
	FUZZ_CLAIM(shown(layout, att_bytes_of(masked, body.len), text) == len);
	FUZZ_CLAIM(memcmp(before, text, len) == 0);
	twice = fuzz_copy(att_bytes_of(masked, body.len));
	FUZZ_CLAIM(att_layout_mask(layout, att_bytes_of(masked, body.len),
				   twice) == 0);
	FUZZ_CLAIM(memcmp(masked, twice, body.len) == 0);
	free(twice);
	free(out);
	free(masked);
}

/* What the encoder makes of a decoded struct: canonical bytes, which decode
 * and become themselves again; and it writes no byte beyond its buffer. */
static void claims_of_encode(const struct att_layout *layout, const void *in)
{
	static uint8_t canonical[ROOM];
	int len = att_layout_encode(layout, in, canonical, ROOM);
	struct att_bytes body = {canonical, len > 0 ? (size_t)len : 0};
	uint8_t *exact;
	void *again;

	FUZZ_CLAIM(len >= 0 || len == ATT_E_ROOM || len == ATT_E_VALUE);
	FUZZ_CLAIM(len <= ROOM);
	if (len <= 0)
		return;
	again = fuzz_alloc(layout->size);
	exact = fuzz_alloc(body.len);
	FUZZ_CLAIM(att_layout_decode(layout, body, again) == 0);
	FUZZ_CLAIM(att_layout_encode(layout, again, exact, body.len) == len);
	FUZZ_CLAIM(memcmp(exact, canonical, body.len) == 0);
	FUZZ_CLAIM(att_layout_encode(layout, again, exact, body.len - 1) ==
		   ATT_E_ROOM);
	if (!is_intricate(layout))
		claims_of_canonical_mask(layout, body);
	free(exact);
	free(again);
}

/* Straight code says what the walker says: err, and out if that is 0. */
static void claims_of_straight(const struct straight_message *h,
			       struct att_bytes body, int err, const void *out)
{
	static uint8_t fast[ROOM], slow[ROOM];
	void *again = fuzz_alloc(h->layout->size);
	int len;

	FUZZ_CLAIM(h->decode(body, again) == err);
	if (err == 0) {
		FUZZ_CLAIM(straight_visits_alike(h->layout, again));
		len = att_layout_encode(h->layout, out, slow, ROOM);
		FUZZ_CLAIM(h->encode(again, fast, ROOM) == len);
		FUZZ_CLAIM(len < 0 || memcmp(fast, slow, (size_t)len) == 0);
	}
	free(again);
}

void layout_claims(const struct att_layout *layout, struct att_bytes body)
{
	const struct straight_message *h = straight_find(layout);
	void *out = fuzz_alloc(layout->size);
	int err = att_layout_decode(layout, body, out);

	claims_of_text(layout, body, ATT_SHOW_MASKED, err);
	claims_of_text(layout, body, ATT_SHOW_ALL, err);
	claims_of_mask(layout, body, err);
	if (err == 0)
		claims_of_encode(layout, out);
	if (h)
		claims_of_straight(h, body, err, out);
	free(out);
}
