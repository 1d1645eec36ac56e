/* Replay of a trace. The records are what the core must do next, in order; the
 * core is asked for each of them, and for nothing more before each input. */
#include "trace/replay.h"

#include <stdlib.h>

#include "base/errors.h"
#include "core/effect.h"
#include "trace/protocols.h"
#include "trace/stars.h"
#include "trace/text.h"
#include "trace/text_words.h"

#define STEP_TEXT 256
#define TRANSFER  4096 /* as core.h wants it */

/* Something that the core did and no record has asked for yet. */
struct done {
	char (*steps)[STEP_TEXT];
	size_t n_steps, cap_steps, next_step;
	size_t output_len; /* 0: none */
	uint8_t output[TRANSFER];
	bool failed; /* out of memory */
};

/* A transfer that is spread over several records, of ATT_WINDOW_MAX bytes at
 * most. */
struct joined {
	uint8_t *p;
	size_t len, cap;
};

struct replay {
	struct att_core *core;
	const struct att_dialect *dialect;
	struct att_replay_report *report;
	uint64_t start_ms;
	struct done done;
	struct joined transfer;
	/* not asked for before the next input */
	bool busy, later;
	bool ended;
	uint8_t asked[ATT_CORE_ASKS][ATT_TRACEFILE_ASK];
	struct att_replay_options options;
};

static void on_step(void *ctx, const struct att_trace_rec *rec)
{
	struct replay *r = ctx;
	struct done *d = &r->done;
	struct att_text t;

	if (d->n_steps == d->cap_steps) {
		size_t cap = d->cap_steps ? 2 * d->cap_steps : 64;
		void *p = realloc(d->steps, cap * sizeof(*d->steps));

		d->failed = d->failed || !p;
		if (!p)
			return;
		d->steps = p;
		d->cap_steps = cap;
	}
	att_text_init(&t, d->steps[d->n_steps++], STEP_TEXT);
	att_trace_text(&t, rec, r->start_ms);
}

static void ask_output(struct replay *r)
{
	if (!r->done.output_len)
		r->done.output_len = att_core_output(r->core, r->done.output,
						     sizeof(r->done.output));
}

static const char *take_step(struct replay *r)
{
	struct done *d = &r->done;

	if (d->next_step == d->n_steps)
		return NULL;
	return d->steps[d->next_step++];
}

/* --- differences --------------------------------------------------------- */

static void say(char *to, size_t cap, const char *what, struct att_bytes text)
{
	struct att_text t;

	att_text_init(&t, to, cap);
	att_text_put(&t, what);
	att_text_span(&t, (const char *)text.p, text.len);
}

static struct att_bytes text_of(const char *s)
{
	return att_bytes_of(s, strlen(s));
}

static int differs(struct replay *r, const char *what,
		   struct att_bytes expected, const char *came_what,
		   struct att_bytes came)
{
	struct att_replay_report *p = r->report;

	say(p->expected, sizeof(p->expected), what, expected);
	say(p->came, sizeof(p->came), came_what, came);
	return ATT_E_DIFFERS;
}

/* The first line that print has for a message, and the bytes from `at` on. */
static void say_bytes(const struct replay *r, char *to, size_t cap,
		      struct att_bytes b, size_t at)
{
	char text[4096];
	struct att_text t;
	char *end;

	att_text_init(&t, text, sizeof(text));
	r->dialect->print(b, r->dialect->announced(0), ATT_SHOW_MASKED, &t);
	end = strchr(text, '\n');
	if (end)
		*end = '\0';
	att_text_init(&t, to, cap);
	att_text_put(&t, text);
	att_text_put(&t, " (");
	att_text_dec(&t, b.len);
	att_text_put(&t, " bytes, from byte ");
	att_text_dec(&t, at);
	att_text_put(&t, ":");
	for (size_t i = at; i < b.len && i < at + 8; i++) {
		att_text_char(&t, ' ');
		att_text_hex(&t, b.p[i], 2);
	}
	att_text_put(&t, at < b.len ? ")" : " end)");
}

/* Of a trace that is masked, but for its mask; if not, where they differ. */
static bool is_same(const struct replay *r, struct att_bytes expected,
		    struct att_bytes came, size_t *at)
{
	if (r->report->masked)
		return att_stars_same(expected, came, at);
	*at = 0;
	while (*at < expected.len && *at < came.len &&
	       expected.p[*at] == came.p[*at])
		++*at;
	return *at == expected.len && *at == came.len;
}

static int output_differs(struct replay *r, struct att_bytes expected,
			  struct att_bytes came)
{
	struct att_replay_report *p = r->report;
	size_t at;

	(void)is_same(r, expected, came, &at);
	say_bytes(r, p->expected, sizeof(p->expected), expected, at);
	say_bytes(r, p->came, sizeof(p->came), came, at);
	return ATT_E_DIFFERS;
}

/* --- what the core must have done ---------------------------------------- */

