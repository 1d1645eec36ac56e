/* Calls of the core, recorded. */
#include "trace/recorder.h"

#include <stdlib.h>

#include "base/errors.h"
#include "core/effect.h"
#include "protocol/mbim/mbim.h"
#include "trace/file.h"
#include "trace/text.h"

static void on_step(void *ctx, const struct mbim_trace_rec *rec)
{
	struct mbim_recorder *r = ctx;

	if (r->file)
		mbim_tracefile_step(r->file, rec);
	if (r->trace)
		r->trace(r->trace_ctx, rec);
}

int mbim_recorder_init(struct mbim_recorder *r,
		       const struct mbim_recorder_options *options)
{
	const struct att_protocol *const *protocols =
		options->protocols ? options->protocols : mbim_protocols;
	void *mem = malloc(mbim_core_size(protocols));

	if (!mem)
		return MBIM_E_MEMORY;
	*r = (struct mbim_recorder){.trace = options->trace,
				    .trace_ctx = options->trace_ctx};
	if (options->path) {
		r->file = mbim_tracefile_open(options->path, options->mask,
					      options->config, options->seed,
					      options->start_ms);
		if (!r->file) {
			free(mem);
			return MBIM_E_IO;
		}
	}
	r->core = mbim_core_init(mem, protocols, options->config, options->seed,
				 r->file || r->trace ? on_step : NULL, r);
	return 0;
}

int mbim_recorder_error(const struct mbim_recorder *r)
{
	return r->file ? mbim_tracefile_error(r->file) : 0;
}

int mbim_recorder_fini(struct mbim_recorder *r)
{
	int err = 0;

	if (r->core)
		free(r->core);
	r->core = NULL;
	if (r->file)
		err = mbim_tracefile_close(r->file);
	r->file = NULL;
	return err;
}

/* Any input but bytes and a configuration. */
static void record(struct mbim_recorder *r, const struct att_input *in,
		   uint64_t now_ms)
{
	struct mbim_text t;
	char buf[160];

	if (!r->file)
		return;
	mbim_text_init(&t, buf, sizeof(buf));
	att_input_put(&t, in, NULL);
	mbim_tracefile_event(r->file, now_ms, buf);
}

void mbim_recorder_reconfigure(struct mbim_recorder *r,
			       const struct mbim_core_config *config,
			       uint64_t now_ms)
{
	if (r->file)
		mbim_tracefile_reconfigure(r->file, now_ms, config);
	mbim_core_reconfigure(r->core, config, now_ms);
}

void mbim_recorder_want(struct mbim_recorder *r, enum mbim_want want,
			uint64_t now_ms)
{
	const struct att_input in = {.kind = ATT_INPUT_WANT, .want = want};

	record(r, &in, now_ms);
	mbim_core_want(r->core, want, now_ms);
}

void mbim_recorder_plug(struct mbim_recorder *r,
			const struct mbim_core_link *link, uint64_t now_ms)
{
	const struct att_input in = {.kind = ATT_INPUT_PLUG,
				     .protocol = mbim_protocols[0],
				     .link = *link};

	record(r, &in, now_ms);
	mbim_core_plug(r->core, link, now_ms);
}

void mbim_recorder_unplug(struct mbim_recorder *r, uint64_t now_ms)
{
	const struct att_input in = {.kind = ATT_INPUT_UNPLUG};

	record(r, &in, now_ms);
	mbim_core_unplug(r->core, now_ms);
}

void mbim_recorder_input(struct mbim_recorder *r, struct mbim_bytes bytes,
			 uint64_t now_ms)
{
	if (r->file)
		mbim_tracefile_input(r->file, now_ms, bytes);
	mbim_core_input(r->core, bytes, now_ms);
}

void mbim_recorder_expire(struct mbim_recorder *r, uint64_t now_ms)
{
	const struct att_input in = {.kind = ATT_INPUT_EXPIRE};

	record(r, &in, now_ms);
	mbim_core_expire(r->core, now_ms);
}

size_t mbim_recorder_output(struct mbim_recorder *r, uint8_t *buf, size_t cap,
			    uint64_t now_ms)
{
	size_t len = mbim_core_output(r->core, buf, cap);

	if (r->file)
		mbim_tracefile_output(r->file, now_ms, mbim_bytes_of(buf, len));
	return len;
}

bool mbim_recorder_effect(struct mbim_recorder *r, struct mbim_effect *out,
			  uint64_t now_ms)
{
	bool more = mbim_core_effect(r->core, out);
	char buf[MBIM_EFFECT_TEXT] = "";
	struct mbim_text t;

	if (!r->file)
		return more;
	mbim_text_init(&t, buf, sizeof(buf));
	if (more)
		mbim_effect_text(&t, out);
	mbim_tracefile_effect(r->file, now_ms, buf);
	return more;
}
