/* The mutation of the targets is linked into the program that makes seeds; no
 * seed asks for libFuzzer's. */
#include "fuzz.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
	(void)data;
	(void)max_size;
	return size;
}