static int expect_step(struct replay *r, struct att_bytes text)
{
	const char *step = take_step(r);

	if (!step) {
		/* a request that cannot be sent fails when it is asked for */
		ask_output(r);
		step = take_step(r);
	}
	if (!step)
		return differs(r, "", text, "no transition", text_of(""));
	if (!att_bytes_equal(text, text_of(step)))
		return differs(r, "", text, "", text_of(step));
	r->report->steps++;
	return 0;
}

static int no_more_steps(struct replay *r, const char *expected)
{
	const char *step = take_step(r);

	return step ? differs(r, expected, text_of(""), "", text_of(step)) : 0;
}

static int expect_output(struct replay *r, struct att_bytes bytes)
{
	struct att_bytes came;
	size_t at;
	int err;

	ask_output(r);
	err = no_more_steps(r, "a transfer");
	if (err)
		return err;
	came = att_bytes_of(r->done.output, r->done.output_len);
	r->done.output_len = 0;
	if (!came.len) {
		err = output_differs(r, bytes, came);
		say(r->report->came, sizeof(r->report->came), "no transfer",
		    text_of(""));
		return err;
	}
	if (!is_same(r, bytes, came, &at))
		return output_differs(r, bytes, came);
	r->report->outputs++;
	return 0;
}

static bool next_effect(struct replay *r, char *buf, size_t cap)
{
	struct att_effect effect;
	struct att_text t;

	att_text_init(&t, buf, cap);
	if (!att_core_effect(r->core, &effect))
		return false;
	att_effect_text(&t, &effect);
	return true;
}

static int expect_effect(struct replay *r, struct att_bytes text)
{
	char buf[ATT_EFFECT_TEXT];

	if (!next_effect(r, buf, sizeof(buf)))
		return differs(r, "", text, "no effect", text_of(""));
	if (!att_bytes_equal(text, text_of(buf)))
		return differs(r, "", text, "", text_of(buf));
	r->report->effects++;
	return 0;
}

/* Before an input, and at the end: there must be nothing left. */
static int expect_nothing(struct replay *r)
{
	char buf[ATT_EFFECT_TEXT];
	int err;

	if (!r->busy)
		ask_output(r);
	err = no_more_steps(r, "no more transitions");
	if (err)
		return err;
	if (!r->busy && r->done.output_len) {
		err = output_differs(
			r, att_bytes_of(NULL, 0),
			att_bytes_of(r->done.output, r->done.output_len));
		say(r->report->expected, sizeof(r->report->expected),
		    "no more transfers", text_of(""));
		return err;
	}
	if (!r->later && next_effect(r, buf, sizeof(buf)))
		return differs(r, "no more effects", text_of(""), "",
			       text_of(buf));
	r->busy = false;
	r->later = false;
	r->done.n_steps = 0;
	r->done.next_step = 0;
	if (r->options.watch)
		r->options.watch(r->options.ctx, r->core);
	return r->done.failed ? ATT_E_MEMORY : 0;
}

/* --- what goes into the core --------------------------------------------- */

static int ask(struct replay *r, const struct att_input *in, uint64_t now_ms)
{
	uint8_t *request = r->asked[in->ask];
	int len = att_words_bytes(in->request, request, ATT_TRACEFILE_ASK);

	if (len < 0)
		return len;
	return att_core_ask(r->core, in->ask,
			    att_bytes_of(request, (size_t)len), in->timeout_ms,
			    now_ms);
}

/* What has no error. */
static void call(struct replay *r, const struct att_input *in, uint64_t now_ms)
{
	switch (in->kind) {
	case ATT_INPUT_PLUG:
		r->dialect = in->protocol->dialect;
		att_core_plug(r->core, &in->link, now_ms);
		return;
	case ATT_INPUT_UNPLUG:
		att_core_unplug(r->core, now_ms);
		return;
	case ATT_INPUT_WANT:
		att_core_want(r->core, in->want, now_ms);
		return;
	case ATT_INPUT_EXPIRE:
		att_core_expire(r->core, now_ms);
		return;
	case ATT_INPUT_OBSERVE:
		att_core_observe(r->core, &in->observation, now_ms);
		return;
	case ATT_INPUT_RECONFIGURE:
		att_core_reconfigure(r->core, &in->config, now_ms);
		return;
	case ATT_INPUT_END:
		r->ended = true;
		return;
	case ATT_INPUT_ASK:
		return;
	}
}

static int event(struct replay *r, struct att_bytes text, uint64_t now_ms)
{
	struct att_input in;
	int err = att_input_get(text, &in);

	if (err)
		return err;
	if (in.kind == ATT_INPUT_ASK)
		err = ask(r, &in, now_ms);
	else
		call(r, &in, now_ms);
	if (err)
		return err;
	r->report->inputs += !r->ended;
	return 0;
}

