/* Datagrams of several flows in turn, joined as they are for a TUN device, and
 * the checksum that this takes. */
#include "tests/bench/data_gro.h"

#include <stdlib.h>

#include "tests/unit/linux_flow.h"

#define PAYLOAD 1448u
#define OPTIONS 12u

struct batch {
	unsigned n, writes, written;
	struct att_bytes datagram[FLOW_LIST];
	uint8_t mem[FLOW_LIST * 1500u];
};

static void written(void *ctx, const struct iovec *iov, int n_iov,
		    unsigned datagrams)
{
	struct batch *b = ctx;

	(void)iov;
	(void)n_iov;
	b->writes++;
	b->written += datagrams;
}

static void make(struct batch *b, unsigned flows, unsigned n)
{
	struct inet_flow f[FLOW_LIST];
	size_t used = 0;

	for (unsigned i = 0; i < n; i++) {
		struct inet_flow *this = &f[i % flows];
		size_t len;

		if (i < flows)
			*this = (struct inet_flow){
				.port = (uint16_t)(40000 + i),
				.flags = ATT_INET_ACK,
				.options = OPTIONS,
			};
		len = flow_datagram(this, b->mem + used, PAYLOAD);
		b->datagram[i] = att_bytes_of(b->mem + used, len);
		used += len;
	}
	b->n = n;
}

double data_gro(unsigned flows, unsigned n, long times)
{
	static struct att_gro gro;
	static struct batch b;

	if (!flows || flows > n || n > FLOW_LIST)
		return 0;
	make(&b, flows, n);
	att_gro_init(&gro, true, true, written, &b);
	for (long t = 0; t < times; t++) {
		for (unsigned i = 0; i < n; i++)
			att_gro_input(&gro, b.datagram[i]);
		att_gro_flush(&gro);
	}
	if (b.written != n * (unsigned long)times)
		return 0;
	return (double)b.written / b.writes;
}

int data_sum(uint32_t len, long times)
{
	static uint8_t p[65536];
	uint64_t sum = 0;

	if (len > sizeof(p))
		return 1;
	for (uint32_t i = 0; i < len; i++)
		p[i] = (uint8_t)rand();
	while (times--)
		sum += att_inet_sum(0, p, len);
	return len > 64 && !sum;
}
