/* The QMI benchmark: one operation N times by one side, so that callgrind can
 * count its instructions.
 *
 *   bench_qmi SIDE OPERATION N     repeat; nothing is printed
 *   bench_qmi list                 the operations
 *   bench_qmi heap                 allocations of each, both sides
 *   bench_qmi same                 are the requests byte-identical? */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/qmi.h"

/* glibc's own allocator, which this program's counters stand in front of. */
void *__libc_malloc(size_t n);
void *__libc_realloc(void *p, size_t n);
void *__libc_calloc(size_t n, size_t size);

static unsigned long allocations;

void *malloc(size_t n)
{
	allocations++;
	return __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	allocations++;
	return __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
	allocations++;
	return __libc_realloc(p, n);
}

static const char *const names[BENCH_QMI_OPS] = {
	"empty_request",    "start_network",	    "serving_system",
	"current_settings", "print_serving_system", "print_current_settings",
	"nothing",
};

static struct bench_qmi_bytes messages[BENCH_QMI_OPS];

/* The loop is the same for both sides, and has nothing else in it. */
static int repeat(bench_qmi_fn *const *side, unsigned op, long n)
{
	bench_qmi_fn *run = side[op];
	struct bench_qmi_bytes *m = &messages[op];
	int bad = 0;

	for (long i = 0; i < n; i++)
		bad |= run(m);
	return bad;
}

/* In a hundred calls, when what is made once has been made. */
static unsigned long heap_of(bench_qmi_fn *const *side, unsigned op)
{
	unsigned long before;

	repeat(side, op, 100);
	before = allocations;
	repeat(side, op, 100);
	return (allocations - before) / 100;
}

static int same(void)
{
	static struct bench_qmi_bytes ours, theirs;
	int bad = 0;

	for (int op = BENCH_QMI_EMPTY_REQUEST; op <= BENCH_QMI_START_NETWORK;
	     op++) {
		bool differs = bench_qmi_attache[op](&ours) ||
			       bench_qmi_libqmi[op](&theirs) ||
			       ours.len != theirs.len ||
			       memcmp(ours.b, theirs.b, ours.len) != 0;

		printf("%s %s\n", names[op],
		       differs ? "DIFFERS" : "byte-identical");
		bad |= differs;
	}
	return bad;
}

static unsigned find(const char *name)
{
	unsigned i = 0;

	while (i < BENCH_QMI_OPS && strcmp(names[i], name) != 0)
		i++;
	return i;
}

int main(int argc, char **argv)
{
	unsigned op = argc == 4 ? find(argv[2]) : BENCH_QMI_OPS;

	for (int i = 0; i < BENCH_QMI_OPS; i++)
		bench_qmi_make((enum bench_qmi_op)i, &messages[i]);
	if (argc == 2 && !strcmp(argv[1], "same"))
		return same();
	for (unsigned i = 0; argc == 2 && i < BENCH_QMI_NOTHING; i++) {
		if (!strcmp(argv[1], "list"))
			puts(names[i]);
		else
			printf("%s %lu %lu\n", names[i],
			       heap_of(bench_qmi_attache, i),
			       heap_of(bench_qmi_libqmi, i));
	}
	if (op < BENCH_QMI_OPS)
		return repeat(strcmp(argv[1], "attache") ? bench_qmi_libqmi
							 : bench_qmi_attache,
			      op, atol(argv[3]));
	return argc == 2 ? 0 : 2;
}
