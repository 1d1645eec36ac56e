/* Whole lives (lives.h) of modems that speak QMI. */
#include "fuzz.h"
#include "lives.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_life(att_bytes_of(data, size), true);
	return 0;
}
