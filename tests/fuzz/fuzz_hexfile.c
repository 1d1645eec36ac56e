/* Bytes in hex in any text, which may be packed, of another encoding, or HTML,
 * and comes in pieces of any length. The first byte says how. */
#include <stdlib.h>

#include "form.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = att_bytes_of(data, size);
	uint8_t how = fuzz_u8(&in);
	uint8_t *copy = fuzz_copy(in);

	in.p = copy;
	fuzz_form("hex", in, how, how & 32);
	free(copy);
	return 0;
}
