/* Makes the capture that usbmon would have made of a recorded run: the modem
 * is enumerated, then come the messages and an NTB each way, among transfers of
 * a mouse.
 * usage: usbmon_of_trace TRACE OUT [pcapng] [mmapped] [big] [ns] [cut] */
#include <stdio.h>
#include <stdlib.h>

#include "tools/simodem/sim.h"
#include "trace/read.h"
#include "wire/mbim/cid.h"

#define START_S 1700000000u
#define BUS	3
#define MODEM	7
#define MOUSE	2
#define CUT	200 /* bytes of data that a cut capture has */

enum { ISO, INTERRUPT, CONTROL, BULK };

static struct {
	FILE *out;
	bool pcapng, mmapped, big, ns, cut;
	uint64_t us;
	uint64_t id; /* of the last URB */
} w;

static uint8_t packet[80000];

/* --- the file ---------------------------------------------------------- */

static void number(uint8_t *p, uint64_t v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		p[w.big ? n - 1 - i : i] = (uint8_t)(v >> 8 * i);
}

static void write_bytes(const void *p, size_t n)
{
	if (fwrite(p, 1, n, w.out) != n) {
		perror("usbmon_of_trace");
		exit(1);
	}
}

static void write_number(uint64_t v, unsigned n)
{
	uint8_t p[8];

	number(p, v, n);
	write_bytes(p, n);
}

static void write_numbers(const uint32_t *v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		write_number(v[i], 4);
}

static void begin_file(void)
{
	uint32_t link = w.mmapped ? 220 : 189;

	if (!w.pcapng) {
		write_number(w.ns ? 0xa1b23c4du : 0xa1b2c3d4u, 4);
		write_number(2, 2);
		write_number(4, 2);
		write_numbers((const uint32_t[]){0, 0, 262144, link}, 4);
		return;
	}
	write_numbers((const uint32_t[]){0x0a0d0d0a, 28, 0x1a2b3c4d}, 3);
	write_number(1, 2);
	write_number(0, 2);
	write_numbers((const uint32_t[]){~0u, ~0u, 28}, 3);
	write_numbers((const uint32_t[]){1, w.ns ? 32 : 20}, 2);
	write_number(link, 2);
	write_number(0, 2);
	write_number(0, 4);
	if (w.ns) { /* if_tsresol */
		write_number(9, 2);
		write_number(1, 2);
		write_bytes("\x09\0\0\0", 4);
		write_number(0, 4);
	}
	write_number(w.ns ? 32 : 20, 4);
}

static void write_packet(size_t len, size_t original)
{
	uint64_t ticks =
		(START_S * UINT64_C(1000000) + w.us) * (w.ns ? 1000 : 1);
	uint32_t padded = (uint32_t)att_align(len, 4);
	uint32_t n = (uint32_t)len, o = (uint32_t)original;

	if (!w.pcapng) {
		write_number(START_S + w.us / 1000000, 4);
		write_number(w.us % 1000000 * (w.ns ? 1000 : 1), 4);
		write_numbers((const uint32_t[]){n, o}, 2);
		write_bytes(packet, len);
		return;
	}
	write_numbers((const uint32_t[]){6, 32 + padded, 0,
					 (uint32_t)(ticks >> 32),
					 (uint32_t)ticks, n, o},
		      7);
	memset(packet + len, 0, padded - len);
	write_bytes(packet, padded);
	write_number(32 + padded, 4);
}

/* --- URBs -------------------------------------------------------------- */

/* setup: of a control transfer that is submitted, else NULL. length: of the
 * buffer that waits for data. */
static void event(char type, unsigned transfer, uint8_t endpoint,
		  uint8_t device, const uint8_t *setup, struct att_bytes data,
		  uint32_t length)
{
	size_t header = w.mmapped ? 64 : 48;
	size_t len = w.cut && data.len > CUT ? CUT : data.len;

	memset(packet, 0, header);
	number(packet, w.id, 8);
	packet[8] = (uint8_t)type;
	packet[9] = (uint8_t)transfer;
	packet[10] = endpoint;
	packet[11] = device;
	number(packet + 12, BUS, 2);
	packet[14] = (uint8_t)(setup ? 0 : '-');
	packet[15] = (uint8_t)(data.len ? 0 : type == 'S' ? '<' : '>');
	number(packet + 16, START_S + w.us / 1000000, 8);
	number(packet + 24, w.us % 1000000, 4);
	number(packet + 28, type == 'S' ? 0xffffff8du : 0,
	       4); /* -EINPROGRESS */
	number(packet + 32, data.len ? data.len : length, 4);
	number(packet + 36, len, 4);
	if (setup)
		memcpy(packet + 40, setup, 8);
	if (len)
		memcpy(packet + header, data.p, len);
	write_packet(header + len, header + data.len);
	w.us += 120;
}

static const struct att_bytes nothing;

