/* The codec benchmark: one operation N times by one side, so that callgrind
 * can count its instructions; or all of them with times and allocations.
 *
 *   bench_codec SIDE OPERATION N     repeat; nothing is printed
 *   bench_codec list                 the operations
 *   bench_codec times                ns and allocations of each, both sides
 *   bench_codec same                 are the encodings byte-identical? */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/codec.h"

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

static const char *const names[CODEC_OPS] = {
	"encode_query",
	"encode_connect",
	"decode_device_caps",
	"decode_subscriber",
	"decode_register",
	"decode_connect",
	"decode_ip_configuration",
	"print_device_caps",
	"print_subscriber",
	"print_connect",
	"print_ip_configuration",
	"nothing",
};

static struct codec_bytes messages[CODEC_OPS];

/* The loop is the same for both sides, and has nothing else in it. */
static int repeat(const struct codec_side *side, unsigned op, long n)
{
	int (*run)(struct codec_bytes *) = side->op[op];
	struct codec_bytes *m = &messages[op];
	int bad = 0;

	for (long i = 0; i < n; i++)
		bad |= run(m);
	return bad;
}

static double ns_of(const struct codec_side *side, unsigned op, long n)
{
	struct timespec a, b;

	clock_gettime(CLOCK_MONOTONIC, &a);
	repeat(side, op, n);
	clock_gettime(CLOCK_MONOTONIC, &b);
	return ((double)(b.tv_sec - a.tv_sec) * 1e9 +
		(double)(b.tv_nsec - a.tv_nsec)) /
	       (double)n;
}

static void times_of(unsigned op)
{
	const struct codec_side *sides[] = {&codec_attache, &codec_libmbim};
	double ns[2], mallocs[2];

	for (int i = 0; i < 2; i++) {
		unsigned long before;

		repeat(sides[i], op, 1000);
		before = allocations;
		ns[i] = ns_of(sides[i], op, 20000);
		mallocs[i] = (double)(allocations - before) / 20000;
	}
	printf("%s %.1f %.1f %.1f %.1f\n", names[op], ns[0], ns[1], mallocs[0],
	       mallocs[1]);
}

static int same(void)
{
	static struct codec_bytes ours, theirs;
	int bad = 0;

	for (int op = CODEC_ENCODE_QUERY; op <= CODEC_ENCODE_CONNECT; op++) {
		bool differs = codec_attache.op[op](&ours) ||
			       codec_libmbim.op[op](&theirs) ||
			       ours.len != theirs.len ||
			       memcmp(ours.b, theirs.b, ours.len) != 0;

		printf("%s %s\n", names[op],
		       differs ? "DIFFERS" : "byte-identical");
		bad |= differs;
	}
	return bad;
}

static int find(const char *name)
{
	for (unsigned i = 0; i < CODEC_OPS; i++)
		if (!strcmp(names[i], name))
			return (int)i;
	return -1;
}

int main(int argc, char **argv)
{
	for (int i = 0; i < CODEC_OPS; i++)
		codec_make((enum codec_op)i, &messages[i]);
	if (argc == 2 && !strcmp(argv[1], "same"))
		return same();
	for (unsigned i = 0; argc == 2 && i < CODEC_NOTHING; i++) {
		if (!strcmp(argv[1], "list"))
			puts(names[i]);
		else
			times_of(i);
	}
	if (argc == 4 && find(argv[2]) >= 0)
		return repeat(!strcmp(argv[1], "attache") ? &codec_attache
							  : &codec_libmbim,
			      (unsigned)find(argv[2]), atol(argv[3]));
	return argc == 2 ? 0 : 2;
}
