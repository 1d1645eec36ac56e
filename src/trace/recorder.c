/* Calls of the core, recorded. */
#include "trace/recorder.h"

#include <stdlib.h>

#include "base/errors.h"
#include "core/effect.h"
#include "trace/file.h"
#include "protocol/mbim/mbim.h"

#ifdef ATTACHE_TRACEFILE
#define RECORD(r, call)        \
	do {                   \
		if ((r)->file) \
			call;  \
	} while (0)
#else
/* the call is compiled, and left out */
#define RECORD(r, call)             \
	do {                        \
		if (0 && (r)->file) \
			call;       \
	} while (0)
#endif

bool mbim_recorder_can_write(void)
{
#ifdef ATTACHE_TRACEFILE
	return true;
#else
	return false;
#endif
}

static void on_step(void *ctx, const struct mbim_trace_rec *rec)
{
	struct mbim_recorder *r = ctx;

	RECORD(r, mbim_tracefile_step(r->file, rec));
	if (r->trace)
		r->trace(r->trace_ctx, rec);
}

int mbim_recorder_init(struct mbim_recorder *r,
		       const struct mbim_recorder_options *options)
{
	void *mem = malloc(mbim_core_size(mbim_protocols));

	if (!mem)
		return MBIM_E_MEMORY;
	*r = (struct mbim_recorder){.trace = options->trace,
				    .trace_ctx = options->trace_ctx};
	r->core = mbim_core_init(mem, mbim_protocols, options->config,
				 options->seed, on_step, r);
#ifdef ATTACHE_TRACEFILE
	if (options->path) {
		r->file = mbim_tracefile_open(options->path, options->mask,
					      options->config, options->seed,
					      options->start_ms);
		if (!r->file) {
			free(mem);
			r->core = NULL;
			return MBIM_E_IO;
		}
	}
#endif
	return 0;
}

int mbim_recorder_error(const struct mbim_recorder *r)
{
	int error = 0;

	RECORD(r, error = mbim_tracefile_error(r->file));
	return error;
}

int mbim_recorder_fini(struct mbim_recorder *r)
{
	int err = 0;

	if (r->core)
		free(r->core);
	r->core = NULL;
	RECORD(r, err = mbim_tracefile_close(r->file));
	r->file = NULL;
	return err;
}

void mbim_recorder_reconfigure(struct mbim_recorder *r,
			       const struct mbim_core_config *config,
			       uint64_t now_ms)
{
	RECORD(r, mbim_tracefile_reconfigure(r->file, now_ms, config));
	mbim_core_reconfigure(r->core, config, now_ms);
}

void mbim_recorder_want(struct mbim_recorder *r, enum mbim_want want,
			uint64_t now_ms)
{
	static const char *const text[] = {
		[MBIM_WANT_OFF] = "want off",
		[MBIM_WANT_ATTACHED] = "want attached",
		[MBIM_WANT_CONNECTED] = "want connected",
	};

	RECORD(r, mbim_tracefile_event(r->file, now_ms, text[want]));
	mbim_core_want(r->core, want, now_ms);
}

static void plug_text(struct mbim_text *t, const struct mbim_core_link *link)
{
	mbim_text_put(t, "plug max_control=");
	mbim_text_dec(t, link->max_control);
	mbim_text_put(t, " ex_version=0x");
	mbim_text_hex(t, link->ex_version, 4);
	mbim_text_put(t, " max_outstanding=");
	mbim_text_dec(t, link->max_outstanding);
	mbim_text_put(t, " mtu=");
	mbim_text_dec(t, link->mtu);
	mbim_text_put(t, link->framed ? " framed=1" : " framed=0");
	mbim_text_put(t, link->stale ? " stale=1" : "");
}

void mbim_recorder_plug(struct mbim_recorder *r,
			const struct mbim_core_link *link, uint64_t now_ms)
{
	char buf[128];
	struct mbim_text t;

	mbim_text_init(&t, buf, sizeof(buf));
	plug_text(&t, link);
	RECORD(r, mbim_tracefile_event(r->file, now_ms, buf));
	mbim_core_plug(r->core, link, now_ms);
}

void mbim_recorder_unplug(struct mbim_recorder *r, uint64_t now_ms)
{
	RECORD(r, mbim_tracefile_event(r->file, now_ms, "unplug"));
	mbim_core_unplug(r->core, now_ms);
}

void mbim_recorder_input(struct mbim_recorder *r, struct mbim_bytes bytes,
			 uint64_t now_ms)
{
	RECORD(r, mbim_tracefile_input(r->file, now_ms, bytes));
	mbim_core_input(r->core, bytes, now_ms);
}

void mbim_recorder_expire(struct mbim_recorder *r, uint64_t now_ms)
{
	RECORD(r, mbim_tracefile_event(r->file, now_ms, "expire"));
	mbim_core_expire(r->core, now_ms);
}

size_t mbim_recorder_output(struct mbim_recorder *r, uint8_t *buf, size_t cap,
			    uint64_t now_ms)
{
	size_t len = mbim_core_output(r->core, buf, cap);

	(void)now_ms;
	RECORD(r,
	       mbim_tracefile_output(r->file, now_ms, mbim_bytes_of(buf, len)));
	return len;
}

bool mbim_recorder_effect(struct mbim_recorder *r, struct mbim_effect *out,
			  uint64_t now_ms)
{
	char buf[MBIM_EFFECT_TEXT];
	struct mbim_text t;

	if (!mbim_core_effect(r->core, out)) {
		RECORD(r, mbim_tracefile_effect(r->file, now_ms, ""));
		return false;
	}
	mbim_text_init(&t, buf, sizeof(buf));
	mbim_effect_text(&t, out);
	RECORD(r, mbim_tracefile_effect(r->file, now_ms, buf));
	(void)now_ms;
	return true;
}