static void control(uint8_t type, uint8_t request, uint16_t value,
		    uint16_t index, struct att_bytes data)
{
	bool in = type & 0x80;
	uint8_t setup[8] = {type, request};

	att_put16(setup + 2, value);
	att_put16(setup + 4, index);
	att_put16(setup + 6, (uint16_t)(in ? 4096 : data.len));
	w.id = 0xffff888000001000u + (w.id & 3) + 1;
	event('S', CONTROL, in ? 0x80 : 0, MODEM, setup, in ? nothing : data,
	      in ? 4096 : 0);
	event('C', CONTROL, in ? 0x80 : 0, MODEM, NULL, in ? data : nothing,
	      (uint32_t)data.len);
}

static void bulk(uint8_t endpoint, struct att_bytes data)
{
	bool in = endpoint & 0x80;

	w.id = 0xffff888000002000u;
	event('S', BULK, endpoint, MODEM, NULL, in ? nothing : data, 16384);
	event('C', BULK, endpoint, MODEM, NULL, in ? data : nothing,
	      (uint32_t)data.len);
}

static void mouse(void)
{
	w.id = 0xffff888000003000u;
	event('C', INTERRUPT, 0x81, MOUSE, NULL, att_bytes_of("\1\2\3\4", 4),
	      4);
}

/* --- what happens ------------------------------------------------------ */

static uint64_t no_time(void *ctx)
{
	(void)ctx;
	return 0;
}

static void enumerate(void)
{
	struct sim_usb_modem *u;
	struct att_bytes all, device, configuration;
	struct sim_config c;

	sim_config_default(&c);
	c.usb.ex_version = MBIM_EX_1;
	u = sim_usb_modem_new(&c, no_time, NULL, NULL, NULL);
	all = sim_usb_modem_device(u)->descriptors;
	att_bytes_sub(all, 0, 18, &device);
	att_bytes_sub(all, 18, att_get16(all.p + 20), &configuration);
	control(0x80, 6, 0x0100, 0, device);
	control(0x80, 6, 0x0200, 0, configuration);
	control(0, 9, 1, 0, nothing);
	control(1, 11, 1, 1, nothing); /* SET_INTERFACE: the data altsetting */
	sim_usb_modem_free(u);
}

static struct att_bytes make_ntb(void)
{
	static const struct ntb_params params = {
		.max_size = 4096, .divisor = 4, .alignment = 4};
	static const uint8_t ping[28] = {0x45, 0, 0, 28, 0, 0, 0, 0, 64, 1};
	struct flow session = {.id = 1};
	static struct ntb_tx tx;
	static uint8_t buf[4096];

	ntb_tx_begin(&tx, &params, false, buf);
	memcpy(ntb_tx_reserve(&tx, session, sizeof(ping)), ping, sizeof(ping));
	ntb_tx_commit(&tx, session, sizeof(ping));
	return att_bytes_of(buf, ntb_tx_end(&tx, 1, 512));
}

static void transfer(const struct att_tracefile_record *r)
{
	static const uint8_t available[8] = {0xa1, 1};

	w.us = r->ms * 1000 > w.us ? r->ms * 1000 : w.us;
	if (!r->bytes.len)
		return;
	if (r->kind == ATT_TRACEFILE_OUTPUT) {
		control(0x21, 0, 0, 0, r->bytes);
		return;
	}
	w.id = 0xffff888000004000u;
	event('C', INTERRUPT, 0x81, MODEM, NULL,
	      att_bytes_of(available, sizeof(available)), 8);
	control(0xa1, 1, 0, 0, r->bytes);
}

static ssize_t read_file(void *ctx, void *to, size_t n)
{
	return (ssize_t)fread(to, 1, n, ctx);
}

static int run(const char *path)
{
	struct att_tracefile_reader reader;
	struct att_tracefile_record r;
	struct att_window file;
	FILE *in = fopen(path, "rb");
	int got;

	if (!in) {
		perror(path);
		return 1;
	}
	att_window_init(&file, read_file, in);
	begin_file();
	mouse();
	enumerate();
	att_tracefile_reader_init(&reader, &file);
	while ((got = att_tracefile_next(&reader, &r)) > 0)
		if (r.kind == ATT_TRACEFILE_INPUT ||
		    r.kind == ATT_TRACEFILE_OUTPUT)
			transfer(&r);
	mouse();
	bulk(0x02, make_ntb());
	bulk(0x82, make_ntb());
	att_window_fini(&file);
	fclose(in);
	return got != 0;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	for (int i = 3; i < argc; i++) {
		w.pcapng |= strcmp(argv[i], "pcapng") == 0;
		w.mmapped |= strcmp(argv[i], "mmapped") == 0;
		w.big |= strcmp(argv[i], "big") == 0;
		w.ns |= strcmp(argv[i], "ns") == 0;
		w.cut |= strcmp(argv[i], "cut") == 0;
	}
	w.out = fopen(argv[2], "wb");
	if (!w.out) {
		perror(argv[2]);
		return 1;
	}
	return run(argv[1]) | (fclose(w.out) != 0);
}
