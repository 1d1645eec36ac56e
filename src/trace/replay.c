/* Replay of a trace. The records are what the core must do next, in order; the
 * core is asked for each of them, and for nothing more before each input. */
#include "trace/replay.h"

#include <stdlib.h>

#include "base/errors.h"
#include "core/effect.h"
#include "protocol/mbim/mbim.h"
#include "trace/text.h"

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

/* A transfer that is spread over several records. */
struct joined {
	uint8_t *p;
	size_t len, cap;
};

struct replay {
	struct mbim_core *core;
	const struct att_dialect *dialect;
	struct mbim_replay_report *report;
	uint64_t start_ms;
	struct done done;
	struct joined transfer;
	/* not asked for before the next input */
	bool busy, later;
	bool ended;
	mbim_replay_watch_fn *watch;
	void *watch_ctx;
};

static void on_step(void *ctx, const struct mbim_trace_rec *rec)
{
	struct replay *r = ctx;
	struct done *d = &r->done;
	struct mbim_text t;

	if (d->n_steps == d->cap_steps) {
		size_t cap = d->cap_steps ? 2 * d->cap_steps : 64;
		void *p = realloc(d->steps, cap * sizeof(*d->steps));

		d->failed = d->failed || !p;
		if (!p)
			return;
		d->steps = p;
		d->cap_steps = cap;
	}
	mbim_text_init(&t, d->steps[d->n_steps++], STEP_TEXT);
	mbim_trace_text(&t, rec, r->start_ms);
}

