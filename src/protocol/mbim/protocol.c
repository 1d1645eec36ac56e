/* MBIM as the manager sees it: messages out of operations, reports out of
 * messages. */
#include "base/errors.h"
#include "protocol/mbim/state.h"
#include "wire/mbim/dialect.h"

#define DEFAULT_CONTROL	  4096u
#define OPEN_TIMEOUT_MS	  5000u
#define CLOSE_TIMEOUT_MS  5000u
#define RESYNC_TIMEOUT_MS 2000u

/* Transaction ids begin after this: away from 1, where those of an earlier
 * program may have begun, whose answers the modem may still owe. */
static void start(struct mbim_state *s, uint32_t random)
{
	s->transaction = 0x10000u + ((random * 2654435761u) >> 8);
	mbim_control_init(&s->control);
	mbim_frag_rx_init(&s->rx, true, s->stream, s->message_cap, s->whole,
			  s->message_cap);
}

static void init(void *t, uint32_t random)
{
	struct mbim_state *s = t;

	/* Not the buffers: nothing is read of them that was not written. */
	memset(s, 0, sizeof(*s));
	s->out = (uint8_t *)(s + 1);
	s->out_cap = MBIM_COMMAND_MAX;
	s->stream = s->out + s->out_cap;
	s->message_cap = MBIM_MESSAGE_MAX;
	s->whole = s->stream + s->message_cap;
	start(s, random);
}

static void init_raw(void *t, uint32_t random)
{
	struct mbim_state *s = t;

	memset(s, 0, sizeof(*s));
	s->out = (uint8_t *)(s + 1);
	s->out_cap = MBIM_RAW_REQUEST;
	s->stream = s->out + s->out_cap;
	s->message_cap = MBIM_RAW_ANSWER;
	s->whole = s->stream + s->message_cap;
	start(s, random);
}

static uint16_t control_size(uint16_t max_control)
{
	if (!max_control || max_control > DEFAULT_CONTROL)
		return DEFAULT_CONTROL;
	return max_control < MBIM_MSG_MIN_CONTROL ? MBIM_MSG_MIN_CONTROL
						  : max_control;
}

static uint16_t known_version(uint16_t ex_version)
{
	if (ex_version < MBIM_EX_1)
		return MBIM_EX_1;
	return ex_version > MBIM_EX_3 ? MBIM_EX_3 : ex_version;
}

static uint16_t known_most(uint16_t ex_most)
{
	return ex_most ? known_version(ex_most) : MBIM_EX_3;
}

static void plug(void *t, const struct att_core_link *link)
{
	struct mbim_state *s = t;

	s->max_control = control_size(link->max_control);
	s->ex_most = known_most(link->ex_most);
	s->ex_version = known_version(link->ex_version);
	if (s->ex_version > s->ex_most)
		s->ex_version = s->ex_most;
	s->shared = link->shared;
	s->plain = link->plain;
	s->ex_told = false;
	memset(s->raw, 0, sizeof(s->raw));
	s->plug_transaction = s->transaction;
	s->close_transaction = 0;
	s->desynced = link->stale;
	s->n_faults = 0;
	s->lost = 0;
	s->out_count = s->out_next = 0;
	memset(&s->has, 0, sizeof(s->has));
	mbim_signal_forget(s);
	mbim_frag_rx_init(&s->rx, link->framed, s->stream, s->message_cap,
			  s->whole, s->message_cap);
}

static void forget(void *t)
{
	struct mbim_state *s = t;

	s->services_unanswered = s->version_unanswered = false;
	s->version_spoiled = false;
}

static uint8_t state(const void *t)
{
	return ((const struct mbim_state *)t)->control.state;
}

/* --- operations ---------------------------------------------------------- */

static unsigned parts(const void *t, uint16_t kind)
{
	if (kind == ATT_OP_UNLOCK || kind == ATT_OP_UNLOCK_FOXCONN)
		return MBIM_UNLOCK_PARTS;
	if (kind == ATT_OP_RAW || kind == MBIM_OP_OPEN || kind == MBIM_OP_CLOSE)
		return 1;
	if (kind == ATT_OP_SIGNAL)
		return mbim_signal_parts(t);
	return mbim_request_of(t, kind, 0) != NULL;
}

