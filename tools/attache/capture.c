/* Captures of packets, one at a time. */
#include "capture.h"

#include <errno.h>
#include <stdlib.h>

#include "base/errors.h"

#define PCAP_US	    0xa1b2c3d4u
#define PCAP_NS	    0xa1b23c4du
#define PCAP_HEADER 24u /* of the file */
#define PCAP_RECORD 16u /* of a packet: time (8), length, original length */
#define PCAPNG	    0x0a0d0d0au
#define MAX_RECORD  (32u << 20) /* no capture has larger packets */

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

static int complain(const struct capture *c, const char *what)
{
	fprintf(stderr, "%s: packet %u: error: %s\n", c->name, c->packets + 1,
		ferror(c->in) ? strerror(errno) : what);
	return -1;
}

/* n bytes to buf + at: 1; 0: the file ended before the first; -1. */
static int fill(struct capture *c, size_t at, size_t n)
{
	size_t got;

	if (c->cap < at + n) {
		uint8_t *p = realloc(c->buf, at + n);

		if (!p)
			return complain(c, "out of memory");
		c->buf = p;
		c->cap = at + n;
	}
	got = fread(c->buf + at, 1, n, c->in);
	if (got == n)
		return 1;
	if (!got && !at && !ferror(c->in))
		return 0;
	return complain(c, "the file ends in the middle of a packet");
}

bool capture_init(struct capture *c, FILE *in, const char *name)
{
	memset(c, 0, sizeof(*c));
	c->in = in;
	c->name = name;
	if (fill(c, 0, 4) != 1 || !capture_is(att_bytes_of(c->buf, 4))) {
		fprintf(stderr, "%s: error: this is no capture\n", name);
		return false;
	}
	att_pcapng_reader_init(&c->blocks, att_bytes_of(NULL, 0));
	c->pcapng = att_get32(c->buf) == PCAPNG;
	if (c->pcapng)
		return true;
	c->big = is_pcap(c->buf, true);
	c->ns = get32(c->big, c->buf) == PCAP_NS;
	if (fill(c, 4, PCAP_HEADER - 4) != 1)
		return false;
	/* the upper bits say how long a check sequence is */
	c->link = (uint16_t)(get32(c->big, c->buf + 20) & 0xffff);
	return true;
}

void capture_fini(struct capture *c)
{
	free(c->buf);
}

static int next_pcap(struct capture *c, struct att_pcapng_view *out)
{
	uint32_t len;
	int got = fill(c, 0, PCAP_RECORD);

	if (got <= 0)
		return got;
	len = get32(c->big, c->buf + 8);
	if (len > MAX_RECORD)
		return complain(c, "its length is impossible");
	if (fill(c, PCAP_RECORD, len) < 0)
		return -1;
	*out = (struct att_pcapng_view){
		.link = c->link,
		.big = c->big,
		.ms = get32(c->big, c->buf) * UINT64_C(1000) +
		      get32(c->big, c->buf + 4) / (c->ns ? 1000000 : 1000),
		.original_len = get32(c->big, c->buf + 12),
		.data = att_bytes_of(c->buf + PCAP_RECORD, len),
	};
	return 1;
}

/* The length of the next block, whose head is then in the buffer: 1, 0 at the
 * end, -1. */
static int next_head(struct capture *c, uint32_t *len)
{
	size_t have = c->blocks.begun ? 0 : 4; /* read by init */
	int got = fill(c, have, ATT_PCAPNG_HEAD - have), err;

	if (got <= 0)
		return got;
	err = att_pcapng_head(&c->blocks, c->buf, len);
	if (!err && *len > MAX_RECORD)
		err = ATT_E_LENGTH;
	return err ? complain(c, att_errors_text(err)) : 1;
}

static int next_pcapng(struct capture *c, struct att_pcapng_view *out)
{
	uint32_t len;
	int got;

	do {
		got = next_head(c, &len);
		if (got <= 0)
			return got;
		if (fill(c, ATT_PCAPNG_HEAD, len - ATT_PCAPNG_HEAD) < 0)
			return -1;
		got = att_pcapng_block(&c->blocks, att_bytes_of(c->buf, len),
				       out);
	} while (!got);
	return got < 0 ? complain(c, att_errors_text(got)) : 1;
}

int capture_next(struct capture *c, struct att_pcapng_view *out)
{
	int got = c->pcapng ? next_pcapng(c, out) : next_pcap(c, out);

	if (got > 0)
		out->number = ++c->packets; /* of all sections */
	return got;
}
