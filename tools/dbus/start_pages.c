/* Code and constants of the program and its libraries: pages of their files,
 * which nothing has written to. Where there was something to relocate, it is in
 * segments that can be written, which stay. */
#include "start_pages.h"

#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static bool is_traced(void)
{
	FILE *f = fopen("/proc/self/status", "re");
	char line[128];
	int tracer = 0;

	while (f && fgets(line, sizeof(line), f) &&
	       sscanf(line, "TracerPid: %d", &tracer) != 1)
		;
	if (f)
		fclose(f);
	return tracer != 0;
}

static int give_back(struct dl_phdr_info *of, size_t size, void *ctx)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;

	(void)size;
	(void)ctx;
	for (unsigned i = 0; i < of->dlpi_phnum; i++) {
		const ElfW(Phdr) *h = &of->dlpi_phdr[i];
		const uintptr_t at = of->dlpi_addr + h->p_vaddr;
		const uintptr_t end = at + h->p_memsz;

		if (h->p_type == PT_LOAD && !(h->p_flags & PF_W))
			madvise((void *)(at & ~page), end - (at & ~page),
				MADV_DONTNEED);
	}
	return 0;
}

void start_pages_give_back(void)
{
	if (!is_traced())
		dl_iterate_phdr(give_back, NULL);
}