static bool anew(uint16_t kind)
{
	return kind == MBIM_OP_OPEN || kind == MBIM_OP_CLOSE;
}

/* Never 0: indications have that. */
static uint32_t next_transaction(struct mbim_state *s)
{
	if (!++s->transaction)
		s->transaction++;
	return s->transaction;
}

static int encode_anew(struct mbim_state *s, uint16_t kind)
{
	const bool open = kind == MBIM_OP_OPEN;

	s->open_refusal = (struct att_open_refusal){0, false};
	if (!open)
		s->close_transaction = s->transaction;
	else if (!s->open_transaction)
		s->open_transaction = s->transaction;
	return mbim_msg_encode_simple(s->out, s->out_cap,
				      open ? MBIM_MSG_OPEN : MBIM_MSG_CLOSE,
				      s->transaction, s->max_control);
}

static int encode_command(struct mbim_state *s, const struct att_operation *o,
			  unsigned part)
{
	const struct mbim_request *r = mbim_request_of(s, o->kind, part);
	int body = 0;

	if (o->kind == ATT_OP_RAW)
		return mbim_raw_encode(s, o);
	if (!r)
		return ATT_E_TYPE;
	if (r->body)
		body = r->body(s, o, s->out + MBIM_MSG_COMMAND_BODY,
			       s->out_cap - MBIM_MSG_COMMAND_BODY);
	if (body < 0)
		return body;
	return mbim_msg_encode_command(s->out, s->out_cap, s->transaction,
				       &mbim_services[r->service].uuid, r->cid,
				       r->set, (size_t)body);
}

static void begin_message(struct mbim_state *s, int len)
{
	s->out_len = (uint32_t)len;
	s->out_next = 0;
	s->out_count = mbim_frag_tx_count(att_bytes_of(s->out, s->out_len),
					  s->max_control);
}

static int write(void *t, const struct att_operation *o, unsigned part,
		 uint32_t *tag)
{
	struct mbim_state *s = t;
	int len;

	*tag = next_transaction(s);
	len = anew(o->kind) ? encode_anew(s, o->kind)
			    : encode_command(s, o, part);
	if (len < 0)
		return len;
	if (o->kind >= ATT_OP_FCC && o->kind <= ATT_OP_UNLOCK_QUECTEL) {
		s->unlock_kind = o->kind;
		s->unlock_part = part;
	}
	if (o->kind == ATT_OP_SIGNAL)
		mbim_signal_asked(s, part);
	begin_message(s, len);
	return 0;
}

static const struct mbim_cid *cid_of(const struct mbim_request *r)
{
	return mbim_cid_find(&mbim_services[r->service], r->cid);
}

/* Of the first part: BASE_STATIONS_INFO has its long one for neighbours. */
static uint32_t timeout_ms(const void *t, const struct att_operation *o,
			   unsigned part)
{
	const struct mbim_request *r = mbim_request_of(t, o->kind, 0);
	const struct mbim_cid *cid;

	(void)part;
	if (o->kind == MBIM_OP_OPEN)
		return OPEN_TIMEOUT_MS;
	if (o->kind == ATT_OP_RAW)
		return mbim_raw_timeout_ms(o->raw);
	if (!r)
		return state(t) == MBIM_CONTROL_RESYNCING ? RESYNC_TIMEOUT_MS
							  : CLOSE_TIMEOUT_MS;
	cid = cid_of(r);
	return 1000u * (r->set ? cid->timeout_s_set : cid->timeout_s_query);
}

/* --- out ----------------------------------------------------------------- */

static void put_fault(struct mbim_state *s, const struct mbim_frag_fault *f)
{
	if (f->code && s->n_faults < sizeof(s->fault) / sizeof(s->fault[0]))
		s->fault[s->n_faults++] = *f;
}

static void begin_fault(struct mbim_state *s)
{
	const struct mbim_frag_fault f = s->fault[0];

	s->n_faults--;
	memmove(s->fault, s->fault + 1, s->n_faults * sizeof(f));
	begin_message(s, mbim_msg_encode_simple(s->out, s->out_cap,
						MBIM_MSG_HOST_ERROR,
						f.transaction, f.code));
}

