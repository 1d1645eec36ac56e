/* The trace of a channel on which anything is said: a sequence of transfers,
 * written masked or in clear and read back. In clear every byte is as it was;
 * masked ones are '*' (the 0 behind it in a text, 0xff in a TLV of QMI that
 * does not fit), and no byte gets lost. The manager's receiver finds the same
 * in the masked bytes as in those that came.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "channel_input.h"
#include "fuzz.h"
#include "mutate.h"
#include "protocol/mbim/mbim.h"
#include "trace/file.h"
#include "trace/read.h"
#include "trace/text.h"

enum what { INPUT, OUTPUT, EXPIRE, PLUG, WHATS };

/* What was said in one direction, and how much of it was read back. */
struct said {
	uint8_t bytes[1 << 14];
	size_t len, back;
};

static struct said in, out;
static bool mask;

/* --- what the receiver finds -------------------------------------------- */

/* In what came, and in what was read back: sums of each event. */
static struct receiver {
	void *t; /* of the protocol */
	unsigned n;
	uint64_t found[8192];
} then, now_again;

static void add(uint64_t *sum, const void *p, size_t len)
{
	const uint8_t *bytes = p;

	for (size_t i = 0; i < len; i++)
		*sum = (*sum ^ bytes[i]) * 1099511628211u;
}

#define ADD(sum, value) add(sum, &(value), sizeof(value))

/* But for the number of the device, and the cell, which are masked. */
static void add_facts(uint64_t *sum, const struct att_report *r)
{
	const union att_facts *f = &r->facts;

	switch (r->about) {
	case ATT_ABOUT_RADIO:
		ADD(sum, f->radio);
		break;
	case ATT_ABOUT_SIM:
		ADD(sum, f->sim);
		break;
	case ATT_ABOUT_LOCK:
		ADD(sum, f->lock.lock);
		ADD(sum, f->lock.attempts);
		break;
	case ATT_ABOUT_REGISTRATION:
		ADD(sum, f->registration.state);
		ADD(sum, f->registration.cause);
		ADD(sum, f->registration.automatic_attach);
		add(sum, f->registration.provider_id,
		    strlen(f->registration.provider_id));
		break;
	case ATT_ABOUT_PACKET:
		ADD(sum, f->packet.state);
		ADD(sum, f->packet.cause);
		break;
	case ATT_ABOUT_SESSION:
		ADD(sum, f->session.session);
		ADD(sum, f->session.state);
		ADD(sum, f->session.cause);
		break;
	case ATT_ABOUT_ADDRESSES:
		ADD(sum, f->addresses.session);
		ADD(sum, f->addresses.ip);
		break;
	case ATT_ABOUT_DEVICE:
		ADD(sum, f->device.max_sessions);
		break;
	case ATT_ABOUT_SIGNAL:
		ADD(sum, f->signal.rssi);
		ADD(sum, f->signal.rsrp_dbm);
		ADD(sum, f->signal.rsrq_db);
		ADD(sum, f->signal.snr_db);
		break;
	}
}

static void add_report(uint64_t *sum, const struct att_report *r)
{
	ADD(sum, r->kind);
	ADD(sum, r->about);
	ADD(sum, r->tag);
	ADD(sum, r->event);
	ADD(sum, r->stands);
	ADD(sum, r->goes_on);
	ADD(sum, r->result);
	ADD(sum, r->refusal);
	ADD(sum, r->code);
	ADD(sum, r->error);
	ADD(sum, r->has_facts);
	if (r->has_facts)
		add_facts(sum, r);
}

/* All that the manager would see of it. */
static void receive(struct receiver *r, struct att_bytes bytes, uint64_t now)
{
	struct att_report report;
	uint64_t sum = 0;
	uint8_t buf[4096];
	size_t len;

	mbim_protocol.input(r->t, bytes);
	while (mbim_protocol.next(r->t, now, &report))
		add_report(&sum, &report);
	while ((len = mbim_protocol.output(r->t, buf, sizeof(buf))) > 0)
		add(&sum, buf, len);
	FUZZ_CLAIM(r->n < sizeof(r->found) / sizeof(r->found[0]));
	r->found[r->n++] = sum;
}

static void pass(struct receiver *r, uint64_t now)
{
	mbim_protocol.expire(r->t, now);
	receive(r, att_bytes_of(NULL, 0), now);
}

static void begin(struct receiver *r)
{
	r->n = 0;
	r->t = fuzz_alloc(mbim_protocol.size);
	mbim_protocol.init(r->t, 1);
}

/* --- what is read back --------------------------------------------------- */

static void remember(struct said *s, struct att_bytes bytes)
{
	FUZZ_CLAIM(bytes.len <= sizeof(s->bytes) - s->len);
	if (bytes.len)
		memcpy(s->bytes + s->len, bytes.p, bytes.len);
	s->len += bytes.len;
}

static void compare(struct said *s, struct att_bytes bytes)
{
	FUZZ_CLAIM(bytes.len <= s->len - s->back);
	for (size_t i = 0; i < bytes.len; i++) {
		bool same = bytes.p[i] == s->bytes[s->back + i];
		bool hidden = bytes.p[i] == '*' || bytes.p[i] == 0 ||
			      bytes.p[i] == 0xff;

		FUZZ_CLAIM(same || (mask && hidden));
	}
	s->back += bytes.len;
}

