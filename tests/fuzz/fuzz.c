/* What the fuzz targets share. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Standard error as it was at the start: libFuzzer closes it (-close_fd_mask),
 * for what the parsers say about bad inputs is of no interest. */
static int report_fd;

__attribute__((constructor)) static void keep_stderr(void)
{
	report_fd = dup(STDERR_FILENO);
}

_Noreturn void fuzz_broken(const char *claim, const char *file, int line)
{
	dprintf(report_fd, "%s:%d: broken claim: %s\n", file, line, claim);
	abort();
}

struct att_bytes fuzz_take(struct att_bytes *in, size_t len)
{
	struct att_bytes out = {in->p, len < in->len ? len : in->len};

	in->p += out.len;
	in->len -= out.len;
	return out;
}

uint8_t fuzz_u8(struct att_bytes *in)
{
	struct att_bytes b = fuzz_take(in, 1);

	return b.len ? b.p[0] : 0;
}

uint16_t fuzz_u16(struct att_bytes *in)
{
	uint8_t low = fuzz_u8(in);

	return (uint16_t)(low | fuzz_u8(in) << 8);
}

void *fuzz_alloc(size_t len)
{
	void *p = malloc(len ? len : 1);

	if (!p) {
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	return p;
}

uint8_t *fuzz_copy(struct att_bytes b)
{
	uint8_t *p = malloc(b.len);

	FUZZ_CLAIM(p || !b.len);
	if (b.len)
		memcpy(p, b.p, b.len);
	return p;
}