static void ask_output(struct replay *r)
{
	if (!r->done.output_len)
		r->done.output_len = mbim_core_output(r->core, r->done.output,
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

static void say(char *to, size_t cap, const char *what, struct mbim_bytes text)
{
	struct mbim_text t;

	mbim_text_init(&t, to, cap);
	mbim_text_put(&t, what);
	mbim_text_span(&t, (const char *)text.p, text.len);
}

static struct mbim_bytes text_of(const char *s)
{
	return mbim_bytes_of(s, strlen(s));
}

static int differs(struct replay *r, const char *what,
		   struct mbim_bytes expected, const char *came_what,
		   struct mbim_bytes came)
{
	struct mbim_replay_report *p = r->report;

	say(p->expected, sizeof(p->expected), what, expected);
	say(p->came, sizeof(p->came), came_what, came);
	return MBIM_E_DIFFERS;
}

/* The first line that print has for a message, and the bytes from `at` on. */
static void say_bytes(const struct replay *r, char *to, size_t cap,
		      struct mbim_bytes b, size_t at)
{
	char text[4096];
	struct mbim_text t;
	char *end;

	mbim_text_init(&t, text, sizeof(text));
	r->dialect->print(b, r->dialect->announced(0), MBIM_SHOW_MASKED, &t);
	end = strchr(text, '\n');
	if (end)
		*end = '\0';
	mbim_text_init(&t, to, cap);
	mbim_text_put(&t, text);
	mbim_text_put(&t, " (");
	mbim_text_dec(&t, b.len);
	mbim_text_put(&t, " bytes, from byte ");
	mbim_text_dec(&t, at);
	mbim_text_put(&t, ":");
	for (size_t i = at; i < b.len && i < at + 8; i++) {
		mbim_text_char(&t, ' ');
		mbim_text_hex(&t, b.p[i], 2);
	}
	mbim_text_put(&t, at < b.len ? ")" : " end)");
}

static int output_differs(struct replay *r, struct mbim_bytes expected,
			  struct mbim_bytes came)
{
	struct mbim_replay_report *p = r->report;
	size_t at = 0;

	while (at < expected.len && at < came.len &&
	       expected.p[at] == came.p[at])
		at++;
	say_bytes(r, p->expected, sizeof(p->expected), expected, at);
	say_bytes(r, p->came, sizeof(p->came), came, at);
	return MBIM_E_DIFFERS;
}

/* --- what the core must have done ---------------------------------------- */

static int expect_step(struct replay *r, struct mbim_bytes text)
{
	const char *step = take_step(r);

	if (!step) {
		/* a request that cannot be sent fails when it is asked for */
		ask_output(r);
		step = take_step(r);
	}
	if (!step)
		return differs(r, "", text, "no transition", text_of(""));
	if (!mbim_bytes_equal(text, text_of(step)))
		return differs(r, "", text, "", text_of(step));
	r->report->steps++;
	return 0;
}

static int no_more_steps(struct replay *r, const char *expected)
{
	const char *step = take_step(r);

	return step ? differs(r, expected, text_of(""), "", text_of(step)) : 0;
}

static int expect_output(struct replay *r, struct mbim_bytes bytes)
{
	struct mbim_bytes came;
	int err;

	ask_output(r);
	err = no_more_steps(r, "a transfer");
	if (err)
		return err;
	came = mbim_bytes_of(r->done.output, r->done.output_len);
	r->done.output_len = 0;
	if (!came.len) {
		err = output_differs(r, bytes, came);
		say(r->report->came, sizeof(r->report->came), "no transfer",
		    text_of(""));
		return err;
	}
	if (!mbim_bytes_equal(bytes, came))
		return output_differs(r, bytes, came);
	r->report->outputs++;
	return 0;
}

static bool next_effect(struct replay *r, char *buf, size_t cap)
{
	struct mbim_effect effect;
	struct mbim_text t;

	mbim_text_init(&t, buf, cap);
	if (!mbim_core_effect(r->core, &effect))
		return false;
	mbim_effect_text(&t, &effect);
	return true;
}

static int expect_effect(struct replay *r, struct mbim_bytes text)
{
	char buf[MBIM_EFFECT_TEXT];

	if (!next_effect(r, buf, sizeof(buf)))
		return differs(r, "", text, "no effect", text_of(""));
	if (!mbim_bytes_equal(text, text_of(buf)))
		return differs(r, "", text, "", text_of(buf));
	r->report->effects++;
	return 0;
}

/* Before an input, and at the end: there must be nothing left. */
static int expect_nothing(struct replay *r)
{
	char buf[MBIM_EFFECT_TEXT];
	int err;

	if (!r->busy)
		ask_output(r);
	err = no_more_steps(r, "no more transitions");
	if (err)
		return err;
	if (!r->busy && r->done.output_len) {
		err = output_differs(
			r, mbim_bytes_of(NULL, 0),
			mbim_bytes_of(r->done.output, r->done.output_len));
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
	if (r->watch)
		r->watch(r->watch_ctx, r->core);
	return r->done.failed ? MBIM_E_MEMORY : 0;
}

/* --- what goes into the core --------------------------------------------- */

static void call(struct replay *r, const struct att_input *in, uint64_t now_ms)
{
	switch (in->kind) {
	case ATT_INPUT_PLUG:
		r->dialect = in->protocol->dialect;
		mbim_core_plug(r->core, &in->link, now_ms);
		return;
	case ATT_INPUT_UNPLUG:
		mbim_core_unplug(r->core, now_ms);
		return;
	case ATT_INPUT_WANT:
		mbim_core_want(r->core, in->want, now_ms);
		return;
	case ATT_INPUT_EXPIRE:
		mbim_core_expire(r->core, now_ms);
		return;
	case ATT_INPUT_RECONFIGURE:
		mbim_core_reconfigure(r->core, &in->config, now_ms);
		return;
	case ATT_INPUT_END:
		r->ended = true;
		return;
	}
}

static int event(struct replay *r, struct mbim_bytes text, uint64_t now_ms)
{
	struct att_input in;
	int err = att_input_get(text, &in);

	if (err)
		return err;
	call(r, &in, now_ms);
	r->report->inputs += !r->ended;
	return 0;
}

static int join(struct joined *j, struct mbim_bytes bytes)
{
	if (j->cap - j->len < bytes.len) {
		size_t cap = 2 * (j->len + bytes.len);
		uint8_t *p = realloc(j->p, cap);

		if (!p)
			return MBIM_E_MEMORY;
		j->p = p;
		j->cap = cap;
	}
	if (bytes.len)
		memcpy(j->p + j->len, bytes.p, bytes.len);
	j->len += bytes.len;
	return 0;
}

static int transfer(struct replay *r, const struct mbim_tracefile_record *rec,
		    uint64_t now_ms)
{
	int err = join(&r->transfer, rec->bytes);
	struct mbim_bytes bytes;

	if (err || rec->goes_on)
		return err;
	bytes = mbim_bytes_of(r->transfer.p, r->transfer.len);
	r->transfer.len = 0;
	if (rec->kind == MBIM_TRACEFILE_OUTPUT)
		return expect_output(r, bytes);
	err = expect_nothing(r);
	if (err)
		return err;
	mbim_core_input(r->core, bytes, now_ms);
	r->report->inputs++;
	return 0;
}

static int start(struct replay *r, struct mbim_bytes text)
{
	struct att_start start;
	void *mem;

	if (att_start_get(text, &start) || r->core)
		return MBIM_E_CONFIG;
	r->start_ms = start.start_ms;
	r->report->masked = start.masked;
	mem = malloc(mbim_core_size(mbim_protocols));
	if (!mem)
		return MBIM_E_MEMORY;
	r->core = mbim_core_init(mem, mbim_protocols, &start.config, start.seed,
				 on_step, r);
	return 0;
}

static int record(struct replay *r, const struct mbim_tracefile_record *rec)
{
	uint64_t now_ms = r->start_ms + rec->ms;
	int err;

	if (r->ended)
		return MBIM_E_CONFIG;
	switch (rec->kind) {
	case MBIM_TRACEFILE_START:
		return start(r, rec->bytes);
	case MBIM_TRACEFILE_EVENT:
		err = expect_nothing(r);
		return err ? err : event(r, rec->bytes, now_ms);
	case MBIM_TRACEFILE_INPUT:
	case MBIM_TRACEFILE_OUTPUT:
		return transfer(r, rec, now_ms);
	case MBIM_TRACEFILE_EFFECT:
		return expect_effect(r, rec->bytes);
	case MBIM_TRACEFILE_STEP:
		return expect_step(r, rec->bytes);
	case MBIM_TRACEFILE_BUSY_PORT:
		r->busy = true;
		return 0;
	case MBIM_TRACEFILE_LATER_EFFECTS:
		r->later = true;
		return 0;
	}
	return MBIM_E_CONFIG;
}

static int replay(struct replay *r, struct mbim_bytes file)
{
	struct mbim_tracefile_reader reader;
	struct mbim_tracefile_record rec;
	struct mbim_text problem;
	int got, err;

	mbim_text_init(&problem, r->report->problem,
		       sizeof(r->report->problem));
	mbim_tracefile_reader_init(&reader, file);
	while ((got = mbim_tracefile_next(&reader, &rec)) > 0) {
		r->report->packet = rec.number;
		r->report->at_ms = rec.ms;
		err = record(r, &rec);
		if (err == MBIM_E_CONFIG)
			mbim_text_put(&problem, "cannot be understood");
		if (err)
			return err;
	}
	if (!got && r->ended)
		return 0;
	if (!got) {
		mbim_text_put(&problem,
			      "has no end: the file, or the run, was cut off");
		return MBIM_E_SHORT;
	}
	mbim_tracefile_explain(&reader, got, &problem);
	return got;
}

int mbim_tracefile_replay_watched(struct mbim_bytes file,
				  struct mbim_replay_report *report,
				  mbim_replay_watch_fn *watch, void *watch_ctx)
{
	struct replay r = {.dialect = mbim_protocols[0]->dialect,
			   .report = report,
			   .watch = watch,
			   .watch_ctx = watch_ctx};
	int err;

	memset(report, 0, sizeof(*report));
	err = replay(&r, file);
	free(r.core);
	free(r.done.steps);
	free(r.transfer.p);
	return err;
}

int mbim_tracefile_replay(struct mbim_bytes file,
			  struct mbim_replay_report *report)
{
	return mbim_tracefile_replay_watched(file, report, NULL, NULL);
}
