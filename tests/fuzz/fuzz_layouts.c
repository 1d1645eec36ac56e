/* Bytes under every layout of every CID: two bytes choose which. */
#include <stdlib.h>

#include "fuzz.h"
#include "layout_claims.h"
#include "mutate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = {data, size};
	uint16_t i = fuzz_u16(&in);
	uint8_t *body = fuzz_copy(in);

	layout_claims(mutate_variant(i).layout, att_bytes_of(body, in.len));
	free(body);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	struct mutate m = {seed};
	uint32_t i;

	if (size < 2 || !mutate_below(&m, 64)) {
		i = mutate_below(&m, mutate_variants());
		att_put16(data, (uint16_t)i);
		return 2 + mutate_make(&m, mutate_variant(i).layout, data + 2,
				       max_size - 2);
	}
	i = att_get16(data);
	return 2 + mutate_body(&m, mutate_variant(i).layout, data + 2, size - 2,
			       max_size - 2);
}
