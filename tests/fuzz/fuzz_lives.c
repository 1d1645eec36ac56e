/* Whole lives (lives.h) of modems that speak MBIM. */
#include "fuzz.h"
#include "lives.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_life(att_bytes_of(data, size), false);
	return 0;
}
