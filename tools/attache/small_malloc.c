/* The heap of the static program, in place of that of the C library: what is
 * needed at the start is one block of each kind, and nothing is allocated after
 * it. Sizes are rounded to powers of two, and freed blocks kept by size; what
 * is large comes from the kernel and goes back to it. One thread. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ARENA	(256u * 1024) /* zeroed memory that is touched as it is used */
#define SMALL	32u	      /* the smallest block, with its head */
#define LARGE	65536u	      /* from here on it is mapped by itself */
#define CLASSES 12

/* The test has the library's beside these. */
#ifdef SMALL_MALLOC_PREFIX
#define malloc	      small_malloc
#define calloc	      small_calloc
#define realloc	      small_realloc
#define free	      small_free
#define aligned_alloc small_aligned_alloc
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#endif

/* Before each block, so that blocks are as aligned as the head is long. */
struct head {
	_Alignas(16) size_t size; /* of the block, with the head */
	struct head *next;	  /* while it is free */
};

static _Alignas(16) uint8_t arena[ARENA];
static uint8_t *fresh = arena, *end = arena + sizeof(arena);
static struct head *freed[CLASSES];

static unsigned class_of(size_t size)
{
	unsigned i = 0;

	while (((size_t)SMALL << i) < size)
		i++;
	return i;
}

static void *map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static struct head *take_large(size_t size)
{
	struct head *h;

	size = (size + 4095) & ~(size_t)4095;
	h = map(size);
	if (h)
		h->size = size;
	return h;
}

/* Never used: its bytes are 0. */
static struct head *take_fresh(size_t size)
{
	struct head *h;

	if ((size_t)(end - fresh) < size) {
		uint8_t *more = map(ARENA);

		if (!more)
			return NULL;
		fresh = more;
		end = more + ARENA;
	}
	h = (void *)fresh;
	h->size = size;
	fresh += size;
	return h;
}

/* A block with room for len bytes behind its head; *clean: they are 0. */
static struct head *take(size_t len, int *clean)
{
	size_t size = len + sizeof(struct head);
	struct head *h = NULL;
	unsigned i;

	*clean = 1;
	if (len > PTRDIFF_MAX) {
		errno = ENOMEM;
		return NULL;
	}
	if (size > LARGE)
		return take_large(size);
	i = class_of(size);
	h = freed[i];
	if (!h)
		return take_fresh((size_t)SMALL << i);
	*clean = 0;
	freed[i] = h->next;
	return h;
}

void *malloc(size_t len)
{
	int clean;
	struct head *h = take(len, &clean);

	return h ? h + 1 : NULL;
}

void *calloc(size_t n, size_t size)
{
	struct head *h;
	size_t len;
	int clean;

	if (__builtin_mul_overflow(n, size, &len)) {
		errno = ENOMEM;
		return NULL;
	}
	h = take(len, &clean);
	if (h && !clean)
		memset(h + 1, 0, len);
	return h ? h + 1 : NULL;
}

void free(void *p)
{
	struct head *h = p;
	unsigned i;
	int error;

	if (!p)
		return;
	h--;
	if (h->size > LARGE) {
		error = errno;
		munmap(h, h->size);
		errno = error;
		return;
	}
	i = class_of(h->size);
	h->next = freed[i];
	freed[i] = h;
}

void *realloc(void *p, size_t len)
{
	struct head *h = p;
	void *more;
	size_t had;

	if (!p)
		return malloc(len);
	had = h[-1].size - sizeof(*h);
	if (len <= had && had < LARGE)
		return p;
	more = malloc(len);
	if (!more)
		return NULL;
	memcpy(more, p, len < had ? len : had);
	free(p);
	return more;
}

/* Nothing here asks for more than the alignment of all blocks. */
void *aligned_alloc(size_t alignment, size_t len)
{
	return alignment <= sizeof(struct head) ? malloc(len) : NULL;
}
