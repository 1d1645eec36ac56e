/* Inputs that are a sequence of events on a control channel. */
#include "channel_input.h"

#include "fuzz.h"
#include "messages.h"

#define HEAD	3u /* what, length */
#define MESSAGE 4096u

bool channel_next(struct att_bytes *in, struct channel_event *out)
{
	if (!in->len)
		return false;
	out->what = fuzz_u8(in);
	out->bytes = fuzz_take(in, fuzz_u16(in));
	return true;
}

size_t channel_add(uint8_t *p, size_t len, size_t max, uint8_t what,
		   struct att_bytes bytes)
{
	if (len + HEAD + bytes.len > max || bytes.len > UINT16_MAX)
		return len;
	p[len] = what;
	att_put16(p + len + 1, (uint16_t)bytes.len);
	if (bytes.len)
		memcpy(p + len + HEAD, bytes.p, bytes.len);
	return len + HEAD + bytes.len;
}

static size_t new_message(struct mutate *m, unsigned kinds, uint8_t *p)
{
	struct mutate_variant v;

	do {
		v = mutate_variant(mutate_below(m, mutate_variants()));
	} while (!(kinds & 1u << v.kind));
	return message_make(m, &v, p, MESSAGE);
}

/* Write the events of `in` to p, with event number `at` changed. */
static size_t change_event(struct mutate *m, struct att_bytes in, uint32_t at,
			   unsigned kinds, uint8_t *p, size_t max)
{
	static uint8_t message[MESSAGE];
	struct channel_event e;
	size_t len = 0, n;

	for (uint32_t i = 0; channel_next(&in, &e); i++) {
		if (i != at) {
			len = channel_add(p, len, max, e.what, e.bytes);
			continue;
		}
		switch (mutate_below(m, 8)) {
		case 0: /* taken out */
			continue;
		case 1: /* repeated */
			len = channel_add(p, len, max, e.what, e.bytes);
			break;
		case 2: /* another before it */
			n = new_message(m, kinds, message);
			len = channel_add(p, len, max,
					  (uint8_t)mutate_below(m, 256),
					  att_bytes_of(message, n));
			break;
		case 3:
			e.what = (uint8_t)mutate_below(m, 256);
			break;
		default:
			n = e.bytes.len < MESSAGE ? e.bytes.len : MESSAGE;
			if (n)
				memcpy(message, e.bytes.p, n);
			n = message_mutate(m, 0x0100, message, n, MESSAGE);
			e.bytes = att_bytes_of(message, n);
			break;
		}
		len = channel_add(p, len, max, e.what, e.bytes);
	}
	return len;
}

size_t channel_mutate(uint8_t *data, size_t size, size_t max_size,
		      unsigned seed, unsigned kinds)
{
	static uint8_t out[1 << 17], message[MESSAGE];
	size_t max = max_size < sizeof(out) ? max_size : sizeof(out);
	struct att_bytes in = {data, size};
	struct mutate m = {seed};
	struct channel_event e;
	uint32_t n = 0;
	size_t len;

	while (channel_next(&in, &e))
		n++;
	if (n && !mutate_below(&m, 8))
		return LLVMFuzzerMutate(data, size, max_size);
	if (!n || !mutate_below(&m, 8)) {
		len = new_message(&m, kinds, message);
		return channel_add(data, size, max_size,
				   (uint8_t)mutate_below(&m, 256),
				   att_bytes_of(message, len));
	}
	len = change_event(&m, att_bytes_of(data, size), mutate_below(&m, n),
			   kinds, out, max);
	memcpy(data, out, len);
	return len;
}
