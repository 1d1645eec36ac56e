/* The files of attache decode, which come in pieces of any length. */
#include <stdlib.h>

#include "fuzz.h"
#include "support/chunks.h"
#include "capture/hexfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	struct chunks chunks = {.bytes = {copy, size}, .most = 1 + size % 61};
	struct att_bytes block;
	struct att_window in;
	struct hexfile h;

	att_window_init(&in, chunks_read, &chunks);
	hexfile_init(&h, &in, "input");
	while (hexfile_next(&h, &block) == 1)
		FUZZ_CLAIM(block.len > 0 && block.len <= size / 2);
	hexfile_fini(&h);
	att_window_fini(&in);
	free(copy);
	return 0;
}
