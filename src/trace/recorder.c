/* Calls of the core, recorded. */
#include "trace/recorder.h"

#include <string.h>

#include "base/errors.h"
#include "core/effect.h"
#include "trace/protocols.h"
#include "trace/text.h"

static void on_step(void *ctx, const struct att_trace_rec *rec)
{
	struct att_recorder *r = ctx;

	if (r->file)
		att_tracefile_step(r->file, rec);
	if (r->trace)
		r->trace(r->trace_ctx, rec);
}

void att_recorder_start(struct att_recorder *r, void *mem,
			const struct att_recorder_options *options,
			struct att_tracefile *file)
{
	*r = (struct att_recorder){.protocols = options->protocols,
				   .file = file,
				   .trace = options->trace,
				   .trace_ctx = options->trace_ctx};
	r->core =
		att_core_init(mem, r->protocols, options->config, options->seed,
			      file || r->trace ? on_step : NULL, r);
}

/* Any input but bytes and a configuration. */
static void record(struct att_recorder *r, const struct att_input *in,
		   uint64_t now_ms)
{
	struct att_text t;
	char buf[320 + 3 * ATT_OBSERVED_WORDS];

	if (!r->file)
		return;
	att_text_init(&t, buf, sizeof(buf));
	att_input_put(&t, in, NULL);
	att_tracefile_event(r->file, now_ms, buf);
}

void att_recorder_reconfigure(struct att_recorder *r,
			      const struct att_core_config *config,
			      uint64_t now_ms)
{
	if (r->file)
		att_tracefile_reconfigure(r->file, now_ms, config);
	att_core_reconfigure(r->core, config, now_ms);
}

void att_recorder_want(struct att_recorder *r, enum att_want want,
		       uint64_t now_ms)
{
	const struct att_input in = {.kind = ATT_INPUT_WANT, .want = want};

	record(r, &in, now_ms);
	att_core_want(r->core, want, now_ms);
}

void att_recorder_plug(struct att_recorder *r, const struct att_core_link *link,
		       uint64_t now_ms)
{
	const char *name = link->speaks ? link->speaks : "";
	const struct att_input in = {
		.kind = ATT_INPUT_PLUG,
		.protocol = att_protocols_find(
			r->protocols, att_bytes_of(name, strlen(name))),
		.link = *link,
	};

	/* Nor does the core take what none of them speaks. */
	if (in.protocol)
		record(r, &in, now_ms);
	att_core_plug(r->core, link, now_ms);
}

void att_recorder_unplug(struct att_recorder *r, uint64_t now_ms)
{
	const struct att_input in = {.kind = ATT_INPUT_UNPLUG};

	record(r, &in, now_ms);
	att_core_unplug(r->core, now_ms);
}

void att_recorder_input(struct att_recorder *r, struct att_bytes bytes,
			uint64_t now_ms)
{
	if (r->file)
		att_tracefile_input(r->file, now_ms, bytes);
	att_core_input(r->core, bytes, now_ms);
}

void att_recorder_expire(struct att_recorder *r, uint64_t now_ms)
{
	const struct att_input in = {.kind = ATT_INPUT_EXPIRE};

	record(r, &in, now_ms);
	att_core_expire(r->core, now_ms);
}

void att_recorder_observe(struct att_recorder *r,
			  const struct att_observation *o, uint64_t now_ms)
{
	const struct att_input in = {.kind = ATT_INPUT_OBSERVE,
				     .observation = *o};

	record(r, &in, now_ms);
	att_core_observe(r->core, o, now_ms);
}

int att_recorder_ask(struct att_recorder *r, unsigned ask,
		     struct att_bytes request, uint32_t timeout_ms,
		     uint64_t now_ms)
{
	int err;

	if (request.len > ATT_TRACEFILE_ASK)
		return ATT_E_ROOM;
	err = att_core_ask(r->core, ask, request, timeout_ms, now_ms);
	/* It has no effect and makes no step before it is sent. */
	if (!err && r->file)
		att_tracefile_ask(r->file, now_ms, ask, request, timeout_ms);
	return err;
}

size_t att_recorder_output(struct att_recorder *r, uint8_t *buf, size_t cap,
			   uint64_t now_ms)
{
	size_t len = att_core_output(r->core, buf, cap);

	if (r->file)
		att_tracefile_output(r->file, now_ms, att_bytes_of(buf, len));
	return len;
}

bool att_recorder_effect(struct att_recorder *r, struct att_effect *out,
			 uint64_t now_ms)
{
	bool more = att_core_effect(r->core, out);
	char buf[ATT_EFFECT_TEXT] = "";
	struct att_text t;

	if (!r->file)
		return more;
	att_text_init(&t, buf, sizeof(buf));
	if (more)
		att_effect_text(&t, out);
	att_tracefile_effect(r->file, now_ms, buf);
	return more;
}
