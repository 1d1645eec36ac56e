/*
 * \brief  What the simulated modem uses of the C library
 * \author attache maintainers
 * \date   2026-11-22
 */

#include <base/log.h>

#include <stdlib_heap.h>

using namespace Genode;

static Allocator *_heap_ptr;

void Usb_modem_sim::init_stdlib(Allocator &heap) { _heap_ptr = &heap; }


/* the size of an allocation is kept in front of it */
enum { HEADER = 16 };


extern "C" void *malloc(size_t size)
{
	return _heap_ptr->try_alloc(HEADER + size).convert<void *>(
		[&] (Memory::Allocation &allocation) {
			allocation.deallocate = false;
			*(size_t *)allocation.ptr = size;
			return (void *)((char *)allocation.ptr + HEADER);
		},
		[&] (Alloc_error) -> void * { return nullptr; });
}


extern "C" void *calloc(size_t n, size_t size)
{
	/* sizes are those of the model, their product cannot wrap */
	void * const ptr = malloc(n*size);
	if (ptr)
		bzero(ptr, n*size);
	return ptr;
}


extern "C" void free(void *ptr)
{
	if (!ptr)
		return;

	char * const start = (char *)ptr - HEADER;
	_heap_ptr->free(start, HEADER + *(size_t *)start);
}


extern "C" void abort()
{
	error("abort");
	__builtin_trap();
}


/* decimal numbers, as the commands of scenarios have them */
extern "C" unsigned long long strtoull(char const *s, char **end, int)
{
	unsigned long long const most = ~0ULL;
	unsigned long long value = 0;

	for (; *s >= '0' && *s <= '9'; s++)
		value = value > (most - 9)/10 ? most
		                              : value*10 + unsigned(*s - '0');

	*end = const_cast<char *>(s);
	return value;
}


extern "C" int memcmp(void const *a, void const *b, size_t n) {
	return Genode::memcmp(a, b, n); }


extern "C" size_t strlen(char const *s) { return Genode::strlen(s); }
