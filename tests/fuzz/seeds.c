/* Writes the seeds that have to be made: fuzz_seeds OUTDIR [CAPTURE.hex ...].
 * Each target has a folder OUTDIR/NAME, which must exist. */
#include <stdio.h>
#include <stdlib.h>

#include "channel_input.h"
#include "drivers/usb_bringup.h"
#include "fuzz.h"
#include "messages.h"
#include "seed_card.h"
#include "seed_control.h"
#include "seed_import.h"
#include "seed_lives.h"
#include "seed_qmap.h"
#include "seed_qmi.h"
#include "seed_sms.h"
#include "capture/hexfile.h"
#include "capture/input.h"
#include "tools/simodem/sim.h"
#include "trace/recorder.h"
#include "unit/linux_flow.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"
#include "wire/tlv.h"
#include "wire/utf16.h"

#define ROOM 65536

static const char *outdir;
static unsigned written;

static void seed(const char *target, const char *prefix, unsigned i,
		 struct att_bytes bytes)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s/%s-%u", outdir, target, prefix, i);
	f = fopen(path, "wb");
	if (!f || fwrite(bytes.p, 1, bytes.len, f) != bytes.len ||
	    fclose(f) != 0) {
		perror(path);
		exit(1);
	}
	written++;
}

/* The same message in every form in which people have it. */
static void seed_import(const char *prefix, unsigned i, struct att_bytes b)
{
	static uint8_t p[SEED_IMPORT];
	const char *target;

	for (unsigned k = 0; (target = seed_form(k)); k++)
		seed(target, prefix, 8 * i + k,
		     att_bytes_of(p, seed_in_form(k, i, b, p)));
}

/* A message of each variant, and its body for the targets layouts, versions. */
static void make_messages(void)
{
	static uint8_t p[ROOM];
	struct mutate m = {1};

	for (uint32_t i = 0; i < mutate_variants(); i++) {
		struct mutate_variant v = mutate_variant(i);
		size_t len = message_make(&m, &v, p + 1, 4000);

		p[0] = (uint8_t)(v.since / 0x100 - 1);
		if (len)
			seed("message", "made", i, att_bytes_of(p, 1 + len));
		if (len && i % 16 == 0)
			seed_import("made", i, att_bytes_of(p + 1, len));
		att_put16(p, (uint16_t)i);
		len = mutate_make(&m, v.layout, p + 2, 2000);
		seed("layouts", "made", i, att_bytes_of(p, 2 + len));
		memmove(p + 3, p + 2, len);
		p[2] = (uint8_t)(i % 9);
		seed("versions", "made", i, att_bytes_of(p, 3 + len));
	}
}

/* A stream of reads of at most max bytes each. */
static size_t reads(struct att_bytes message, uint32_t max, uint8_t *p)
{
	uint32_t n = mbim_frag_tx_count(message, max);
	size_t len = 0;

	p[len++] = 1; /* framed */
	for (uint32_t i = 0; i < n; i++) {
		int part = mbim_frag_tx_get(message, max, i, p + len + 3, max);

		if (part < 0)
			break;
		att_put16(p + len, (uint16_t)part);
		p[len + 2] = 1;
		len += 3 + (size_t)part;
	}
	return len;
}

static void make_fragments(void)
{
	static uint8_t p[ROOM], stream[2 * ROOM];
	struct mutate m = {2};

	for (uint32_t i = 0; i < mutate_variants(); i += 7) {
		struct mutate_variant v = mutate_variant(i);
		size_t len = message_make(&m, &v, p, 1400);

		if (!len)
			continue;
		len = reads(att_bytes_of(p, len), 64 + i % 200, stream);
		seed("fragments", "made", i, att_bytes_of(stream, len));
	}
}

static void make_ntbs(void)
{
	static uint8_t buf[ROOM];

	for (unsigned i = 0; i < 16; i++) {
		const struct ntb_params params = {
			.max_size = 4096,
			.divisor = (uint16_t)(4u << i % 3),
			.alignment = 4,
			.ntb32 = i & 1,
		};
		struct ntb_tx tx;
		uint32_t len;

		ntb_tx_begin(&tx, &params, false, buf);
		for (unsigned k = 0; k <= i; k++) {
			struct flow s = {(uint8_t)(k % 3), k & 4};
			uint8_t *p = ntb_tx_reserve(&tx, s, 20 + k);

			if (!p)
				break;
			memset(p, 0x45, 20 + k);
			ntb_tx_commit(&tx, s, 20 + k);
		}
		len = ntb_tx_end(&tx, (uint16_t)i, 512);
		seed("ntb", "made", i, att_bytes_of(buf, len));
	}
}

