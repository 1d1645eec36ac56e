/* From the packets of a trace to transfers. */
#include "capture/tracepdu.h"

#include "base/trace.h"
#include "trace/text.h"
#include "wire/mbim/cid.h"
#include "wire/qmi/dialect.h"

static const char texts[] = "texts of a trace";

void tracepdu_init(struct tracepdu *t)
{
	memset(t, 0, sizeof(*t));
}

static bool is(struct att_bytes b, const char *text)
{
	return att_bytes_equal(b, att_bytes_of(text, strlen(text)));
}

/* "plug ...": a modem comes, and how it is spoken to. */
static bool take_plug(struct tracepdu *t, struct att_bytes text,
		      struct transfer *out)
{
	struct att_input in;

	if (att_input_get(text, &in) || in.kind != ATT_INPUT_PLUG)
		return false;
	t->stream = !in.link.framed;
	out->qmi = strcmp(in.protocol->dialect->name, qmi_dialect.name) == 0;
	out->ex_version = in.link.ex_version ? in.link.ex_version : MBIM_EX_1;
	t->link = (struct transfer_link){
		.vendor = in.link.vendor,
		.product = in.link.product,
		.max_control = in.link.max_control,
		.ex_version = in.link.ex_version,
		.max_outstanding = in.link.max_outstanding,
		.mtu = in.link.mtu,
	};
	out->link = &t->link;
	return true;
}

/* A message, or bytes that are not a whole one. */
static bool is_of_channel(struct att_bytes dissector)
{
	return att_input_is_message(dissector) ||
	       is(dissector, qmi_dialect.dissector) ||
	       is(dissector, ATT_TRACEFILE_BYTES);
}

const char *tracepdu_take(struct tracepdu *t,
			  const struct att_pcapng_view *packet,
			  struct transfer *out)
{
	uint64_t ms;

	if (!t->begun)
		t->first_ms = packet->ms;
	t->begun = true;
	ms = packet->ms < t->first_ms ? 0 : packet->ms - t->first_ms;
	*att_trace_write_time(t->time, ms) = '\0';
	*out = (struct transfer){
		.way = packet->direction == ATT_PCAPNG_OUT  ? TRANSFER_TO_DEVICE
		       : packet->direction == ATT_PCAPNG_IN ? TRANSFER_TO_HOST
							    : TRANSFER_UNKNOWN,
		.record = packet->number,
		.time = t->time,
		.timed = true,
		.ms = (uint64_t)packet->epoch_s * 1000 + packet->ms,
	};
	if (is(packet->dissector, ATT_TRACEFILE_TEXTUAL))
		return take_plug(t, packet->data, out) ? NULL : texts;
	if (!packet->data.len || !is_of_channel(packet->dissector))
		return "packets for another dissector";
	out->bytes = packet->data;
	out->full_len = packet->data.len;
	out->stream = t->stream;
	return NULL;
}
