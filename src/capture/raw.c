/* Messages of MBIM, frames of QMUX and NTBs in a file of bytes. */
#include "capture/raw.h"

#include "base/errors.h"
#include "capture/begins.h"

#define LOOK 20u /* bytes that tell what begins with them */

void raw_init(struct raw *r, struct att_window *in, struct skips *skips)
{
	*r = (struct raw){.in = in, .skips = skips};
}

bool raw_is(struct att_bytes head)
{
	return begins_anything(head) > 0;
}

int raw_next(struct raw *r, struct transfer *out)
{
	struct att_window *in = r->in;
	struct att_bytes b;
	size_t len = 0;

	while ((b = att_window_look(in, LOOK)).len) {
		len = begins_anything(b);
		if (len)
			break;
		att_window_take(in, 1);
		skips_add(r->skips, "bytes in which no message begins");
	}
	if (!b.len)
		return in->error ? ATT_E_IO : 0;
	b = att_window_look(in, len);
	*out = (struct transfer){
		.bytes = b,
		.full_len = len,
		.record = ++r->messages,
	};
	att_window_take(in, b.len);
	return 1;
}