static void make_qmap(void)
{
	uint8_t p[SEED_QMAP];

	for (unsigned i = 0; i < 16; i++)
		seed("qmap", "made", i, att_bytes_of(p, seed_qmap(i, p)));
	for (unsigned i = 0; i < 16; i++)
		seed("descriptors", "qmi", i,
		     att_bytes_of(p, seed_qmi_descriptor(i, p)));
}

/* Our own NDPs are behind the datagrams; here are two in front of one. */
static const uint8_t ndps_in_front[12 + 16 + 16 + 20] = {
	'N', 'C', 'M', 'H', 12, 0, 0,  0,  64, 0,  12, 0, /* NTH16 */
	'I', 'P', 'S', 0,   16, 0, 28, 0,  44, 0,  20, 0, 0, 0, 0, 0,	'I',
	'P', 'S', 1,   16,  0,	0, 0,  44, 0,  20, 0,  0, 0, 0, 0, 0x45};

static void make_texts(void)
{
	static const char *const texts[] = {"abc", "h\xc3\xa9llo",
					    "\xe2\x82\xac",
					    "\xf0\x9f\x98\x80 z", "a\tb\r\n"};
	uint8_t p[64];

	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct att_str s = att_str_utf8(texts[i]);
		int len = att_utf16_encode(s.p, s.len, p + 8, sizeof(p) - 8);

		seed("utf16", "utf8", i, att_bytes_of(s.p, s.len));
		seed("utf16", "utf16", i, att_bytes_of(p + 8, (size_t)len));
		att_put32(p, ATT_TLV_STRING);
		att_put32(p + 4, (uint32_t)len);
		seed("tlv", "made", i, att_bytes_of(p, 8 + (size_t)len));
	}
}

/* Of QMI, short messages, for a card, and of clients. */
static void make_requests(void)
{
	static uint8_t p[SEED_QMI]; /* the most of these */
	uint8_t m[SEED_MESSAGES];
	size_t len;

	for (unsigned i = 0; (len = seed_qmi(i, p)) != 0; i++)
		seed("qmi", "made", i, att_bytes_of(p, len));
	p[0] = (uint8_t)(len = seed_qmi_frames(p + 1)); /* all in one read */
	seed("qmi_stream", "made", 0, att_bytes_of(p, 1 + len));
	for (unsigned i = 0; (len = seed_card(p)) != 0; i++)
		seed("card", "made", i, att_bytes_of(p, len));
	for (unsigned i = 0; i < SEED_SMS_N; i++)
		seed("sms", "made", i, att_bytes_of(p, seed_sms(i, p)));
	for (unsigned i = 0; i < SEED_SMS_N; i++)
		seed("messages", "made", i,
		     att_bytes_of(m, seed_messages(i, m)));
	for (unsigned i = 0; i < SEED_CONTROL_N; i++)
		seed("control", "made", i, att_bytes_of(p, seed_control(i, p)));
}

static size_t add_chunk(uint8_t *p, size_t at, struct att_bytes bytes)
{
	att_put16(p + at, (uint16_t)bytes.len);
	memcpy(p + at + 2, bytes.p, bytes.len);
	return at + 2 + bytes.len;
}

/* A device that does as it should, in the form of fuzz_driver.c. */
static void make_driver(unsigned i, struct att_bytes descriptor)
{
	static const uint8_t parameters[28] = {
		28, 0, 1 + 2, 0,    0, 0x40, 0, 0, 4, 0, 0, 0, 4, 0,
		0,  0, 0,     0x40, 0, 0,    4, 0, 0, 0, 4, 0, 0, 0};
	static const uint8_t notification[8] = {0xa1, 1};
	static const uint8_t open_done[16] = {1, 0, 0, 0x80, 16, 0, 0, 0, 1};
	struct usb_function f;
	struct usb_req req;
	struct usb_bringup b;
	uint8_t p[4096];
	size_t len;

	len = add_chunk(p, 0, descriptor);
	memset(p + len, 0, 5); /* vendor, product, configuration */
	len += 5;
	if (usb_function_find(descriptor, &f) != 0)
		return;
	usb_function_identify(&f, 0, 0);
	usb_bringup_init(&b, &f, 0, 16384, 16384);
	while (usb_bringup_next(&b, &req)) {
		p[len++] = 0; /* good */
		if (req.data && req.request_type & 0x80) {
			memcpy(req.data, parameters, req.length);
			memcpy(p + len, parameters, req.length);
			len += req.length;
		}
		usb_bringup_done(&b, req.length);
	}
	for (unsigned k = 0; k < 20; k++) {
		len = add_chunk(p, len, att_bytes_of(notification, 8));
		p[len++] = 0;
		p[len++] = 0x90; /* 16 bytes */
		memcpy(p + len, open_done, 16);
		len += 16;
	}
	for (unsigned k = 0; k < 4; k++) {
		p[len++] = k & 1 ? 0x80 : 0x18;
		len = add_chunk(
			p, len,
			att_bytes_of(ndps_in_front, sizeof(ndps_in_front)));
	}
	seed("driver", "good", i, att_bytes_of(p, len));
}

