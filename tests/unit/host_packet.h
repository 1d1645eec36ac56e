/* IP packets made and taken apart by hand, for the tests of the far side
 * host: written apart from its own code, so that one checks the other. */
#ifndef TESTS_HOST_PACKET_H
#define TESTS_HOST_PACKET_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "tools/simodem/host.h"

#define USER4 0x0a400002u /* 10.64.0.2 */
#define FAR4  0xc0000201u /* 192.0.2.1 */

struct packet {
	uint8_t session;
	size_t len;
	uint8_t b[2048];
};

/* What the host sent and nobody looked at yet. */
struct wire {
	struct packet q[512];
	size_t first, n;
};

static inline void wire_send(void *ctx, uint8_t session,
			     struct att_bytes datagram)
{
	struct wire *w = ctx;
	struct packet *p = &w->q[(w->first + w->n++) % 512];

	assert_true(w->n <= 512);
	assert_true(datagram.len <= sizeof(p->b));
	p->session = session;
	p->len = datagram.len;
	memcpy(p->b, datagram.p, datagram.len);
}

static inline struct packet *wire_take(struct wire *w)
{
	struct packet *p = &w->q[w->first % 512];

	assert_true(w->n > 0);
	w->first++;
	w->n--;
	return p;
}

static inline void be16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline void be32(uint8_t *p, uint32_t v)
{
	be16(p, v >> 16);
	be16(p + 2, v);
}

static inline uint32_t of16(const uint8_t *p)
{
	return (uint32_t)p[0] * 256 + p[1];
}

static inline uint32_t of32(const uint8_t *p)
{
	return of16(p) * 65536 + of16(p + 2);
}

/* RFC 1071, with the carry taken in at once. */
static inline uint32_t ones_add(uint32_t sum, const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
		if (sum > 0xffff)
			sum -= 0xffff;
	}
	return sum;
}

static inline size_t packet_header(const struct packet *p)
{
	return p->b[0] >> 4 == 6 ? 40 : 20;
}

static inline uint8_t *packet_payload(struct packet *p)
{
	return p->b + packet_header(p);
}

/* The ones' complement sum of everything the payload's checksum covers. */
static inline uint32_t payload_sum(const struct packet *p)
{
	size_t header = packet_header(p);
	uint8_t pseudo[4] = {0, p->b[header == 40 ? 6 : 9]};
	uint32_t sum = 0;

	be16(pseudo + 2, (uint32_t)(p->len - header));
	if (pseudo[1] != 1) {
		sum = header == 40 ? ones_add(0, p->b + 8, 32)
				   : ones_add(0, p->b + 12, 8);
		sum = ones_add(sum, pseudo, 4);
	}
	return ones_add(sum, p->b + header, p->len - header);
}

static inline size_t checksum_at(const struct packet *p)
{
	switch (p->b[packet_header(p) == 40 ? 6 : 9]) {
	case 6:
		return packet_header(p) + 16;
	case 17:
		return packet_header(p) + 6;
	default:
		return packet_header(p) + 2;
	}
}

/* Write lengths and checksums, after the bytes have been changed. */
static inline void packet_seal(struct packet *p)
{
	uint8_t *sum = p->b + checksum_at(p);

	if (packet_header(p) == 40) {
		be16(p->b + 4, (uint32_t)p->len - 40);
	} else {
		be16(p->b + 2, (uint32_t)p->len);
		be16(p->b + 10, 0);
		be16(p->b + 10, 0xffff - ones_add(0, p->b, 20));
	}
	be16(sum, 0);
	be16(sum, 0xffff - payload_sum(p));
}

/* A packet of the user's; n bytes of payload follow, then packet_seal. */
static inline uint8_t *packet_new(struct packet *p, bool v6, uint8_t protocol,
				  size_t n)
{
	static const uint8_t user6[16] = {0x20, 1,    0x0d,    0xb8,
					  0,	0x64, [15] = 2};
	static const uint8_t far6[16] = {0x20, 1, 0x0d, 0xb8, 0xff, [15] = 1};

	memset(p, 0, sizeof(*p));
	p->len = (v6 ? 40u : 20u) + n;
	if (v6) {
		p->b[0] = 0x60;
		p->b[6] = protocol;
		p->b[7] = 64;
		memcpy(p->b + 8, user6, 16);
		memcpy(p->b + 24, far6, 16);
	} else {
		p->b[0] = 0x45;
		p->b[8] = 64;
		p->b[9] = protocol;
		be32(p->b + 12, USER4);
		be32(p->b + 16, FAR4);
	}
	return packet_payload(p);
}

/* Give it to the host, in memory that ends where the packet does. */
static inline void packet_input(struct sim_host *h, const struct packet *p,
				uint64_t now_ms)
{
	uint8_t *exact = malloc(p->len ? p->len : 1);

	assert_non_null(exact);
	memcpy(exact, p->b, p->len);
	sim_host_input(h, p->session, att_bytes_of(exact, p->len), now_ms);
	free(exact);
}

/* A well-formed answer to a packet of the user's, with the right checksums
 * and the addresses turned round. */
static inline uint8_t *packet_check(struct packet *p, const struct packet *sent)
{
	size_t header = packet_header(p);

	assert_int_equal(p->session, sent->session);
	assert_int_equal(header, packet_header(sent));
	if (header == 40) {
		assert_int_equal(of16(p->b + 4), p->len - 40);
		assert_memory_equal(p->b + 24, sent->b + 8, 16);
	} else {
		assert_int_equal(p->b[0], 0x45);
		assert_int_equal(of16(p->b + 2), p->len);
		assert_int_equal(ones_add(0, p->b, 20), 0xffff);
		assert_memory_equal(p->b + 12, sent->b + 16, 4);
		assert_memory_equal(p->b + 16, sent->b + 12, 4);
	}
	assert_int_equal(payload_sum(p), 0xffff);
	return packet_payload(p);
}

#endif
