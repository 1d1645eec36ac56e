/* The files of attache decode. */
#include <stdlib.h>

#include "fuzz.h"
#include "tools/attache/hexfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	struct hexfile h = {.name = "input", .line = 1};
	struct att_bytes block;

	if (size)
		h.in = fmemopen(copy, size, "r");
	while (h.in && hexfile_next(&h, &block) == 1)
		FUZZ_CLAIM(block.len > 0 && block.len <= size / 2);
	hexfile_close(&h);
	free(copy);
	return 0;
}
