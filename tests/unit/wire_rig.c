/* The receiver of the control channel's tests. */
#include "wire_rig.h"

#include <string.h>

void rig_init(struct rig *r, bool framed)
{
	memset(r, 0, sizeof(*r));
	mbim_frag_rx_init(&r->rx, framed, r->stream, STREAM_CAP, r->whole,
			  WHOLE_CAP);
}

void rig_put(struct rig *r, const void *p, size_t len)
{
	zoo_free(r->input);
	r->input = zoo_copy(p, len);
	mbim_frag_rx_put(&r->rx, r->input);
}

int rig_get(struct rig *r)
{
	return mbim_frag_rx_get(&r->rx, r->now, &r->message, &r->fault);
}

int rig_read(struct rig *r, const void *p, size_t len)
{
	rig_put(r, p, len);
	return rig_get(r);
}

void rig_fini(struct rig *r)
{
	zoo_free(r->input);
}

static const struct att_uuid uuid = {{0xa2, 0x89, 0xcc, 0x33}};

size_t make_done(uint8_t *buf, uint32_t transaction, size_t n, uint8_t mark)
{
	for (size_t i = 0; i < n; i++)
		buf[48 + i] = (uint8_t)(mark + i);
	return (size_t)mbim_msg_encode_done(buf, 48 + n, transaction, &uuid, 1,
					    0, n);
}

size_t make_frag(uint8_t *buf, const uint8_t *whole, size_t len, uint32_t max,
		 uint32_t i)
{
	int n = mbim_frag_tx_get(att_bytes_of(whole, len), max, i, buf, max);

	assert_true(n > 0);
	return (size_t)n;
}