static void plug(struct att_tracefile *t, bool framed, uint64_t now)
{
	const char *text = framed ? "plug max_control=512 ex_version=0x0300 "
				    "max_outstanding=1 mtu=1500 framed=1"
				  : "plug max_control=64 ex_version=0x0000 "
				    "max_outstanding=0 mtu=0 framed=0";
	struct att_input input;

	FUZZ_CLAIM(!att_input_get(att_bytes_of(text, strlen(text)), &input));
	att_tracefile_event(t, now, text);
	mbim_protocol.plug(then.t, &input.link);
}

static void write_event(struct att_tracefile *t, const struct channel_event *e,
			uint64_t now)
{
	uint8_t *copy = fuzz_copy(e->bytes);
	struct att_bytes bytes = {copy, e->bytes.len};

	switch ((enum what)(e->what % WHATS)) {
	case INPUT:
		att_tracefile_input(t, now, bytes);
		remember(&in, bytes);
		receive(&then, bytes, now);
		break;
	case OUTPUT:
		att_tracefile_output(t, now, bytes);
		remember(&out, bytes);
		break;
	case EXPIRE:
		att_tracefile_event(t, now, "expire");
		pass(&then, now);
		break;
	case PLUG:
		plug(t, e->what >> 7, now);
		break;
	case WHATS:
		break;
	}
	free(copy);
}

static void hear_event(struct att_bytes text, uint64_t now)
{
	struct att_input input;

	FUZZ_CLAIM(att_input_get(text, &input) == 0);
	if (input.kind == ATT_INPUT_PLUG)
		mbim_protocol.plug(now_again.t, &input.link);
	if (input.kind == ATT_INPUT_EXPIRE)
		pass(&now_again, now);
}

/* A read may be spread over several records. */
static void hear_input(const struct att_tracefile_record *record, uint64_t now)
{
	static uint8_t read[1 << 14];
	static size_t len;
	uint8_t *copy;

	FUZZ_CLAIM(record->bytes.len <= sizeof(read) - len);
	if (record->bytes.len)
		memcpy(read + len, record->bytes.p, record->bytes.len);
	len += record->bytes.len;
	if (record->goes_on)
		return;
	copy = fuzz_copy(att_bytes_of(read, len));
	receive(&now_again, att_bytes_of(copy, len), now);
	free(copy);
	len = 0;
}

static void read_back(struct att_bytes file, uint64_t start)
{
	struct att_window window = att_window_of(file);
	struct att_tracefile_record record;
	struct att_tracefile_reader r;
	int got;

	att_tracefile_reader_init(&r, &window);
	while ((got = att_tracefile_next(&r, &record)) == 1) {
		if (record.kind == ATT_TRACEFILE_INPUT) {
			compare(&in, record.bytes);
			hear_input(&record, start + record.ms);
		} else if (record.kind == ATT_TRACEFILE_OUTPUT) {
			compare(&out, record.bytes);
		} else if (record.kind == ATT_TRACEFILE_EVENT) {
			hear_event(record.bytes, start + record.ms);
		}
	}
	FUZZ_CLAIM(got == 0);
	FUZZ_CLAIM(in.back == in.len && out.back == out.len);
	FUZZ_CLAIM(then.n == now_again.n);
	FUZZ_CLAIM(memcmp(then.found, now_again.found,
			  then.n * sizeof(then.found[0])) == 0);
}

static void read_file(int fd, uint64_t start)
{
	off_t len = lseek(fd, 0, SEEK_END);
	uint8_t *p;

	FUZZ_CLAIM(len > 0);
	p = fuzz_alloc((size_t)len);
	FUZZ_CLAIM(pread(fd, p, (size_t)len, 0) == (ssize_t)len);
	read_back(att_bytes_of(p, (size_t)len), start);
	free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct att_core_config config = {.n_sessions = 1};
	struct att_bytes input = {data, size};
	char path[] = "/tmp/fuzz-trace-XXXXXX";
	int fd = mkstemp(path);
	struct att_tracefile *t;
	struct channel_event e;
	const uint64_t start = 5;
	uint64_t now = start;

	mask = fuzz_u8(&input) & 1;
	in.len = in.back = out.len = out.back = 0;
	begin(&then);
	begin(&now_again);
	FUZZ_CLAIM(fd >= 0);
	t = att_tracefile_open(path, mask, NULL, &config, 1, now);
	FUZZ_CLAIM(t);
	plug(t, true, now);
	while (channel_next(&input, &e)) {
		now += (uint64_t)(e.what >> 3) * 100;
		write_event(t, &e, now);
	}
	FUZZ_CLAIM(att_tracefile_close(t) == 0);
	read_file(fd, start);
	close(fd);
	unlink(path);
	free(then.t);
	free(now_again.t);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	if (size == 0)
		data[size++] = (uint8_t)seed;
	return 1 + channel_mutate(data + 1, size - 1, max_size - 1, seed, 15);
}