static uint64_t no_time(void *ctx)
{
	(void)ctx;
	return 0;
}

/* The configuration descriptors behind the device descriptor's 18 bytes. */
static void make_descriptors(void)
{
	for (unsigned i = 0; i < 8; i++) {
		struct sim_usb_modem *u;
		struct sim_config c;
		struct att_bytes d;

		sim_config_default(&c);
		c.no_union = i & 1;
		c.configuration = (uint8_t)(1 + i % 4);
		c.speed_mbit = i & 4 ? 5000 : 480;
		u = sim_usb_modem_new(&c, no_time, NULL, NULL, NULL);
		d = sim_usb_modem_device(u)->descriptors;
		for (unsigned at = 18, k = 0; at + 4 <= d.len; k++) {
			uint16_t total = att_get16(d.p + at + 2);

			seed("descriptors", "simodem", 8 * i + k,
			     att_bytes_of(d.p + at, total));
			make_driver(8 * i + k, att_bytes_of(d.p + at, total));
			at += total;
		}
		sim_usb_modem_free(u);
	}
}

/* The core goes online with the simulated modem: what both said becomes an
 * input for either, and a trace. */
struct talk {
	uint8_t to_core[ROOM], to_modem[ROOM], to_usb[ROOM];
	size_t core_len, modem_len, usb_len;
	uint64_t now;
	struct att_recorder recorder;
	struct sim_modem *modem;
};

enum { CORE_RAW = 0, CORE_WAIT = 4, MODEM_MESSAGE = 0, MODEM_WAIT = 3 };

/* SEND_ENCAPSULATED_COMMAND with this message. */
static void send_encapsulated(struct talk *t, struct att_bytes message)
{
	uint8_t p[8 + 4096] = {0x21, 0};

	att_put16(p + 6, (uint16_t)message.len);
	memcpy(p + 8, message.p, message.len);
	t->usb_len = channel_add(t->to_usb, t->usb_len, 8000, 0,
				 att_bytes_of(p, 8 + message.len));
}

static bool transfer(struct talk *t)
{
	uint8_t buf[4096];
	size_t len =
		att_recorder_output(&t->recorder, buf, sizeof(buf), t->now);
	struct att_bytes bytes = {buf, len};

	if (len) {
		sim_modem_input(t->modem, bytes, t->now);
		t->modem_len = channel_add(t->to_modem, t->modem_len, 8000,
					   MODEM_MESSAGE, bytes);
		send_encapsulated(t, bytes);
		return true;
	}
	if (!sim_modem_ready(t->modem, t->now))
		return false;
	bytes.len = sim_modem_output(t->modem, buf, sizeof(buf), t->now);
	att_recorder_input(&t->recorder, bytes, t->now);
	t->core_len =
		channel_add(t->to_core, t->core_len, 8000, CORE_RAW, bytes);
	return true;
}

static void pass_time(struct talk *t)
{
	uint64_t core = att_core_deadline(t->recorder.core);
	uint64_t modem = sim_modem_deadline(t->modem);
	uint64_t next = core < modem ? core : modem;
	uint8_t wait[4];

	if (next == UINT64_MAX)
		return;
	att_put32(wait, (uint32_t)(next - t->now));
	t->now = next;
	t->core_len = channel_add(t->to_core, t->core_len, 8000, CORE_WAIT,
				  att_bytes_of(wait, 4));
	t->modem_len = channel_add(t->to_modem, t->modem_len, 8000,
				   MODEM_WAIT + 5 * 50, att_bytes_of(wait, 0));
	sim_modem_expire(t->modem, t->now);
	if (core == next)
		att_recorder_expire(&t->recorder, t->now);
}

static void no_trace(void *ctx, const struct att_trace_rec *rec)
{
	(void)ctx;
	(void)rec;
}

