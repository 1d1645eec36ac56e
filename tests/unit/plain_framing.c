/* Datagrams one behind the other. */
#include "plain_framing.h"

static uint32_t filled;

static uint8_t *reserve(void *s, uint8_t *buf, struct flow flow, uint32_t max)
{
	(void)s;
	(void)flow;
	return filled + max <= PLAIN_SIZE ? buf + filled : NULL;
}

static void commit(void *s, struct flow flow, uint32_t len)
{
	(void)s;
	(void)flow;
	filled += len;
}

static uint32_t end(void *s)
{
	uint32_t len = filled;

	(void)s;
	filled = 0;
	return len;
}

const struct framing plain_framing = {
	.reserve = reserve, .commit = commit, .end = end};

void plain_framing_reset(void)
{
	filled = 0;
}
