/* Writing the trace of a run. A record is in the file as soon as it is known,
 * so that a crash loses nothing: the last one is written again when a comment
 * is added to it, and bytes that turn out to be harmless replace their masks.
 */
#include "trace/file.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/errors.h"
#include "trace/channel.h"
#include "trace/pcapng.h"
#include "trace/place.h"
#include "trace/protocols.h"
#include "trace/text.h"

struct att_tracefile {
	int fd;
	char path[4096];
	struct att_tracefile_keep keep;
	int (*place)(const char *path, unsigned files);
	uint32_t seed, part;
	int64_t epoch_s;
	int error; /* errno of what failed: nothing is written any more */
	bool mask, foreign;
	/* The core has said that it has nothing more: to send, to do. */
	bool sent, done;
	uint64_t start_ms;
	uint64_t now_ms;	      /* of the last record */
	uint64_t at;		      /* of the last record in the file */
	struct att_pcapng_block last; /* the last record */
	struct att_tracefile_channel in, out;
	struct att_core_config config;
	struct att_tracefile_revisions revisions;
};

/* --- the file ---------------------------------------------------------- */

static void fail(struct att_tracefile *t, int error)
{
	if (!t->error)
		t->error = error ? error : EIO;
}

static void write_at(struct att_tracefile *t, uint64_t at, const uint8_t *p,
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

static void write_last(struct att_tracefile *t)
{
	if (t->last.failed)
		fail(t, ENOMEM);
	write_at(t, t->at, t->last.p, t->last.len);
}

/* Bytes of a record that is already written. */
static void show(void *ctx, uint64_t at, struct att_bytes bytes)
{
	struct att_tracefile *t = ctx;

	if (at >= t->at && !t->last.failed)
		memcpy(t->last.p + (at - t->at), bytes.p, bytes.len);
	write_at(t, at, bytes.p, bytes.len);
}

/* The next record, not yet written. */
static void packet(struct att_tracefile *t, uint64_t now_ms,
		   enum att_pcapng_direction direction, const char *dissector,
		   struct att_bytes data)
{
	t->at += t->last.len;
	t->now_ms = now_ms;
	att_pcapng_packet(&t->last, now_ms - t->start_ms, direction, dissector,
			  data);
}

static void comment(struct att_tracefile *t, const char *text)
{
	att_pcapng_comment(&t->last, text);
	write_last(t);
}

/* --- text -------------------------------------------------------------- */

static void text_packet(struct att_tracefile *t, uint64_t now_ms,
			enum att_pcapng_direction direction, const char *text)
{
	packet(t, now_ms, direction, ATT_TRACEFILE_TEXTUAL,
	       att_bytes_of(text, strlen(text)));
	write_last(t);
}

/* The configuration that is in text is t->config. */
static void config_packet(struct att_tracefile *t, uint64_t now_ms,
			  const struct att_text *text)
{
	if (text->cut)
		fail(t, ENOMEM);
	text_packet(t, now_ms, ATT_PCAPNG_IN, text->p);
}

static const struct att_tracefile_revisions *masked_by(
	const struct att_tracefile *t)
{
	return t->mask ? &t->revisions : NULL;
}

/* --- files ------------------------------------------------------------- */

const char *att_tracefile_why(int error)
{
	if (error == ELOOP)
		return "it is a link, and a trace is a file of its own";
	if (error == ESPIPE || error == ENXIO)
		return "a trace is written to a regular file only";
	if (error == EEXIST)
		return "what it holds cannot be kept under another name";
	return strerror(error);
}

static void begin(struct att_tracefile *t, uint64_t now_ms)
{
	const struct att_start start = {.masked = t->mask,
					.part = t->part,
					.foreign = t->foreign,
					.seed = t->seed,
					.start_ms = t->start_ms,
					.config = t->config};
	char buf[ATT_TRACEFILE_TEXT];
	struct att_text text;

	att_pcapng_section(&t->last, "attache " ATTACHE_VERSION);
	write_last(t);
	t->at += t->last.len;
	att_pcapng_interface(&t->last, "mbim", t->epoch_s);
	write_last(t);
	att_text_init(&text, buf, sizeof(buf));
	att_start_put(&text, &start, masked_by(t));
	config_packet(t, now_ms, &text);
}

/* Bytes that are masked in the old file stay so: of a message that has come in
 * part it is not known yet which may be shown. */
static void next_file(struct att_tracefile *t, uint64_t now_ms)
{
	bool half = t->in.n_pieces || t->out.n_pieces;
	int fd;

	if (half && t->at < 2 * t->keep.size)
		return;
	fd = t->place(t->path, t->keep.files);
	if (fd < 0 && errno == EEXIST) {
		fail(t, EEXIST);
		return;
	}
	if (close(t->fd) < 0)
		fail(t, errno);
	t->fd = fd;
	if (t->fd < 0)
		fail(t, errno);
	att_tracefile_channel_forget(&t->in);
	att_tracefile_channel_forget(&t->out);
	t->at = 0;
	t->last.len = 0;
	t->part++;
	begin(t, now_ms);
}

/* --- inputs and outputs ------------------------------------------------ */

/* What the core was not asked for until now it still has. */
static void leave(struct att_tracefile *t)
{
	if (t->foreign)
		return;
	if (!t->sent)
		comment(t, ATT_TRACEFILE_BUSY);
	if (!t->done)
		comment(t, ATT_TRACEFILE_LATER);
}

static void called(struct att_tracefile *t, uint64_t now_ms)
{
	leave(t);
	t->sent = false;
	t->done = false;
	if (t->keep.size && !t->error && t->at + t->last.len >= t->keep.size)
		next_file(t, now_ms);
}

/* One part of a transfer. */
static void put_part(struct att_tracefile *t, uint64_t now_ms,
		     enum att_pcapng_direction direction,
		     struct att_tracefile_channel *c,
		     const struct att_tracefile_part *part)
{
	const char *dissector =
		part->whole ? c->dialect->dissector : ATT_TRACEFILE_BYTES;
	struct att_bytes data = part->bytes;

	if (part->shown)
		data.p = part->shown;
	packet(t, now_ms, direction, dissector, data);
	write_last(t);
	att_tracefile_channel_put(c, t->at + t->last.data_at);
}

static void transfer(struct att_tracefile *t, uint64_t now_ms,
		     enum att_pcapng_direction direction,
		     struct att_tracefile_channel *c, struct att_bytes bytes)
{
	struct att_tracefile_part part;

	if (!bytes.len) {
		packet(t, now_ms, direction, ATT_TRACEFILE_BYTES, bytes);
		write_last(t);
	}
	while (att_tracefile_channel_next(c, &bytes, now_ms, &part)) {
		put_part(t, now_ms, direction, c, &part);
		if (bytes.len)
			comment(t, ATT_TRACEFILE_GOES_ON);
	}
}

void att_tracefile_input(struct att_tracefile *t, uint64_t now_ms,
			 struct att_bytes bytes)
{
	called(t, now_ms);
	transfer(t, now_ms, ATT_PCAPNG_IN, &t->in, bytes);
	t->out.version = t->in.version;
}

void att_tracefile_output(struct att_tracefile *t, uint64_t now_ms,
			  struct att_bytes bytes)
{
	t->sent = !bytes.len;
	if (bytes.len)
		transfer(t, now_ms, ATT_PCAPNG_OUT, &t->out, bytes);
}

/* --- events ------------------------------------------------------------ */

static void reset(struct att_tracefile *t, const struct att_dialect *dialect,
		  const struct att_core_link *link)
{
	att_tracefile_channel_reset(&t->in, dialect, link->framed);
	att_tracefile_channel_reset(&t->out, dialect, true);
	t->in.version = dialect->announced(link->ex_version);
	t->out.version = t->in.version;
}

/* What the channel's receiver hears of. */
static void heard(struct att_tracefile *t, uint64_t now_ms, const char *text)
{
	struct att_input in;

	if (att_input_get(att_bytes_of(text, strlen(text)), &in))
		return;
	if (in.kind == ATT_INPUT_PLUG)
		reset(t, in.protocol->dialect, &in.link);
	if (in.kind == ATT_INPUT_EXPIRE)
		att_tracefile_channel_expire(&t->in, now_ms);
}

void att_tracefile_event(struct att_tracefile *t, uint64_t now_ms,
			 const char *text)
{
	called(t, now_ms);
	heard(t, now_ms, text);
	text_packet(t, now_ms, ATT_PCAPNG_IN, text);
}

void att_tracefile_effect(struct att_tracefile *t, uint64_t now_ms,
			  const char *text)
{
	t->done = !text[0];
	if (text[0])
		text_packet(t, now_ms, ATT_PCAPNG_OUT, text);
}

void att_tracefile_step(struct att_tracefile *t,
			const struct att_trace_rec *rec)
{
	char buf[256];
	struct att_text text;

	att_text_init(&text, buf, sizeof(buf));
	att_trace_text(&text, rec, t->start_ms);
	comment(t, buf);
	/* it may have an effect, even where a transfer was asked for */
	t->done = false;
}

void att_tracefile_reconfigure(struct att_tracefile *t, uint64_t now_ms,
			       const struct att_core_config *config)
{
	const struct att_input in = {.kind = ATT_INPUT_RECONFIGURE,
				     .config = *config};
	char buf[ATT_TRACEFILE_TEXT];
	struct att_text text;

	called(t, now_ms);
	att_tracefile_revise(&t->revisions, &t->config, config);
	t->config = *config;
	att_text_init(&text, buf, sizeof(buf));
	att_input_put(&text, &in, masked_by(t));
	config_packet(t, now_ms, &text);
}

void att_tracefile_ask(struct att_tracefile *t, uint64_t now_ms, unsigned ask,
		       struct att_bytes request, uint32_t timeout_ms)
{
	struct att_input in = {.kind = ATT_INPUT_ASK,
			       .ask = ask,
			       .timeout_ms = timeout_ms,
			       .request = request};
	uint8_t copy[ATT_TRACEFILE_ASK];
	char buf[ATT_TRACEFILE_TEXT];
	struct att_text text;

	called(t, now_ms);
	if (request.len > sizeof(copy))
		fail(t, EMSGSIZE);
	else if (t->mask) {
		memcpy(copy, request.p, request.len);
		t->out.dialect->mask(request, copy, t->out.version);
		in.request.p = copy;
	}
	att_text_init(&text, buf, sizeof(buf));
	att_input_put(&text, &in, NULL);
	text_packet(t, now_ms, ATT_PCAPNG_IN, buf);
}

/* --- beginning and end ------------------------------------------------- */

/* A file without a record yet. NULL: errno. */
static struct att_tracefile *new_file(const char *path, bool mask,
				      const struct att_tracefile_keep *keep)
{
	struct att_tracefile *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	/* a limit of the file's size is an error like others */
	signal(SIGXFSZ, SIG_IGN);
	if (keep)
		t->keep = *keep;
	if (strlen(path) >= sizeof(t->path)) {
		free(t);
		errno = ENAMETOOLONG;
		return NULL;
	}
	strcpy(t->path, path);
	t->fd = -1;
	t->place = keep && keep->place ? keep->place : att_trace_place;
	t->fd = t->place(path, t->keep.files);
	if (t->fd < 0) {
		free(t);
		return NULL;
	}
	t->mask = mask;
	t->sent = true;
	t->done = true;
	t->in.show = t->out.show = mask ? show : NULL;
	t->in.ctx = t->out.ctx = t;
	t->in.dialect = t->out.dialect = att_protocols[0]->dialect;
	t->in.version = t->out.version = t->in.dialect->announced(0);
	return t;
}

struct att_tracefile *att_tracefile_open(const char *path, bool mask,
					 const struct att_tracefile_keep *keep,
					 const struct att_core_config *config,
					 uint32_t seed, uint64_t start_ms)
{
	struct att_tracefile *t = new_file(path, mask, keep);

	if (!t)
		return NULL;
	t->start_ms = start_ms;
	t->config = *config;
	t->seed = seed;
	t->epoch_s = (int64_t)time(NULL);
	begin(t, start_ms);
	return t;
}

struct att_tracefile *att_tracefile_import(const char *path, bool mask,
					   int64_t epoch_s)
{
	struct att_tracefile *t = new_file(path, mask, NULL);

	if (!t)
		return NULL;
	t->foreign = true;
	t->epoch_s = epoch_s;
	begin(t, 0);
	return t;
}

int att_tracefile_error(const struct att_tracefile *t)
{
	return t->error;
}

int att_tracefile_close(struct att_tracefile *t)
{
	static struct att_input end; /* initialised, it would be in the file */
	struct att_text text;
	char buf[8];
	int err;

	leave(t);
	end.kind = ATT_INPUT_END;
	att_text_init(&text, buf, sizeof(buf));
	att_input_put(&text, &end, NULL);
	text_packet(t, t->now_ms, ATT_PCAPNG_IN, buf);
	if (close(t->fd) < 0)
		fail(t, errno);
	err = t->error;
	att_pcapng_fini(&t->last);
	free(t);
	errno = err;
	return err ? ATT_E_IO : 0;
}