static void make_talk(unsigned i, uint16_t ex_version)
{
	static struct att_core_config config = {
		.pin = "1234",
		.n_sessions = 2,
		.session = {{.name = "wwan0", .ip = ATT_IP_V4V6},
			    {.name = "wwan1",
			     .apn = "ims",
			     .ip = ATT_IP_V6,
			     .roaming = true}},
	};
	static const struct att_core_link link = {.max_control = 512,
						  .framed = true};
	static struct talk t;
	struct att_recorder_options options = {.config = &config,
					       .mask = i & 1,
					       .seed = 1,
					       .start_ms = 1000,
					       .trace = no_trace};
	struct att_effect effect;
	struct sim_config c;
	char path[4096];

	memset(&t, 0, sizeof(t));
	t.now = 1000;
	t.to_modem[t.modem_len++] = (uint8_t)i;
	snprintf(path, sizeof(path), "%s/pcapng/talk-%u", outdir, i);
	options.path = path;
	if (att_recorder_init(&t.recorder, &options) != 0) {
		perror(path);
		exit(1);
	}
	sim_config_default(&c);
	c.ex_version = ex_version;
	t.modem = sim_modem_new(&c, t.now);
	att_recorder_plug(&t.recorder, &link, t.now);
	att_recorder_want(&t.recorder, ATT_WANT_CONNECTED, t.now);
	for (unsigned steps = 0; steps < 400; steps++) {
		if (!transfer(&t))
			pass_time(&t);
		while (att_recorder_effect(&t.recorder, &effect, t.now))
			;
	}
	seed("core", "talk", i, att_bytes_of(t.to_core, t.core_len));
	seed("simodem", "talk", i, att_bytes_of(t.to_modem, t.modem_len));
	seed("proxy", "talk", i, att_bytes_of(t.to_modem, t.modem_len));
	seed("trace", "talk", i, att_bytes_of(t.to_modem, t.modem_len));
	seed("usb", "talk", i, att_bytes_of(t.to_usb, t.usb_len));
	att_recorder_fini(&t.recorder);
	sim_modem_free(t.modem);
}

/* Super-packets that come and leave, in the form of fuzz_queue.c. */
static void make_queue(unsigned n, const struct virtio_net_hdr *h,
		       struct att_bytes super)
{
	static uint8_t p[ROOM];
	size_t len = 1, begin = super.len < 120 ? super.len : 120;

	p[0] = (uint8_t)n; /* the queue's seed */
	for (unsigned k = 0; k < 20; k++) {
		p[len++] = k % 5 ? 0 : 110; /* comes whole; its rest */
		memcpy(p + len, h, sizeof(*h));
		att_put16(p + len + sizeof(*h), (uint16_t)super.len);
		len += sizeof(*h) + 2;
		memcpy(p + len, super.p, begin);
		p[len + begin - 1] = (uint8_t)k;
		len += begin;
		p[len++] = 200;		       /* one leaves */
		p[len++] = (uint8_t)(220 + n); /* time passes */
	}
	seed("queue", "made", n, att_bytes_of(p, len));
}

/* Super-packets in the form of fuzz_gso.c, mixed flows in that of fuzz_gro.c.
 */
static void make_flows(void)
{
	static uint8_t super[FLOW_MAX], p[ROOM];

	for (unsigned i = 0; i < 8; i++) {
		struct inet_flow f = {.v6 = i & 1,
				      .udp = i & 2,
				      .flags = 0x19,
				      .options = i & 4 ? 12 : 0};
		struct virtio_net_hdr h;
		size_t len = flow_super(&f, super, &h, 300 + 10 * i, 100);

		att_put16(p, (uint16_t)(len / 2));
		memcpy(p + 2, &h, sizeof(h));
		memcpy(p + 2 + sizeof(h), super, len);
		seed("gso", "made", i, att_bytes_of(p, 2 + sizeof(h) + len));
		memcpy(p + 3, super, len);
		seed("link", "made", i, att_bytes_of(p, 3 + len));
		make_queue(i, &h, att_bytes_of(super, len));
		len = 0;
		for (unsigned k = 0; k < 200; k++) {
			p[len++] = (uint8_t)(k % (1 + 12 * i)); /* whose */
			p[len++] = 100;				/* payload */
			p[len++] = k % 9 ? 0 : 20;		/* flags */
		}
		seed("gro", "made", i, att_bytes_of(p, len));
	}
}

/* One datagram in the form of fuzz_host.c. */
static size_t add_datagram(uint8_t *p, size_t at, uint8_t what,
			   const uint8_t *bytes, uint16_t len)
{
	att_put16(p + at, len);
	p[at + 2] = 1; /* the queue is free, no time passes */
	p[at + 3] = what;
	memcpy(p + at + 4, bytes, len);
	return at + 4 + len;
}

