/* Lives as lives.c takes them. */
#include "seed_lives.h"

#include <string.h>

/* Flags, attempts and version, quirks; of QMI what it lacks, its format and
 * quirks; times, delay, faults, answers, configuration. */
static size_t put_modem(unsigned i, bool qmi, uint8_t *buf)
{
	const uint8_t head[] = {i < 8 ? 3 : 1, 2, 0};
	const uint8_t rest[] = {10, 1, 0, 0, 32 | 1};
	size_t len = sizeof(head) + (qmi ? 4 : 0);

	memcpy(buf, head, sizeof(head));
	memset(buf + sizeof(head), 0, len - sizeof(head));
	memcpy(buf + len, rest, sizeof(rest));
	return len + sizeof(rest);
}

size_t seed_life(unsigned i, bool qmi, uint8_t *buf)
{
	uint32_t random = 1 + i;

	for (size_t k = put_modem(i, qmi, buf); k < SEED_LIFE; k++) {
		random = random * 1664525u + 1013904223u;
		buf[k] = (uint8_t)(random >> 24);
	}
	return SEED_LIFE;
}
