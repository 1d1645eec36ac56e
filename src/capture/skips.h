/* What an importer has left out, counted for each reason: nothing is dropped in
 * silence. */
#ifndef ATTACHE_SKIPS_H
#define ATTACHE_SKIPS_H

#include <stdint.h>

#define SKIPS_REASONS 16u

struct skips {
	uint32_t total;
	unsigned n; /* reasons */
	struct {
		const char *why;
		int64_t number; /* behind it, or -1 */
		uint32_t count;
	} of[SKIPS_REASONS];
};

/* Count one. why outlives s, and is what follows the count: "interrupt
 * transfers". Of too many reasons the last ones are counted together. NULL:
 * only the total counts it, as nobody has expected more of it. */
void skips_add(struct skips *s, const char *why);
/* The same of a reason with a number: "packets of link type 1". */
void skips_add_number(struct skips *s, const char *why, uint32_t number);
/* Write "NAME: skipped: 3 WHY" for each reason to standard error. */
void skips_print(const struct skips *s, const char *name);

#endif