/* Messages are never interleaved (MBIM 1.0 9.5). */
static size_t output(void *t, uint8_t *buf, size_t cap)
{
	struct mbim_state *s = t;
	int len;

	if (s->out_next >= s->out_count) {
		if (!s->n_faults)
			return 0;
		begin_fault(s);
	}
	len = mbim_frag_tx_get(att_bytes_of(s->out, s->out_len), s->max_control,
			       s->out_next++, buf, cap);
	return len > 0 ? (size_t)len : 0;
}

/* --- in ------------------------------------------------------------------ */

static void input(void *t, struct att_bytes bytes)
{
	mbim_frag_rx_put(&((struct mbim_state *)t)->rx, bytes);
}

/* Is the queue of answers ours? */
static void note_answer(struct mbim_state *s, uint32_t transaction)
{
	if (transaction == s->transaction)
		s->desynced = false;
	else if (transaction && !mbim_channel_ours(s, transaction))
		s->desynced = true;
}

/* It has the id of what it answers, and no more. */
static void function_error(struct mbim_state *s, const struct mbim_msg *msg,
			   struct att_report *out)
{
	mbim_channel_error(s, msg);
	if (msg->code == MBIM_PROTOCOL_NOT_OPENED) {
		out->kind = ATT_REPORT_NOT_OPENED;
		return;
	}
	out->about = ATT_ABOUT_ANY;
	out->result = ATT_RESULT_REFUSED;
	out->code = MBIM_STATUS_FAILURE;
	out->event = mbim_channel_refused(s, msg);
}

/* MBIM 1.0 9.4: an answer has the request's transaction id, and its type, its
 * service and its CID. False: nothing to report. */
static bool report(struct mbim_state *s, const struct mbim_msg *msg,
		   struct att_bytes bytes, struct att_report *out)
{
	*out = (struct att_report){
		.kind = ATT_REPORT_ANSWER,
		.tag = msg->transaction,
	};
	if (msg->type == (uint32_t)MBIM_MSG_INDICATE_STATUS) {
		out->kind = ATT_REPORT_NEWS;
		out->message = bytes;
		mbim_channel_told(s, msg);
		/* Where the standard has no such news nobody knows what they
		 * say. */
		if (mbim_msg_layout(msg, MBIM_EX_3))
			mbim_read(s, msg, out);
		if (!out->has_facts)
			out->about = ATT_ABOUT_ANY;
		return true;
	}
	if (!(msg->type & 0x80000000u)) { /* a host's message from a modem */
		s->orphans++;
		return false;
	}
	note_answer(s, msg->transaction);
	if (mbim_raw_read(s, msg, bytes, out))
		return true;
	switch (msg->type) {
	case (uint32_t)MBIM_MSG_OPEN_DONE:
		mbim_channel_open_done(s, msg, out);
		return true;
	case (uint32_t)MBIM_MSG_CLOSE_DONE:
		mbim_channel_close_done(s, msg, out);
		return true;
	case (uint32_t)MBIM_MSG_COMMAND_DONE:
		mbim_read(s, msg, out);
		return true;
	}
	function_error(s, msg, out);
	return true;
}

/* The answer with this id will not come: what came is told to the modem as an
 * error. False: it was no answer. */
static bool lost(uint32_t transaction, struct att_report *out)
{
	*out = (struct att_report){
		.kind = ATT_REPORT_ANSWER,
		.about = ATT_ABOUT_ANY,
		.tag = transaction,
		.result = ATT_RESULT_LOST,
	};
	return transaction != 0;
}

static bool faulty(struct mbim_state *s, const struct mbim_frag_fault *fault,
		   struct att_report *out)
{
	put_fault(s, fault);
	return fault->code && lost(fault->transaction, out);
}

/* One whole message. */
static bool message(struct mbim_state *s, struct att_bytes bytes,
		    struct att_report *out)
{
	struct mbim_msg msg;
	struct mbim_frag_fault fault;
	int err = mbim_msg_decode(bytes, &msg);

	if (!err)
		return report(s, &msg, bytes, out);
	fault.transaction = msg.transaction;
	fault.code = err == ATT_E_TYPE ? MBIM_PROTOCOL_UNKNOWN
				       : MBIM_PROTOCOL_LENGTH_MISMATCH;
	return faulty(s, &fault, out);
}

/* What `expire` has found. */
static bool lost_in_time(struct mbim_state *s, struct att_report *out)
{
	uint32_t transaction = s->lost;

	s->lost = 0;
	return lost(transaction, out);
}

