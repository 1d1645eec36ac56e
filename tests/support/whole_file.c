/* A whole file in memory, for tests that change or search it. */
#include "tests/support/whole_file.h"

#include <stdio.h>
#include <stdlib.h>

struct att_bytes whole_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t cap = 1 << 16, len = 0, n;
	uint8_t *p = f ? malloc(cap) : NULL, *more;

	while (p && (n = fread(p + len, 1, cap - len, f)) > 0) {
		len += n;
		if (len < cap)
			continue;
		cap *= 2;
		more = realloc(p, cap);
		if (!more)
			free(p);
		p = more;
	}
	if (p && ferror(f)) {
		free(p);
		p = NULL;
	}
	if (f)
		fclose(f);
	return att_bytes_of(p, p ? len : 0);
}
