/* Captures of packets, one at a time. */
#include "capture/capture.h"

#include <stdio.h>

#include "base/errors.h"
#include "capture/input.h"

#define PCAP_US	    0xa1b2c3d4u
#define PCAP_NS	    0xa1b23c4du
#define PCAP_HEADER 24u /* of the file */
#define PCAP_RECORD 16u /* of a packet: time (8), length, original length */
#define PCAPNG	    0x0a0d0d0au

static uint32_t get32(bool big, const uint8_t *p)
{
	return big ? att_get32_be(p) : att_get32(p);
}

static bool is_pcap(const uint8_t *p, bool big)
{
	uint32_t magic = get32(big, p);

	return magic == PCAP_US || magic == PCAP_NS;
}

bool capture_is(struct att_bytes head)
{
	return head.len >= 4 &&
	       (att_get32(head.p) == PCAPNG || is_pcap(head.p, false) ||
		is_pcap(head.p, true));
}

static int complain(const struct capture *c, int err)
{
	fflush(stdout);
	fprintf(stderr, "%s: packet %u: error: %s (at byte %llu)\n", c->name,
		c->packets + 1,
		err == ATT_E_SHORT ? "the file ends in the middle of a packet"
				   : input_why(c->in, err),
		(unsigned long long)c->in->at);
	return -1;
}

static bool is_none(const struct capture *c)
{
	fprintf(stderr, "%s: error: this is no capture\n", c->name);
	return false;
}

bool capture_init(struct capture *c, struct att_window *in, const char *name)
{
	const uint8_t *head;

	memset(c, 0, sizeof(*c));
	c->in = in;
	c->name = name;
	if (!capture_is(att_window_look(in, 4)))
		return is_none(c);
	att_pcapng_reader_init(&c->blocks, in);
	c->pcapng = att_get32(in->next.p) == PCAPNG;
	if (c->pcapng)
		return true;
	if (att_window_need(in, PCAP_HEADER) <= 0)
		return is_none(c);
	head = in->next.p;
	c->big = is_pcap(head, true);
	c->ns = get32(c->big, head) == PCAP_NS;
	/* the upper bits say how long a check sequence is */
	c->link = (uint16_t)(get32(c->big, head + 20) & 0xffff);
	att_window_take(in, PCAP_HEADER);
	return true;
}

static int next_pcap(struct capture *c, struct att_pcapng_view *out)
{
	struct att_window *in = c->in;
	int got = att_window_need(in, PCAP_RECORD);
	const uint8_t *p;
	uint32_t len;

	if (got <= 0)
		return got;
	len = get32(c->big, in->next.p + 8);
	if (len > ATT_WINDOW_MAX - PCAP_RECORD)
		return ATT_E_ROOM;
	got = att_window_need(in, PCAP_RECORD + len);
	if (got <= 0)
		return got;
	p = in->next.p;
	*out = (struct att_pcapng_view){
		.link = c->link,
		.big = c->big,
		.ms = get32(c->big, p) * UINT64_C(1000) +
		      get32(c->big, p + 4) / (c->ns ? 1000000 : 1000),
		.original_len = get32(c->big, p + 12),
		.data = att_bytes_of(p + PCAP_RECORD, len),
	};
	att_window_take(in, PCAP_RECORD + len);
	return 1;
}

int capture_next(struct capture *c, struct att_pcapng_view *out)
{
	int got = c->pcapng ? att_pcapng_next(&c->blocks, out)
			    : next_pcap(c, out);

	if (got < 0)
		return complain(c, got);
	if (got > 0)
		out->number = ++c->packets; /* of all sections */
	return got;
}