static int join(struct joined *j, struct att_bytes bytes)
{
	if (bytes.len > ATT_WINDOW_MAX - j->len)
		return ATT_E_CONFIG;
	if (j->cap - j->len < bytes.len) {
		size_t cap = 2 * (j->len + bytes.len);
		uint8_t *p = realloc(j->p, cap);

		if (!p)
			return ATT_E_MEMORY;
		j->p = p;
		j->cap = cap;
	}
	if (bytes.len)
		memcpy(j->p + j->len, bytes.p, bytes.len);
	j->len += bytes.len;
	return 0;
}

static int transfer(struct replay *r, const struct att_tracefile_record *rec,
		    uint64_t now_ms)
{
	struct att_bytes bytes = rec->bytes;
	int err;

	if (r->transfer.len || rec->goes_on) {
		err = join(&r->transfer, bytes);
		if (err || rec->goes_on)
			return err;
		bytes = att_bytes_of(r->transfer.p, r->transfer.len);
		r->transfer.len = 0;
	}
	if (rec->kind == ATT_TRACEFILE_OUTPUT)
		return expect_output(r, bytes);
	err = expect_nothing(r);
	if (err)
		return err;
	att_core_input(r->core, bytes, now_ms);
	r->report->inputs++;
	return 0;
}

static int start(struct replay *r, struct att_bytes text)
{
	struct att_start start;
	void *mem;

	if (att_start_get(text, &start) || start.foreign ||
	    !start.part != !r->core)
		return ATT_E_CONFIG;
	/* The run goes on, and so does the core. */
	if (start.part)
		return 0;
	r->start_ms = start.start_ms;
	r->report->masked = start.masked;
	mem = malloc(att_core_size(att_protocols));
	if (!mem)
		return ATT_E_MEMORY;
	r->core = att_core_init(mem, att_protocols, &start.config, start.seed,
				on_step, r);
	return 0;
}

static int record(struct replay *r, const struct att_tracefile_record *rec)
{
	uint64_t now_ms = r->start_ms + rec->ms;
	int err;

	if (r->ended)
		return ATT_E_CONFIG;
	switch (rec->kind) {
	case ATT_TRACEFILE_START:
		return start(r, rec->bytes);
	case ATT_TRACEFILE_EVENT:
		err = expect_nothing(r);
		return err ? err : event(r, rec->bytes, now_ms);
	case ATT_TRACEFILE_INPUT:
	case ATT_TRACEFILE_OUTPUT:
		return transfer(r, rec, now_ms);
	case ATT_TRACEFILE_EFFECT:
		return expect_effect(r, rec->bytes);
	case ATT_TRACEFILE_STEP:
		return expect_step(r, rec->bytes);
	case ATT_TRACEFILE_BUSY_PORT:
		r->busy = true;
		return 0;
	case ATT_TRACEFILE_LATER_EFFECTS:
		r->later = true;
		return 0;
	}
	return ATT_E_CONFIG;
}

/* The next record of this file, or of the one in which the run goes on. */
static int next_record(struct replay *r, struct att_tracefile_reader *reader,
		       struct att_tracefile_record *rec)
{
	int got = att_tracefile_next(reader, rec);

	while (!got && !r->ended && r->options.more) {
		struct att_window *file = r->options.more(r->options.ctx);

		if (!file)
			break;
		att_tracefile_reader_continue(reader, file);
		got = att_tracefile_next(reader, rec);
	}
	return got;
}

/* Why a record could not be used. */
static const char *why(const struct att_tracefile_record *rec)
{
	struct att_start start;

	if (rec->number != 1 || rec->kind != ATT_TRACEFILE_START ||
	    att_start_get(rec->bytes, &start))
		return "cannot be understood";
	if (start.foreign)
		return "is the trace of another host (attache import), of "
		       "which there is nothing to replay";
	return start.part ? "is not the beginning of its run: give the older "
			    "files too"
			  : "cannot be understood";
}

static int replay(struct replay *r, struct att_window *file)
{
	struct att_tracefile_reader reader;
	struct att_tracefile_record rec;
	struct att_text problem;
	int got, err;

	att_text_init(&problem, r->report->problem, sizeof(r->report->problem));
	att_tracefile_reader_init(&reader, file);
	while ((got = next_record(r, &reader, &rec)) > 0) {
		r->report->packet = rec.number;
		r->report->at_ms = rec.ms;
		err = record(r, &rec);
		if (err && rec.number == 1)
			r->report->packet = 0;
		if (err == ATT_E_CONFIG)
			att_text_put(&problem, why(&rec));
		if (err)
			return err;
	}
	if (!got && r->ended)
		return 0;
	if (!got) {
		att_text_put(&problem,
			     "has no end: the file, or the run, was cut off");
		return ATT_E_SHORT;
	}
	att_tracefile_explain(&reader, got, &problem);
	return got;
}

int att_tracefile_replay(struct att_window *file,
			 const struct att_replay_options *options,
			 struct att_replay_report *report)
{
	struct replay r = {.dialect = att_protocols[0]->dialect,
			   .report = report};
	int err;

	if (options)
		r.options = *options;
	memset(report, 0, sizeof(*report));
	err = replay(&r, file);
	free(r.core);
	free(r.done.steps);
	free(r.transfer.p);
	return err;
}
