/* What Debian's C++ run-time library (gcc 12) takes from glibc and Genode has
 * in another form, or does not have: a variable of the thread, the exception
 * tables of an address, memory for exceptions, and locks. It stands in for the
 * library's files eh_globals and eh_alloc; debian_toolchain.sh puts it there.
 */
#include <link.h>
#include <stdlib.h>
#include <string.h>

#define HIDDEN __attribute__((visibility("hidden")))

/* gcc's emulated variables of a thread, whose memory Genode gives. */
void *__emutls_get_address(void *variable);

/* The size of __cxa_eh_globals. */
static struct {
	size_t size, align;
	void *state;
	const void *initial;
} eh_globals = {16, 8, NULL, NULL};

void *__cxa_get_globals(void)
{
	return __emutls_get_address(&eh_globals);
}

void *__cxa_get_globals_fast(void)
{
	return __cxa_get_globals();
}

/* --- memory: the library's own pool is made before there is a heap ----------
 */

/* Sizes of __cxa_refcounted_exception and __cxa_dependent_exception. */
enum { HEADER = 128, DEPENDENT = 112 };

static void *cleared(size_t size, size_t clear)
{
	void *p = malloc(size);

	if (!p)
		abort();
	return memset(p, 0, clear);
}

void *__cxa_allocate_exception(size_t size)
{
	return (char *)cleared(HEADER + size, HEADER) + HEADER;
}

void __cxa_free_exception(void *p)
{
	free((char *)p - HEADER);
}

void *__cxa_allocate_dependent_exception(void)
{
	return cleared(DEPENDENT, DEPENDENT);
}

void __cxa_free_dependent_exception(void *p)
{
	free(p);
}

/* __gnu_cxx::__freeres() */
void _ZN9__gnu_cxx9__freeresEv(void)
{
}

/* --- the exception tables that an address belongs to -----------------------
 */

struct search {
	ElfW(Addr) pc;
	struct dl_find_object *found;
};

static int look(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct search *s = arg;
	const ElfW(Phdr) *eh = NULL, *in = NULL;

	(void)size;
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		ElfW(Addr) start = info->dlpi_addr + p->p_vaddr;

		if (p->p_type == PT_LOAD && s->pc >= start &&
		    s->pc - start < p->p_memsz)
			in = p;
		if (p->p_type == PT_GNU_EH_FRAME)
			eh = p;
	}
	if (!in || !eh)
		return 0;
	*s->found = (struct dl_find_object){
		.dlfo_map_start = (void *)(info->dlpi_addr + in->p_vaddr),
		.dlfo_map_end =
			(void *)(info->dlpi_addr + in->p_vaddr + in->p_memsz),
		.dlfo_eh_frame = (void *)(info->dlpi_addr + eh->p_vaddr),
	};
	return 1;
}

HIDDEN int _dl_find_object(void *pc, struct dl_find_object *found)
{
	struct search s = {(ElfW(Addr))pc, found};

	return dl_iterate_phdr(look, &s) ? 0 : -1;
}

/* --- locks of lists that only programs with tables of their own fill --------
 */

HIDDEN int pthread_mutex_lock(void *mutex)
{
	(void)mutex;
	return 0;
}

HIDDEN int pthread_mutex_unlock(void *mutex)
{
	(void)mutex;
	return 0;
}

HIDDEN int pthread_once(int *once, void (*init)(void))
{
	if (!*once) {
		*once = 1;
		init();
	}
	return 0;
}

HIDDEN int __pthread_key_create(unsigned *key, void (*destroy)(void *value))
{
	(void)key;
	(void)destroy;
	return -1;
}

/* --- what libgcc for ARM asks: the processor's features, none told ----------
 */

HIDDEN unsigned long __getauxval(unsigned long type)
{
	(void)type;
	return 0;
}
