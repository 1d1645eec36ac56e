/* Code and constants of the program and its libraries: pages of their files,
 * which nothing has written to. Where there was something to relocate, it is in
 * segments that can be written, which stay. */
#include "linux/start_pages.h"

#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static bool is_traced(void)
{
	static const char key[] = "TracerPid:\t";
	char text[1024];
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	const char *at;

	if (fd >= 0)
		close(fd);
	text[n < 0 ? 0 : n] = '\0';
	at = strstr(text, key);
	return at && at[sizeof(key) - 1] != '0';
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

void att_start_pages_give_back(void)
{
	if (!is_traced())
		dl_iterate_phdr(give_back, NULL);
}
