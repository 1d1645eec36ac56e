/* The benchmark of all layouts: a message from its bytes, validated, each of
 * its values visited, and gone again. A visit adds up what it sees, a number as
 * it is, of a text the first character, of bytes the first one and, unless it
 * is fixed, their length: so nothing can be left out, and both sides have the
 * same sum. Numbers that count something are not visited. */
#ifndef TESTS_BENCH_LAYOUTS_H
#define TESTS_BENCH_LAYOUTS_H

#include <stddef.h>
#include <stdint.h>

#define LAYOUTS_REFUSED UINT64_MAX

struct att_layout;
struct libmbim_function;

/* attache's reading of one layout. */
struct layouts_reader {
	const struct att_layout *layout;
	uint64_t (*read)(const uint8_t *p, size_t len);
};

/* Texts stay views of the message, or are made UTF-8. The last layout is NULL.
 */
extern const struct layouts_reader layouts_views[], layouts_utf8[];

/* libmbim's reading, whose texts are always made UTF-8. */
uint64_t layouts_libmbim(const struct libmbim_function *f, const uint8_t *p,
			 size_t len);

#endif
