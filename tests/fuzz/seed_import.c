/* A message as libmbim or umbim logs it, as usbmon captures it, and in hex. */
#include "seed_import.h"

#include <stdio.h>

static size_t seed_log(unsigned i, struct att_bytes message, uint8_t *out)
{
	bool umbim = i & 1;
	const char *mark =
		message.len > 3 && message.p[3] ? ">>>>>>" : "<<<<<<";
	size_t n = 1;

	if (message.len > 4096)
		return 0;
	out[0] = (uint8_t)(i % 32 | (umbim ? 32 : 0));
	if (umbim)
		n += (size_t)sprintf((char *)out + n,
				     "sending (%zu): ", message.len);
	else
		n += (size_t)sprintf((char *)out + n,
				     "[22 Nov 2026, 13:00:03] [/dev/cdc-wdm%u] "
				     "sent message...\n%s RAW:\n%s   length = "
				     "%zu\n%s   data   = ",
				     i % 4, mark, mark, message.len, mark);
	for (size_t k = 0; k < message.len; k++)
		n += (size_t)sprintf((char *)out + n, "%02X%s", message.p[k],
				     umbim		   ? " "
				     : k + 1 < message.len ? ":"
							   : "\n");
	if (i % 5 == 0 && !umbim)
		n += (size_t)sprintf((char *)out + n,
				     "%s type = 'set' (0x1)\n%s service = 'x' "
				     "(a289cc33-bcbb-8b4f-b6b0-133ec2aae6df)\n"
				     "%s cid = 'y' (0x2)\n",
				     mark, mark, mark);
	return n;
}

/* A classic file of link type 189: submission, and completion. */
static size_t seed_capture(unsigned i, struct att_bytes message, uint8_t *out)
{
	static const uint8_t setups[2][8] = {{0x21, 0}, {0xa1, 1}};
	bool in = message.len > 3 && message.p[3];
	uint8_t *p = out;

	if (message.len > 4096)
		return 0;
	*p++ = (uint8_t)i;
	memset(p, 0, 24);
	att_put32(p, 0xa1b2c3d4);
	att_put32(p + 16, 65535);
	att_put32(p + 20, 189);
	p += 24;
	for (unsigned k = 0; k < 2; k++) {
		uint32_t len = k == in ? (uint32_t)message.len : 0;

		memset(p, 0, 64);
		att_put32(p + 8, 48 + len);
		att_put32(p + 12, 48 + len);
		p += 16;
		p[0] = 1;
		p[8] = k ? 'C' : 'S';
		p[9] = 2;
		p[10] = in ? 0x80 : 0;
		p[14] = k ? '-' : 0;
		att_put32(p + 32, len);
		att_put32(p + 36, len);
		memcpy(p + 40, setups[in], 8);
		if (len)
			memcpy(p + 48, message.p, len);
		p += 48 + len;
	}
	return (size_t)(p - out);
}

/* One transfer in usbmon's words. */
static size_t seed_usbmon_text(unsigned i, struct att_bytes message,
			       uint8_t *out)
{
	bool in = message.len > 3 && message.p[3];
	size_t n = 1;

	if (message.len > 4096)
		return 0;
	out[0] = (uint8_t)(i % 32 | 32);
	n += (size_t)sprintf((char *)out + n,
			     "ffff 100 S C%c:1:005:0 s %s 0000 0000 1000 %zu",
			     in ? 'i' : 'o', in ? "a1 01" : "21 00",
			     message.len);
	if (in)
		n += (size_t)sprintf((char *)out + n,
				     " <\nffff 200 C Ci:1:005:0 0 %zu",
				     message.len);
	n += (size_t)sprintf((char *)out + n, " =");
	for (size_t k = 0; k < message.len && k < 32; k++)
		n += (size_t)sprintf((char *)out + n, "%s%02x",
				     k % 4 ? "" : " ", message.p[k]);
	out[n++] = '\n';
	return n;
}

static size_t seed_raw(unsigned i, struct att_bytes message, uint8_t *out)
{
	if (message.len > 4096)
		return 0;
	out[0] = (uint8_t)(i % 32 | 64);
	memcpy(out + 1, message.p, message.len);
	return 1 + message.len;
}

/* Rows behind offsets, an array of C, or bytes below words. */
static size_t seed_hex(unsigned i, struct att_bytes message, uint8_t *out)
{
	unsigned shape = i / 16 % 3;
	size_t n = 1;

	if (message.len > 1024)
		return 0;
	out[0] = (uint8_t)(i % 32 | 32);
	n += (size_t)sprintf((char *)out + n, "%s\n", shape ? "words:" : "");
	for (size_t k = 0; k < message.len; k++) {
		if (!shape && k % 16 == 0)
			n += (size_t)sprintf((char *)out + n, "%s%08zx ",
					     k ? "  |text|\n" : "", k);
		n += (size_t)sprintf((char *)out + n,
				     shape == 1 ? "0x%02x," : " %02x",
				     message.p[k]);
	}
	out[n++] = '\n';
	return n;
}

static const struct {
	const char *target;
	size_t (*make)(unsigned i, struct att_bytes message, uint8_t *out);
} forms[] = {
	{"textlog", seed_log},	       {"capture", seed_capture},
	{"capture", seed_usbmon_text}, {"capture", seed_raw},
	{"hexfile", seed_hex},
};

const char *seed_form(unsigned k)
{
	return k < sizeof(forms) / sizeof(forms[0]) ? forms[k].target : NULL;
}

size_t seed_in_form(unsigned k, unsigned i, struct att_bytes message,
		    uint8_t *out)
{
	return forms[k].make(i, message, out);
}
