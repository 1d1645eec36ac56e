/* What the fuzz targets share. A target is one file fuzz_NAME.c that defines
 * LLVMFuzzerTestOneInput, and one line in CMakeLists.txt. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "base/bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed);
/* libFuzzer's own mutations. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* What must hold for every input; if not, the run ends as with a crash. */
#define FUZZ_CLAIM(claim) \
	((claim) ? (void)0 : fuzz_broken(#claim, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *claim, const char *file, int line);

/* Take numbers (little-endian) and bytes from the front of an input; 0, and
 * fewer bytes, behind its end. */
uint8_t fuzz_u8(struct att_bytes *in);
uint16_t fuzz_u16(struct att_bytes *in);
struct att_bytes fuzz_take(struct att_bytes *in, size_t len);

/* Memory of exactly this size, so that the sanitizer sees each byte beyond it;
 * free() it. Never NULL. */
void *fuzz_alloc(size_t len);
uint8_t *fuzz_copy(struct att_bytes b);

#endif
