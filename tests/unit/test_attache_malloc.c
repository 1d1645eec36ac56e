/* The heap of the static program: blocks do not overlap, keep what is in them,
 * are aligned and, from calloc, zero. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>

#define SMALL_MALLOC_PREFIX
#include "tools/attache/small_malloc.c"

#define BLOCKS 64
#define TURNS  20000

struct block {
	uint8_t *p;
	size_t len;
	uint8_t fill;
};

static uint32_t random_state = 1;

static uint32_t next_random(void)
{
	random_state = random_state * 1664525u + 1013904223u;
	return random_state >> 8;
}

/* Mostly small, at times as large as what is mapped. */
static size_t some_len(void)
{
	return next_random() % (next_random() % 16 ? 700 : 200000);
}

static void check(const struct block *b, size_t len)
{
	assert_int_equal((uintptr_t)b->p % 16, 0);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(b->p[i], b->fill);
}

static void fill(struct block *b, size_t len)
{
	b->len = len;
	b->fill = (uint8_t)(next_random() | 1);
	memset(b->p, b->fill, len);
}

static void take_one(struct block *b)
{
	size_t len = some_len();
	bool zeroed = next_random() % 2;

	b->p = zeroed ? small_calloc(1, len) : small_malloc(len);
	assert_non_null(b->p);
	b->fill = 0;
	check(b, zeroed ? len : 0);
	fill(b, len);
}

static void change_one(struct block *b)
{
	size_t had = b->len, len = some_len();

	check(b, had);
	b->p = small_realloc(b->p, len);
	assert_non_null(b->p);
	check(b, len < had ? len : had);
	fill(b, len);
}

static void blocks_keep_what_is_in_them(void **state)
{
	static struct block block[BLOCKS];

	(void)state;
	for (unsigned i = 0; i < TURNS; i++) {
		struct block *b = &block[next_random() % BLOCKS];

		if (!b->p) {
			take_one(b);
		} else if (next_random() % 2) {
			change_one(b);
		} else {
			check(b, b->len);
			small_free(b->p);
			b->p = NULL;
		}
	}
	for (unsigned i = 0; i < BLOCKS; i++)
		small_free(block[i].p);
}

static void freed_block_serves_the_next_of_its_size(void **state)
{
	void *p = small_malloc(1000);

	(void)state;
	small_free(p);
	assert_ptr_equal(small_malloc(990), p);
	small_free(p);
	small_free(NULL);
}

static void what_cannot_be_is_refused(void **state)
{
	(void)state;
	assert_null(small_malloc(SIZE_MAX - 8));
	assert_null(small_calloc(SIZE_MAX / 2, 3));
	assert_null(small_realloc(NULL, SIZE_MAX));
	assert_null(small_aligned_alloc(4096, 4096));
	assert_int_equal(errno, ENOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_keep_what_is_in_them),
		cmocka_unit_test(freed_block_serves_the_next_of_its_size),
		cmocka_unit_test(what_cannot_be_is_refused),
	};

	return cmocka_run_group_tests_name("attache/malloc", tests, NULL, NULL);
}
