/* The trace of a channel on which anything is said: a sequence of transfers,
 * written masked or in clear and read back. In clear every byte is as it was;
 * masked ones are '*' (or the 0 behind it in a text), and no byte gets lost. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "channel_input.h"
#include "fuzz.h"
#include "mutate.h"
#include "trace/file.h"
#include "trace/read.h"

enum what { INPUT, OUTPUT, EXPIRE, PLUG, WHATS };

/* What was said in one direction, and how much of it was read back. */
struct said {
	uint8_t bytes[1 << 14];
	size_t len, back;
};

static struct said in, out;
static bool mask;

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
		bool hidden = bytes.p[i] == '*' || bytes.p[i] == 0;

		FUZZ_CLAIM(same || (mask && hidden));
	}
	s->back += bytes.len;
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
		break;
	case OUTPUT:
		att_tracefile_output(t, now, bytes);
		remember(&out, bytes);
		break;
	case EXPIRE:
		att_tracefile_event(t, now, "expire");
		break;
	case PLUG:
		att_tracefile_event(t, now,
				    e->what & 0x80
					    ? "plug max_control=512 "
					      "ex_version=0x0300 "
					      "max_outstanding=1 mtu=1500 "
					      "framed=1"
					    : "plug max_control=64 "
					      "ex_version=0x0000 "
					      "max_outstanding=0 mtu=0 "
					      "framed=0");
		break;
	case WHATS:
		break;
	}
	free(copy);
}

static void read_back(struct att_bytes file)
{
	struct att_tracefile_record record;
	struct att_tracefile_reader r;
	int got;

	att_tracefile_reader_init(&r, file);
	while ((got = att_tracefile_next(&r, &record)) == 1) {
		if (record.kind == ATT_TRACEFILE_INPUT)
			compare(&in, record.bytes);
		else if (record.kind == ATT_TRACEFILE_OUTPUT)
			compare(&out, record.bytes);
	}
	FUZZ_CLAIM(got == 0);
	FUZZ_CLAIM(in.back == in.len && out.back == out.len);
}

static void read_file(int fd)
{
	off_t len = lseek(fd, 0, SEEK_END);
	uint8_t *p;

	FUZZ_CLAIM(len > 0);
	p = fuzz_alloc((size_t)len);
	FUZZ_CLAIM(pread(fd, p, (size_t)len, 0) == (ssize_t)len);
	read_back(att_bytes_of(p, (size_t)len));
	free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct att_core_config config = {.n_sessions = 1};
	struct att_bytes input = {data, size};
	int fd = memfd_create("trace", MFD_CLOEXEC);
	struct att_tracefile *t;
	struct channel_event e;
	uint64_t now = 5;
	char path[32];

	mask = fuzz_u8(&input) & 1;
	in.len = in.back = out.len = out.back = 0;
	FUZZ_CLAIM(fd >= 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	t = att_tracefile_open(path, mask, &config, 1, now);
	FUZZ_CLAIM(t);
	while (channel_next(&input, &e)) {
		now += e.what >> 3;
		write_event(t, &e, now);
	}
	FUZZ_CLAIM(att_tracefile_close(t) == 0);
	read_file(fd);
	close(fd);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	if (size == 0)
		data[size++] = (uint8_t)seed;
	return 1 + channel_mutate(data + 1, size - 1, max_size - 1, seed, 15);
}
