/* Bytes of any message, from any MBIMEx version to any other: they end as in
 * decode, or give bytes that decode in the other version; no more than there
 * is room, and not many times what came in. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "mutate.h"
#include "wire/mbim/versions.h"

#define ROOM   65536
#define HEADER 3 /* two bytes choose the variant, one the versions */

static int decodes(const struct att_layout *l, struct att_bytes body)
{
	void *out = l ? fuzz_alloc(l->size) : NULL;
	int err = l ? att_layout_decode(l, body, out) : 0;

	free(out);
	return err;
}

static void claims(const struct mutate_variant *v, uint16_t from, uint16_t to,
		   struct att_bytes body)
{
	static uint8_t whole[ROOM];
	const struct att_layout *l = mbim_cid_layout(v->cid, v->kind, from);
	const struct att_layout *m = mbim_cid_layout(v->cid, v->kind, to);
	int n = mbim_version_translate(v->cid, v->kind, from, to, body, whole,
				       ROOM);
	uint8_t *exact;

	if (n < 0) {
		FUZZ_CLAIM(n == ATT_E_VALUE || n == decodes(l, body));
		return;
	}
	FUZZ_CLAIM((size_t)n <= 512 + 16 * body.len);
	if (decodes(l, body) == 0)
		FUZZ_CLAIM(decodes(m, att_bytes_of(whole, (size_t)n)) == 0);
	else
		FUZZ_CLAIM(l == m && (size_t)n == body.len);
	exact = fuzz_alloc((size_t)n);
	FUZZ_CLAIM(mbim_version_translate(v->cid, v->kind, from, to, body,
					  exact, (size_t)n) == n);
	FUZZ_CLAIM(n == 0 || memcmp(exact, whole, (size_t)n) == 0);
	if (n > 0)
		FUZZ_CLAIM(mbim_version_translate(v->cid, v->kind, from, to,
						  body, exact,
						  (size_t)n - 1) == ATT_E_ROOM);
	free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t versions[] = {MBIM_EX_1, MBIM_EX_2, MBIM_EX_3};
	struct att_bytes in = {data, size};
	struct mutate_variant v = mutate_variant(fuzz_u16(&in));
	uint8_t which = fuzz_u8(&in);
	uint8_t *body = fuzz_copy(in);

	claims(&v, versions[which % 3], versions[which / 3 % 3],
	       att_bytes_of(body, in.len));
	free(body);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	struct mutate m = {seed};
	struct mutate_variant v;
	uint16_t i;

	if (size < HEADER || !mutate_below(&m, 64)) {
		i = (uint16_t)mutate_below(&m, mutate_variants());
		att_put16(data, i);
		data[2] = (uint8_t)mutate_below(&m, 9);
		return HEADER + mutate_make(&m, mutate_variant(i).layout,
					    data + HEADER, max_size - HEADER);
	}
	if (!mutate_below(&m, 16))
		data[2] = (uint8_t)mutate_below(&m, 9);
	v = mutate_variant(att_get16(data));
	return HEADER + mutate_body(&m, v.layout, data + HEADER, size - HEADER,
				    max_size - HEADER);
}
