/* The manager and the recorded modem: a loop without a clock. */
#include "capture/as_modem_run.h"

#include <stdlib.h>
#include <string.h>

#include "trace/protocols.h"

#define TRANSFER 4096u /* as core.h wants it, and the most a read takes */
/* How long what stands is looked on. */
#define STANDS_MS 5000u
/* How long it may take to leave the modem. */
#define LEAVES_MS 10000u
/* Requests after which a run is thought to go round in circles. */
#define MOST_REQUESTS 10000u

static void on_step(void *ctx, const struct att_trace_rec *rec)
{
	struct as_modem_run *run = ctx;
	char text[512];
	struct att_bytes step;
	struct att_text t;

	if (run->n_steps == run->cap_steps) {
		uint32_t cap = run->cap_steps ? 2 * run->cap_steps : 64;
		void *p = realloc(run->steps, cap * sizeof(*run->steps));

		run->failed = run->failed || !p;
		if (!p)
			return;
		run->steps = p;
		run->cap_steps = cap;
	}
	att_text_init(&t, text, sizeof(text));
	att_trace_text(&t, rec, 0);
	step = recording_step(att_bytes_of(text, t.len));
	run->steps[run->n_steps].ms = rec->at_ms;
	run->steps[run->n_steps].text = strndup((const char *)step.p, step.len);
	run->failed = run->failed || !run->steps[run->n_steps].text;
	run->n_steps += !run->failed;
}

static void send_all(struct att_core *core, struct as_modem *m, uint64_t now_ms)
{
	uint8_t buf[TRANSFER];
	size_t len;

	while ((len = att_core_output(core, buf, sizeof(buf))))
		as_modem_take(m, att_bytes_of(buf, len), now_ms);
}

/* True: the manager has done all that it can do here. */
static bool take_effects(struct as_modem_run *run, struct att_core *core,
			 uint64_t now_ms)
{
	struct att_effect effect;
	struct att_text t;
	bool reset = false;

	while (att_core_effect(core, &effect)) {
		const struct att_observation well = {
			.what = ATT_OBSERVED_LINK_WELL,
			.session = effect.session};

		if (effect.kind == ATT_EFFECT_RESET_PORT)
			reset = true;
		if (effect.kind == ATT_EFFECT_LINK_DOWN && !effect.session &&
		    !run->leaving)
			run->link[0] = '\0';
		if (effect.kind != ATT_EFFECT_LINK_UP)
			continue;
		if (!effect.session) {
			run->link_ms = now_ms;
			att_text_init(&t, run->link, sizeof(run->link));
			att_effect_text(&t, &effect);
		}
		att_core_observe(core, &well, now_ms);
	}
	return reset;
}

/* One message of the modem, in its transfers. */
static void read_one(struct att_core *core, struct as_modem *m,
		     const struct as_modem_due *due, uint64_t now_ms)
{
	const struct att_bytes whole = att_bytes_of(due->bytes, due->len);
	static uint8_t buf[1 << 16];
	size_t len;

	for (uint32_t i = 0;
	     (len = m->r->manners->transfer(whole, m->max_control, i, buf,
					    sizeof(buf)));
	     i++)
		att_core_input(core, att_bytes_of(buf, len), now_ms);
}

static bool is_there(const struct recording *r,
		     const struct att_core_status *status)
{
	return status->up || (r->want == ATT_WANT_OPEN && status->open);
}

/* The next thing that happens, at its time; the time, UINT64_MAX: nothing
 * does. */
static uint64_t turn(struct as_modem_run *run, struct att_core *core,
		     struct as_modem *m, uint64_t now_ms)
{
	uint64_t deadline = att_core_deadline(core);
	uint64_t next = as_modem_next_ms(m);
	struct as_modem_due due;

	if (deadline == UINT64_MAX && next == UINT64_MAX)
		return UINT64_MAX;
	if (next > deadline) {
		now_ms = deadline > now_ms ? deadline : now_ms;
		att_core_expire(core, now_ms);
		return now_ms;
	}
	now_ms = next > now_ms ? next : now_ms;
	if (as_modem_give(m, now_ms, &due)) {
		read_one(core, m, &due, now_ms);
		free(due.bytes);
	}
	run->failed = run->failed || m->failed;
	return now_ms;
}

/* The host goes: what it says then belongs to its way as well. */
static void leave(struct as_modem_run *run, struct att_core *core,
		  struct as_modem *m)
{
	const uint64_t until_ms = run->ms + LEAVES_MS;
	uint64_t now_ms = run->ms;

	run->leaving = true;
	att_core_want(core, ATT_WANT_OFF, now_ms);
	while (!run->failed && now_ms < until_ms) {
		send_all(core, m, now_ms);
		if (take_effects(run, core, now_ms))
			return;
		now_ms = turn(run, core, m, now_ms);
	}
}

static void go(struct as_modem_run *run, struct att_core *core,
	       struct as_modem *m, uint64_t most_ms)
{
	uint64_t now_ms = 0, up_ms = UINT64_MAX;

	run->end = AS_MODEM_TIME;
	while (!run->failed && now_ms < most_ms && m->n_asked < MOST_REQUESTS) {
		send_all(core, m, now_ms);
		run->ms = now_ms;
		if (take_effects(run, core, now_ms)) {
			run->end = AS_MODEM_RESET;
			return;
		}
		att_core_status(core, &run->status);
		if (!is_there(m->r, &run->status))
			up_ms = UINT64_MAX;
		else if (up_ms == UINT64_MAX)
			up_ms = now_ms;
		run->up_ms = up_ms;
		if (up_ms != UINT64_MAX && now_ms >= up_ms + STANDS_MS)
			break;
		now_ms = turn(run, core, m, now_ms);
	}
	/* One session that is up is more than none. */
	if (up_ms == UINT64_MAX && run->link[0])
		up_ms = run->up_ms = run->link_ms;
	if (up_ms != UINT64_MAX)
		run->end = AS_MODEM_UP;
	else if (now_ms == UINT64_MAX)
		run->end = AS_MODEM_STILL;
}

bool as_modem_run(struct as_modem_run *run, struct as_modem *m,
		  uint64_t most_ms)
{
	const struct recording *r = m->r;
	struct att_core *core;
	void *mem = malloc(att_core_size(att_protocols));

	memset(run, 0, sizeof(*run));
	if (!mem)
		return false;
	core = att_core_init(mem, att_protocols, &r->start.config,
			     r->start.seed, on_step, run);
	att_core_want(core, r->want, 0);
	att_core_plug(core, &r->link, 0);
	go(run, core, m, most_ms);
	att_core_status(core, &run->status);
	if (run->end != AS_MODEM_RESET)
		leave(run, core, m);
	free(mem);
	return !run->failed;
}

void as_modem_run_fini(struct as_modem_run *run)
{
	for (uint32_t i = 0; i < run->n_steps; i++)
		free(run->steps[i].text);
	free(run->steps);
}
