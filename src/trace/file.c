/* Writing the trace of a run. A record is in the file as soon as it is known,
 * so that a crash loses nothing: the last one is written again when a comment
 * is added to it, and bytes that turn out to be harmless replace their masks.
 */
#include "trace/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/errors.h"
#include "protocol/mbim/mbim.h"
#include "trace/channel.h"
#include "trace/pcapng.h"
#include "trace/text.h"

struct mbim_tracefile {
	int fd;
	int error; /* errno of what failed: nothing is written any more */
	bool mask;
	/* The core has said that it has nothing more: to send, to do. */
	bool sent, done;
	uint64_t start_ms;
	uint64_t now_ms;	       /* of the last record */
	uint64_t at;		       /* of the last record in the file */
	struct mbim_pcapng_block last; /* the last record */
	struct mbim_tracefile_channel in, out;
	struct mbim_core_config config;
	struct mbim_tracefile_revisions revisions;
};

/* --- the file ---------------------------------------------------------- */

static void fail(struct mbim_tracefile *t, int error)
{
	if (!t->error)
		t->error = error ? error : EIO;
}

static void write_at(struct mbim_tracefile *t, uint64_t at, const uint8_t *p,
		     size_t len)
{
	while (len && !t->error) {
		ssize_t n = pwrite(t->fd, p, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			fail(t, n ? errno : ENOSPC);
			return;
		}
		p += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
}

static void write_last(struct mbim_tracefile *t)
{
	if (t->last.failed)
		fail(t, ENOMEM);
	write_at(t, t->at, t->last.p, t->last.len);
}

/* Bytes of a record that is already written. */
static void show(void *ctx, uint64_t at, struct mbim_bytes bytes)
{
	struct mbim_tracefile *t = ctx;

	if (at >= t->at && !t->last.failed)
		memcpy(t->last.p + (at - t->at), bytes.p, bytes.len);
	write_at(t, at, bytes.p, bytes.len);
}

/* The next record, not yet written. */
static void packet(struct mbim_tracefile *t, uint64_t now_ms,
		   enum mbim_pcapng_direction direction, const char *dissector,
		   struct mbim_bytes data)
{
	t->at += t->last.len;
	t->now_ms = now_ms;
	mbim_pcapng_packet(&t->last, now_ms - t->start_ms, direction, dissector,
			   data);
}

static void comment(struct mbim_tracefile *t, const char *text)
{
	mbim_pcapng_comment(&t->last, text);
	write_last(t);
}

/* --- inputs and outputs ------------------------------------------------ */

/* What the core was not asked for until now it still has. */
static void leave(struct mbim_tracefile *t)
{
	if (!t->sent)
		comment(t, MBIM_TRACEFILE_BUSY);
	if (!t->done)
		comment(t, MBIM_TRACEFILE_LATER);
}

static void called(struct mbim_tracefile *t)
{
	leave(t);
	t->sent = false;
	t->done = false;
}

/* One part of a transfer. */
static void put_part(struct mbim_tracefile *t, uint64_t now_ms,
		     enum mbim_pcapng_direction direction,
		     struct mbim_tracefile_channel *c,
		     const struct mbim_tracefile_part *part)
{
	const char *dissector =
		part->whole ? c->dialect->dissector : MBIM_TRACEFILE_BYTES;
	size_t visible = mbim_tracefile_channel_visible(c, part);
	uint8_t *data;

	packet(t, now_ms, direction, dissector, part->bytes);
	data = t->last.p + t->last.data_at;
	if (t->mask && !t->last.failed)
		memset(data + visible, '*', part->bytes.len - visible);
	write_last(t);
	if (t->mask && !t->last.failed)
		mbim_tracefile_channel_put(c, part, t->at + t->last.data_at);
}

static void transfer(struct mbim_tracefile *t, uint64_t now_ms,
		     enum mbim_pcapng_direction direction,
		     struct mbim_tracefile_channel *c, struct mbim_bytes bytes)
{
	struct mbim_tracefile_part part;

	if (!bytes.len) {
		packet(t, now_ms, direction, MBIM_TRACEFILE_BYTES, bytes);
		write_last(t);
	}
	while (mbim_tracefile_channel_next(c, &bytes, &part)) {
		put_part(t, now_ms, direction, c, &part);
		if (bytes.len)
			comment(t, MBIM_TRACEFILE_GOES_ON);
	}
}

void mbim_tracefile_input(struct mbim_tracefile *t, uint64_t now_ms,
			  struct mbim_bytes bytes)
{
	called(t);
	transfer(t, now_ms, MBIM_PCAPNG_IN, &t->in, bytes);
	t->out.version = t->in.version;
}

void mbim_tracefile_output(struct mbim_tracefile *t, uint64_t now_ms,
			   struct mbim_bytes bytes)
{
	t->sent = !bytes.len;
	if (bytes.len)
		transfer(t, now_ms, MBIM_PCAPNG_OUT, &t->out, bytes);
}

/* --- text -------------------------------------------------------------- */

static void text_packet(struct mbim_tracefile *t, uint64_t now_ms,
			enum mbim_pcapng_direction direction, const char *text)
{
	packet(t, now_ms, direction, MBIM_TRACEFILE_TEXTUAL,
	       mbim_bytes_of(text, strlen(text)));
	write_last(t);
}

static void reset(struct mbim_tracefile *t, const struct att_dialect *dialect,
		  const struct mbim_core_link *link)
{
	mbim_tracefile_channel_reset(&t->in, dialect, link->framed);
	mbim_tracefile_channel_reset(&t->out, dialect, true);
	t->in.version = dialect->announced(link->ex_version);
	t->out.version = t->in.version;
}

static void plugged(struct mbim_tracefile *t, const char *text)
{
	struct att_input in;

	if (!att_input_get(mbim_bytes_of(text, strlen(text)), &in) &&
	    in.kind == ATT_INPUT_PLUG)
		reset(t, in.protocol->dialect, &in.link);
}

void mbim_tracefile_event(struct mbim_tracefile *t, uint64_t now_ms,
			  const char *text)
{
	called(t);
	plugged(t, text);
	text_packet(t, now_ms, MBIM_PCAPNG_IN, text);
}

void mbim_tracefile_effect(struct mbim_tracefile *t, uint64_t now_ms,
			   const char *text)
{
	t->done = !text[0];
	if (text[0])
		text_packet(t, now_ms, MBIM_PCAPNG_OUT, text);
}

void mbim_tracefile_step(struct mbim_tracefile *t,
			 const struct mbim_trace_rec *rec)
{
	char buf[256];
	struct mbim_text text;

	mbim_text_init(&text, buf, sizeof(buf));
	mbim_trace_text(&text, rec, t->start_ms);
	comment(t, buf);
}

/* The configuration that is in text is t->config. */
static void config_packet(struct mbim_tracefile *t, uint64_t now_ms,
			  const struct mbim_text *text)
{
	if (text->cut)
		fail(t, ENOMEM);
	text_packet(t, now_ms, MBIM_PCAPNG_IN, text->p);
}

static const struct mbim_tracefile_revisions *masked_by(
	const struct mbim_tracefile *t)
{
	return t->mask ? &t->revisions : NULL;
}

void mbim_tracefile_reconfigure(struct mbim_tracefile *t, uint64_t now_ms,
				const struct mbim_core_config *config)
{
	const struct att_input in = {.kind = ATT_INPUT_RECONFIGURE,
				     .config = *config};
	char buf[MBIM_TRACEFILE_TEXT];
	struct mbim_text text;

	called(t);
	mbim_tracefile_revise(&t->revisions, &t->config, config);
	t->config = *config;
	mbim_text_init(&text, buf, sizeof(buf));
	att_input_put(&text, &in, masked_by(t));
	config_packet(t, now_ms, &text);
}

/* --- beginning and end ------------------------------------------------- */

static int open_file(const char *path)
{
	struct stat st;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int error = ESPIPE;

	if (fd < 0)
		return -1;
	/* records are written again; and an old file may be readable by all */
	if (!fstat(fd, &st) && S_ISREG(st.st_mode)) {
		if (!ftruncate(fd, 0) && !fchmod(fd, 0600))
			return fd;
		error = errno;
	}
	close(fd);
	errno = error;
	return -1;
}

static void begin(struct mbim_tracefile *t, uint32_t seed)
{
	const struct att_start start = {.masked = t->mask,
					.seed = seed,
					.start_ms = t->start_ms,
					.config = t->config};
	char buf[MBIM_TRACEFILE_TEXT];
	struct mbim_text text;

	mbim_pcapng_section(&t->last, "attache " ATTACHE_VERSION);
	write_last(t);
	t->at += t->last.len;
	mbim_pcapng_interface(&t->last, "mbim", (int64_t)time(NULL));
	write_last(t);
	mbim_text_init(&text, buf, sizeof(buf));
	att_start_put(&text, &start, masked_by(t));
	config_packet(t, t->start_ms, &text);
}

struct mbim_tracefile *mbim_tracefile_open(
	const char *path, bool mask, const struct mbim_core_config *config,
	uint32_t seed, uint64_t start_ms)
{
	struct mbim_tracefile *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	/* a limit of the file's size is an error like others */
	signal(SIGXFSZ, SIG_IGN);
	t->fd = open_file(path);
	if (t->fd < 0) {
		free(t);
		return NULL;
	}
	t->mask = mask;
	t->sent = true;
	t->done = true;
	t->start_ms = start_ms;
	t->config = *config;
	t->in.show = t->out.show = show;
	t->in.ctx = t->out.ctx = t;
	t->in.dialect = t->out.dialect = mbim_protocols[0]->dialect;
	t->in.version = t->out.version = t->in.dialect->announced(0);
	begin(t, seed);
	return t;
}

int mbim_tracefile_error(const struct mbim_tracefile *t)
{
	return t->error;
}

int mbim_tracefile_close(struct mbim_tracefile *t)
{
	static const struct att_input end = {.kind = ATT_INPUT_END};
	struct mbim_text text;
	char buf[8];
	int err;

	leave(t);
	mbim_text_init(&text, buf, sizeof(buf));
	att_input_put(&text, &end, NULL);
	text_packet(t, t->now_ms, MBIM_PCAPNG_IN, buf);
	if (close(t->fd) < 0)
		fail(t, errno);
	err = t->error;
	mbim_pcapng_fini(&t->last);
	free(t);
	errno = err;
	return err ? MBIM_E_IO : 0;
}
