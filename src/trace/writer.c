/* The records of a trace. One is in the file as soon as it is known, so that a
 * crash loses nothing: the last one is written again when a comment is added to
 * it, and bytes that turn out to be harmless replace their masks. */
#include "trace/writer.h"

#include <string.h>

#include "base/errors.h"
#include "trace/protocols.h"

/* --- the file ---------------------------------------------------------- */

static void fail(struct att_tracefile *t, int error)
{
	if (!t->error)
		t->error = error;
}

static void write_at(struct att_tracefile *t, uint64_t at, const uint8_t *p,
		     size_t len)
{
	if (!t->error)
		t->error = t->store.write(t->store.ctx, at, p, len);
}

static void write_last(struct att_tracefile *t)
{
	if (t->last.failed)
		fail(t, ATT_E_MEMORY);
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
		fail(t, ATT_E_MEMORY);
	text_packet(t, now_ms, ATT_PCAPNG_IN, text->p);
}

static const struct att_tracefile_revisions *masked_by(
	const struct att_tracefile *t)
{
	return t->mask ? &t->revisions : NULL;
}

/* --- files ------------------------------------------------------------- */

static void begin(struct att_tracefile *t, uint64_t now_ms)
{
	const struct att_start start = {.masked = t->mask,
					.part = t->part,
					.foreign = t->foreign,
					.seed = t->seed,
					.start_ms = t->start_ms,
					.config = t->config};
	struct att_text text;

	att_pcapng_section(&t->last, t->application);
	write_last(t);
	t->at += t->last.len;
	att_pcapng_interface(&t->last, "mbim", t->epoch_s);
	write_last(t);
	att_text_init(&text, t->text, sizeof(t->text));
	att_start_put(&text, &start, masked_by(t));
	config_packet(t, now_ms, &text);
}

/* Bytes that are masked in the old file stay so: of a message that has come in
 * part it is not known yet which may be shown. */
static void next_file(struct att_tracefile *t, uint64_t now_ms)
{
	bool half = t->in.n_pieces || t->out.n_pieces;
	int err;

	if (half && t->at < 2 * t->store.size)
		return;
	err = t->store.next(t->store.ctx);
	if (err) {
		fail(t, err);
		return;
	}
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
	if (t->store.size && !t->error && t->at + t->last.len >= t->store.size)
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
	struct att_text text;

	called(t, now_ms);
	att_tracefile_revise(&t->revisions, &t->config, config);
	t->config = *config;
	att_text_init(&text, t->text, sizeof(t->text));
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
	struct att_text text;

	called(t, now_ms);
	if (request.len > sizeof(copy))
		fail(t, ATT_E_ROOM);
	else if (t->mask) {
		memcpy(copy, request.p, request.len);
		t->out.dialect->mask(request, copy, t->out.version);
		in.request.p = copy;
	}
	att_text_init(&text, t->text, sizeof(t->text));
	att_input_put(&text, &in, NULL);
	text_packet(t, now_ms, ATT_PCAPNG_IN, t->text);
}

/* --- beginning and end ------------------------------------------------- */

void att_tracefile_begin(struct att_tracefile *t,
			 const struct att_tracefile_store *store,
			 const struct att_tracefile_run *run)
{
	t->store = *store;
	t->application = run->application;
	t->mask = run->mask;
	t->foreign = run->foreign;
	t->seed = run->seed;
	t->epoch_s = run->epoch_s;
	t->start_ms = run->start_ms;
	if (run->config)
		t->config = *run->config;
	t->sent = true;
	t->done = true;
	t->in.show = t->out.show = run->mask ? show : NULL;
	t->in.ctx = t->out.ctx = t;
	t->in.dialect = t->out.dialect = att_protocols[0]->dialect;
	t->in.version = t->out.version = t->in.dialect->announced(0);
	begin(t, run->start_ms);
}

void att_tracefile_end(struct att_tracefile *t)
{
	static struct att_input end; /* initialised, it would be in the file */
	struct att_text text;
	char buf[8];

	leave(t);
	end.kind = ATT_INPUT_END;
	att_text_init(&text, buf, sizeof(buf));
	att_input_put(&text, &end, NULL);
	text_packet(t, t->now_ms, ATT_PCAPNG_IN, buf);
}