static bool next(void *t, uint64_t now_ms, struct att_report *out)
{
	struct mbim_state *s = t;
	struct mbim_frag_fault fault;
	struct att_bytes bytes;
	int got;

	if (lost_in_time(s, out))
		return true;
	for (;;) {
		fault.code = 0;
		got = mbim_frag_rx_get(&s->rx, now_ms, &bytes, &fault);
		if (!got)
			return false;
		if (got < 0 ? faulty(s, &fault, out) : message(s, bytes, out))
			return true;
	}
}

static uint64_t deadline(const void *t)
{
	return ((const struct mbim_state *)t)->rx.deadline_ms;
}

static void expire(void *t, uint64_t now_ms)
{
	struct mbim_state *s = t;
	struct mbim_frag_fault fault = {0, 0};

	if (mbim_frag_rx_expire(&s->rx, now_ms, &fault) <= 0)
		return;
	put_fault(s, &fault);
	s->lost = fault.transaction;
}

/* --- for people ---------------------------------------------------------- */

static const char *request_name(const void *t, uint16_t kind)
{
	const struct mbim_request *r = mbim_request_of(t, kind, 0);

	return r ? cid_of(r)->name : NULL;
}

static const char *code_name(uint32_t code)
{
	return att_enum_name(&mbim_status_enum, code);
}

static void status(const void *t, struct att_channel_status *out)
{
	const struct mbim_state *s = t;

	*out = (struct att_channel_status){
		.refusal = s->open_refusal,
		.version = s->ex_version,
		.orphans = s->orphans + s->rx.orphans,
		.garbage = s->rx.dropped_bytes,
	};
}

/* NTBs are of the USB class: there is nothing to agree on. */
static bool data_format(const void *t, struct att_data_format *out)
{
	(void)t;
	(void)out;
	return false;
}

static const uint16_t news[ATT_CONTROL_NEWS] = {
	[ATT_CONTROL_PLUGGED] = MBIM_CONTROL_EV_PLUGGED,
	[ATT_CONTROL_GONE] = MBIM_CONTROL_EV_GONE,
	[ATT_CONTROL_WANTED] = MBIM_CONTROL_EV_WANTED,
	[ATT_CONTROL_RELEASE] = MBIM_CONTROL_EV_RELEASE,
	[ATT_CONTROL_RETRY] = MBIM_CONTROL_EV_RETRY,
	[ATT_CONTROL_HUNG] = MBIM_CONTROL_EV_HUNG,
	[ATT_CONTROL_MUTE] = MBIM_CONTROL_EV_MUTE,
	[ATT_CONTROL_NOT_OPENED] = MBIM_CONTROL_EV_NOT_OPENED,
};

/* All but the room. `unwritable`: a text that is not UTF-8. */
#define COMMON                                                                \
	.name = "mbim", .dialect = &mbim_dialect,                             \
	.control = &mbim_control_info, .waiting = MBIM_CONTROL_WAITING,       \
	.outstanding = 1, .asks = ATT_CORE_ASKS, .news = news, .plug = plug,  \
	.forget = forget, .step = mbim_channel_step, .state = state,          \
	.channel = mbim_channel, .order = mbim_channel_order,                 \
	.unanswered = mbim_channel_unanswered, .parts = parts, .anew = anew,  \
	.write = write, .unwritable = MBIM_STATUS_INVALID_PARAMETERS,         \
	.unwritable_refusal = ATT_REFUSAL_FAMILY, .timeout_ms = timeout_ms,   \
	.output = output, .input = input, .next = next, .deadline = deadline, \
	.expire = expire, .request_name = request_name,                       \
	.code_name = code_name, .status = status, .data_format = data_format

const struct att_protocol mbim_protocol = {
	COMMON,
	.size = sizeof(struct mbim_state) + MBIM_COMMAND_MAX +
		2 * MBIM_MESSAGE_MAX,
	.init = init,
};
const struct att_protocol mbim_protocol_raw = {
	COMMON,
	.size = sizeof(struct mbim_state) + MBIM_RAW_REQUEST +
		2 * MBIM_RAW_ANSWER,
	.init = init_raw,
};

const struct att_protocol *const mbim_protocols[] = {&mbim_protocol, NULL};
