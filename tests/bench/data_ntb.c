/* NTBs filled and walked in memory, by themselves and behind the functions that
 * a driver calls. */
#include "tests/bench/data_ntb.h"

#include <string.h>

#include "drivers/bulk.h"
#include "drivers/ntb.h"

#define MAX 32768u

static uint8_t ntb[65536];

static const struct ntb_params params = {
	.max_size = MAX, .divisor = 4, .alignment = 4};

static struct att_bytes make_ntb(uint32_t len, uint32_t *n)
{
	const struct flow flow = {0};
	struct ntb_tx tx;
	uint8_t *p;

	ntb_tx_begin(&tx, &params, false, ntb);
	while ((p = ntb_tx_reserve(&tx, flow, len)) != NULL) {
		memset(p, 0x45, len);
		ntb_tx_commit(&tx, flow, len);
	}
	*n = tx.n;
	return att_bytes_of(ntb, ntb_tx_end(&tx, 0, 512));
}

static unsigned walk_ntb(struct att_bytes b)
{
	struct flow flow;
	struct ntb_rx rx;
	struct att_bytes d;
	unsigned sum = 0;

	if (ntb_rx_init(&rx, b))
		return 0;
	while (ntb_rx_next(&rx, &flow, &d) == 1)
		sum += (unsigned)d.len;
	return sum;
}

static unsigned walk_bulk(struct bulk *bulk, struct att_bytes b)
{
	struct flow flow;
	struct att_bytes d;
	unsigned sum = 0;

	bulk_input(bulk, b);
	while (bulk_rx_next(bulk, &flow, &d))
		sum += (unsigned)d.len;
	return sum;
}

/* Not inlined: where one loop lies would depend on the code of the other. */
__attribute__((noinline)) static unsigned long walk_ntbs(struct att_bytes b,
							 long n)
{
	unsigned long sum = 0;

	while (n--)
		sum += walk_ntb(b);
	return sum;
}

__attribute__((noinline)) static unsigned long walk_bulks(struct att_bytes b,
							  long n)
{
	static struct ntb_link link;
	static struct bulk bulk = {.framing = &ntb_framing, .state = &link};
	unsigned long sum = 0;

	while (n--)
		sum += walk_bulk(&bulk, b);
	return sum;
}

unsigned data_ntb_datagrams(uint32_t len)
{
	uint32_t n;

	make_ntb(len, &n);
	return n;
}

int data_ntb_decode(const char *layer, uint32_t len, long n)
{
	uint32_t datagrams;
	struct att_bytes b = make_ntb(len, &datagrams);
	unsigned long sum =
		strcmp(layer, "ntb") == 0 ? walk_ntbs(b, n) : walk_bulks(b, n);

	return sum != (unsigned long)n * datagrams * len;
}

/* --- encode ------------------------------------------------------------- */

/* A datagram is what its writer makes of the room: one byte here. */
__attribute__((noinline)) static unsigned long fill_ntbs(uint32_t len, long n)
{
	const struct flow flow = {0};
	static struct ntb_tx tx;
	unsigned long sum = 0;
	uint8_t *p;

	while (n--) {
		ntb_tx_begin(&tx, &params, false, ntb);
		while ((p = ntb_tx_reserve(&tx, flow, len)) != NULL) {
			*p = 0x45;
			ntb_tx_commit(&tx, flow, len);
			sum++;
		}
		ntb_tx_end(&tx, (uint16_t)n, 512);
	}
	return sum;
}

/* The driver decides how many of them are in a transfer. */
__attribute__((noinline)) static unsigned long fill_bulks(uint32_t len,
							  unsigned long n)
{
	const struct bulk_out out = {.full = MAX, .packet = 512};
	static uint8_t other[MAX];
	uint8_t *const bufs[] = {ntb, other};
	const struct flow flow = {0};
	static struct ntb_link link;
	static struct bulk bulk;
	struct bulk_transfer t;
	unsigned long sum = 0;
	uint64_t us = 0;
	uint8_t *p;

	ntb_link_init(&link, &params, false, 512);
	bulk_init(&bulk, &ntb_framing, &link, &out, bufs, 2);
	while (sum < n) {
		while ((p = bulk_reserve(&bulk, flow, len)) != NULL) {
			*p = 0x45;
			bulk_commit(&bulk, flow, len);
			sum++;
		}
		if (bulk_next(&bulk, &t))
			bulk_done(&bulk, t.index, us += 100);
	}
	return n;
}

int data_ntb_encode(const char *layer, uint32_t len, long n)
{
	unsigned long all = (unsigned long)n * data_ntb_datagrams(len);
	unsigned long filled = strcmp(layer, "ntb") == 0 ? fill_ntbs(len, n)
							 : fill_bulks(len, all);

	return filled != all;
}