/* An echo request, a datagram to the echo port, and the first segments of a
 * connection to each TCP service. */
static void make_datagrams(void)
{
	enum { ICMP = 1, UDP, NEW_TCP, NEXT_TCP };
	static const uint8_t echo[28] = {8}, udp[28] = {0x40, 0, 0, 7, 0, 28};
	static const uint8_t ports[] = {7, 9, 19};
	uint8_t p[256], tcp[32] = {0x40, 0, 0, 0};
	size_t len;

	len = add_datagram(p, 0, ICMP, echo, sizeof(echo));
	len = add_datagram(p, len, UDP, udp, sizeof(udp));
	seed("host", "echo", 0, att_bytes_of(p, len));
	tcp[12] = 0x50; /* no options */
	tcp[14] = 0x20; /* window */
	for (unsigned i = 0; i < sizeof(ports); i++) {
		tcp[3] = ports[i];
		tcp[13] = 2; /* SYN */
		len = add_datagram(p, 0, NEW_TCP, tcp, 20);
		tcp[13] = 0x10; /* ACK, and then data */
		len = add_datagram(p, len, NEXT_TCP, tcp, 20);
		len = add_datagram(p, len, NEXT_TCP, tcp, sizeof(tcp));
		tcp[13] = 0x11; /* FIN */
		len = add_datagram(p, len, NEXT_TCP, tcp, 20);
		seed("host", "tcp", i, att_bytes_of(p, len));
	}
}

static void make_config(void)
{
	static const char text[] = "device: usb:2cb7:0007\n"
				   "sim: {pin: \"1234\"}\n"
				   "sessions:\n"
				   "  - name: wwan%d\n"
				   "    apn: internet\n"
				   "    user: me\n"
				   "    password: secret\n"
				   "    auth: chap\n"
				   "    ip: v4v6\n"
				   "    roaming: true\n"
				   "    default_route: false\n"
				   "    metric: 700\n"
				   "    dns: true\n"
				   "  - {name: ims, ip: v6}\n"
				   "dns_file: none\n"
				   "trace: run.pcapng\n"
				   "mask: false\n"
				   "control: /run/attache/control\n";

	seed("config", "all", 0, att_bytes_of(text, sizeof(text) - 1));
}

static void make_lives(void)
{
	uint8_t buf[SEED_LIFE];

	for (unsigned i = 0; i < 32; i++)
		seed(i % 2 ? "qmi_lives" : "lives", "pin", i / 2,
		     att_bytes_of(buf, seed_life(i / 2, i % 2, buf)));
}

/* Every target that reads messages or NTBs gets what real modems said. */
static void take_capture(unsigned i, const char *path)
{
	static uint8_t p[ROOM];
	struct input in;
	struct skips skips = {.n = 0};
	struct hexfile h;
	struct att_bytes b;
	size_t len;

	if (!input_open(&in, path))
		exit(1);
	hexfile_init(&h, &in.window, path, true, &skips);
	for (unsigned k = 0; hexfile_next(&h, &b) == 1; k++) {
		if (b.len + 16 > ROOM / 2)
			continue;
		p[0] = (uint8_t)(i % 3);
		memcpy(p + 1, b.p, b.len);
		seed("message", "capture", 100 * i + k,
		     att_bytes_of(p, 1 + b.len));
		seed("ntb", "capture", 100 * i + k, b);
		seed_import("capture", 100 * i + k, b);
		len = channel_add(p, 0, ROOM, CORE_RAW, b);
		seed("core", "capture", 100 * i + k, att_bytes_of(p, len));
		p[0] = (uint8_t)i;
		len = channel_add(p, 1, ROOM, 0, b);
		seed("trace", "capture", 100 * i + k, att_bytes_of(p, len));
		len = reads(b, 64, p);
		seed("fragments", "capture", 100 * i + k, att_bytes_of(p, len));
	}
	hexfile_fini(&h);
	input_close(&in);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: fuzz_seeds OUTDIR [CAPTURE.hex ...]\n");
		return 2;
	}
	outdir = argv[1];
	make_messages();
	make_fragments();
	make_ntbs();
	make_qmap();
	seed("ntb", "front", 0,
	     att_bytes_of(ndps_in_front, sizeof(ndps_in_front)));
	make_texts();
	make_requests();
	make_descriptors();
	make_datagrams();
	make_flows();
	make_config();
	make_lives();
	for (unsigned i = 0; i < 3; i++)
		make_talk(i, (uint16_t)(0x100 * (i + 1)));
	for (int i = 2; i < argc; i++)
		take_capture((unsigned)i, argv[i]);
	printf("%u seeds\n", written);
	return 0;
}
