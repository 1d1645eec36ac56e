/* QMI as the manager sees it: frames out of operations, reports out of
 * frames. */
#include "base/errors.h"
#include "protocol/qmi/state.h"
#include "wire/qmi/dialect.h"

#define NEVER UINT64_MAX

static void init(void *t, uint32_t random)
{
	struct qmi_state *s = t;

	memset(s, 0, sizeof(*s));
	/* An earlier program may have begun with 1, and be owed answers. */
	s->ctl_transaction = (uint8_t)((random * 2654435761u) >> 24);
	s->gap_ms = NEVER;
	qmi_control_init(&s->control);
	qmi_stream_init(&s->stream);
}

static void plug(void *t, const struct att_core_link *link)
{
	struct qmi_state *s = t;

	s->link = *link;
	s->out_len = 0;
	s->gap_ms = NEVER;
	s->desynced = link->stale;
	s->radio_tag = 0;
	memset(s->turn, 0, sizeof(s->turn));
	memset(s->pending, 0, sizeof(s->pending));
	qmi_clients_forget(s);
	qmi_clients_take(s, &link->left);
	s->synced = false;
	qmi_stream_init(&s->stream);
}

static void forget(void *t)
{
	struct qmi_state *s = t;

	s->sync_unanswered = s->format_unanswered = false;
	s->no_client = 0;
}

static uint8_t state(const void *t)
{
	return ((const struct qmi_state *)t)->control.state;
}

/* --- operations ---------------------------------------------------------- */

/* Those that a modem may lack it is asked for, and refuses. */
static unsigned parts(const void *t, uint16_t kind)
{
	const struct qmi_state *s = t;
	const struct qmi_plan *p = qmi_plan_of(kind);

	if (!p)
		return 0;
	if ((kind == ATT_OP_SLOT || kind == ATT_OP_USE_SLOT ||
	     kind == ATT_OP_CARD) &&
	    (s->lacks.uim || !qmi_channel_has(s, QMI_SERVICE_UIM)))
		return 0;
	return kind == QMI_OP_RELEASE || kind == QMI_OP_CLIENTS
		       ? QMI_CLIENTS + p->n
		       : p->n;
}

static bool anew(uint16_t kind)
{
	return kind == QMI_OP_VERSIONS || kind == QMI_OP_SYNC ||
	       kind == QMI_OP_RELEASE;
}

/* What is kept of an operation when it begins. */
static void begin(struct qmi_state *s, const struct att_operation *o)
{
	struct qmi_session *session;

	if (o->kind == ATT_OP_RAW)
		qmi_raw_begin(s, o);
	if (o->kind == ATT_OP_RADIO_ON || o->kind == ATT_OP_RADIO_OFF)
		s->radio_tag = 0;
	if (o->kind == ATT_OP_ATTACH)
		s->known.network.reject_cause = 0;
	if (o->kind < ATT_OP_SESSION || o->kind > ATT_OP_ADDRESSES)
		return;
	session = &s->session[o->session];
	session->moving =
		o->kind == ATT_OP_ACTIVATE || o->kind == ATT_OP_DEACTIVATE;
	if (o->kind == ATT_OP_ADDRESSES)
		memset(&session->ip, 0, sizeof(session->ip));
	if (o->kind != ATT_OP_ACTIVATE)
		return;
	session->families = o->families;
	for (unsigned k = 0; k < QMI_FAMILIES; k++) {
		session->call[k].refused = false;
		session->call[k].cause = session->call[k].error = 0;
	}
}

/* The row that this part is; NULL: nothing is due. */
static struct qmi_turn *turn_of(struct qmi_state *s,
				const struct att_operation *o, unsigned part)
{
	struct qmi_turn *t = qmi_turn_find(s, o->kind, o->session);

	if (part && t && t->part == part)
		return t; /* once more, as its answer was spoilt */
	if (!part) {
		begin(s, o);
		t = qmi_turn_begin(s, o->kind, o->session);
		t->access = o->kind == ATT_OP_REGISTER ? o->access : 0;
		t->families = o->kind == ATT_OP_EVENTS ? o->families : 0;
	}
	if (!t)
		return NULL;
	t->step = qmi_plan_next(s, t, t->step);
	t->part = part;
	if (t->step == QMI_NO_STEP)
		return NULL;
	t->row = &qmi_plan_of(o->kind)->row[t->step];
	return t;
}

/* Each client counts for itself. */
static int address(struct qmi_state *s, const struct qmi_turn *t,
		   const struct att_operation *o, struct qmi_head *h)
{
	const struct qmi_request *row = t->row;
	struct qmi_client *c;

	h->kind = QMI_REQUEST;
	h->service = row->service;
	h->message = row->message;
	if (qmi_is_raw(row))
		return qmi_raw_address(s, o, h);
	if (h->service == QMI_SERVICE_CTL) {
		h->transaction = qmi_ctl_transaction(s);
		return 0;
	}
	c = qmi_client_find(s, h->service,
			    h->service == QMI_SERVICE_WDS
				    ? qmi_use(t->session, row->family)
				    : 0);
	if (!c)
		return ATT_E_STATE;
	h->client = c->id;
	h->transaction = qmi_client_transaction(c);
	return 0;
}

/* Room for one more: of others the longest one ago goes first, as attache waits
 * for its own. */
static struct qmi_pending *pending_room(struct qmi_state *s)
{
	struct qmi_pending *p = s->pending, *oldest = s->pending;

	for (; p < s->pending + QMI_PENDING && p->due; p++) {
		const bool raw = p->kind == ATT_OP_RAW;

		if (raw != (oldest->kind == ATT_OP_RAW)
			    ? raw
			    : (int32_t)(p->age - oldest->age) < 0)
			oldest = p;
	}
	return p < s->pending + QMI_PENDING ? p : oldest;
}

static void keep_pending(struct qmi_state *s, const struct qmi_turn *t,
			 const struct att_operation *o,
			 const struct qmi_head *h)
{
	const bool gives_back = h->service == QMI_SERVICE_CTL &&
				h->message == QMI_CTL_RELEASE_CID &&
				s->n_clients;
	const struct qmi_client *last = &s->client[s->n_clients - gives_back];
	struct qmi_pending *p;

	/* One that counts anew may have the tag of one long ago. */
	for (unsigned i = 0; i < QMI_PENDING; i++)
		if (s->pending[i].tag == qmi_tag(h))
			s->pending[i].due = false;
	p = pending_room(s);
	*p = (struct qmi_pending){
		.age = ++s->age,
		.tag = qmi_tag(h),
		.message = h->message,
		.kind = t->kind,
		.session = t->session,
		.step = t->step,
		.of = gives_back ? last->service : 0,
		.id = gives_back ? last->id : 0,
		.due = true,
	};
	if (qmi_is_raw(t->row))
		qmi_raw_keep(o, p);
}

/* What is said of the call by the answers to what was asked before no longer
 * counts. */
static void keep_call(struct qmi_state *s, const struct qmi_turn *t,
		      const struct qmi_head *h)
{
	struct qmi_call *call;

	if (h->service != QMI_SERVICE_WDS || qmi_is_raw(t->row))
		return;
	call = &s->session[t->session].call[t->row->family];
	if (h->message == QMI_WDS_START_NETWORK) {
		call->start = h->transaction;
		call->stop = 0;
	} else if (h->message == QMI_WDS_STOP_NETWORK) {
		call->stop = h->transaction;
	}
}

static int write(void *t, const struct att_operation *o, unsigned part,
		 uint32_t *tag)
{
	struct qmi_state *s = t;
	struct qmi_turn *turn;
	struct qmi_head h = {0};
	const struct qmi_request *row;
	size_t head;
	int len = 0, err;

	if (o->session >= QMI_SESSIONS && o->kind != ATT_OP_CARD)
		return ATT_E_VALUE;
	turn = turn_of(s, o, part);
	if (!turn)
		return ATT_E_STATE;
	err = address(s, turn, o, &h);
	if (err)
		return err;
	row = turn->row;
	head = qmi_head_len(h.service);
	if (row->put)
		len = row->put(s, turn, o, s->out + head, QMI_OUT_MAX - head);
	if (len < 0)
		return len;
	s->out_len = qmi_head_put(&h, (size_t)len, s->out);
	keep_pending(s, turn, o, &h);
	keep_call(s, turn, &h);
	*tag = turn->tag = qmi_tag(&h);
	return 0;
}

static uint32_t timeout_ms(const void *t, const struct att_operation *o,
			   unsigned part)
{
	/* It has just been written. */
	const struct qmi_turn *turn =
		qmi_turn_find((struct qmi_state *)t, o->kind, o->session);
	const struct qmi_message_info *info;
	const struct qmi_request *row;

	(void)part;
	if (!turn || turn->step == QMI_NO_STEP)
		return 1000 * QMI_TIMEOUT_S;
	row = turn->row;
	if (row->timeout_s)
		return 1000u * row->timeout_s;
	if (qmi_is_raw(row))
		return 1000u * qmi_raw_timeout_s(o);
	info = qmi_message_find(qmi_service_find(row->service), row->message,
				QMI_REQUEST, 0);
	return 1000u *
	       (info && info->timeout_s ? info->timeout_s : QMI_TIMEOUT_S);
}

static size_t output(void *t, uint8_t *buf, size_t cap)
{
	struct qmi_state *s = t;
	const size_t len = s->out_len;

	if (!len || len > cap)
		return 0;
	memcpy(buf, s->out, len);
	s->out_len = 0;
	return len;
}

/* --- in ------------------------------------------------------------------ */

static void input(void *t, struct att_bytes bytes)
{
	qmi_stream_input(&((struct qmi_state *)t)->stream, bytes);
}

static uint64_t deadline(const void *t)
{
	return ((const struct qmi_state *)t)->gap_ms;
}

static void expire(void *t, uint64_t now_ms)
{
	struct qmi_state *s = t;

	if (now_ms < s->gap_ms)
		return;
	s->gap_ms = NEVER;
	qmi_stream_give_up(&s->stream);
}

/* --- for people ---------------------------------------------------------- */

static const char *request_name(const void *t, uint16_t kind)
{
	const struct qmi_state *s = t;
	const struct qmi_plan *p = qmi_plan_of(kind);
	const struct qmi_message_info *info;

	if (!p || !p->row[p->n - 1].message)
		return NULL;
	if (kind == ATT_OP_RADIO_ON && s->radio_tag)
		return NULL; /* it has answered; it is to tell the rest */
	info = qmi_message_find(qmi_service_find(p->row[p->named].service),
				p->row[p->named].message, QMI_REQUEST, 0);
	return info ? qmi_message_info_name(info) : NULL;
}

static const char *code_name(uint32_t code)
{
	return att_enum_name(qmi_enum(QMI_ENUM_protocol_error), code);
}

static void status(const void *t, struct att_channel_status *out)
{
	const struct qmi_state *s = t;

	*out = (struct att_channel_status){
		.refusal = s->open_refusal,
		.orphans = s->orphans,
		.garbage = s->stream.garbage,
	};
	qmi_channel_problem(s, out);
}

static bool data_format(const void *t, struct att_data_format *out)
{
	const struct qmi_state *s = t;

	*out = s->known.format;
	return s->format_known;
}

static const uint16_t news[ATT_CONTROL_NEWS] = {
	[ATT_CONTROL_PLUGGED] = QMI_CONTROL_EV_PLUGGED,
	[ATT_CONTROL_GONE] = QMI_CONTROL_EV_GONE,
	[ATT_CONTROL_WANTED] = QMI_CONTROL_EV_WANTED,
	[ATT_CONTROL_RELEASE] = QMI_CONTROL_EV_RELEASE,
	[ATT_CONTROL_RETRY] = QMI_CONTROL_EV_RETRY,
	[ATT_CONTROL_HUNG] = QMI_CONTROL_EV_HUNG,
	[ATT_CONTROL_MUTE] = QMI_CONTROL_EV_MUTE,
	[ATT_CONTROL_NOT_OPENED] = QMI_CONTROL_EV_RESTARTED,
};

const struct att_protocol qmi_protocol = {
	.name = "qmi",
	.dialect = &qmi_dialect,
	.size = sizeof(struct qmi_state),
	.control = &qmi_control_info,
	.waiting = QMI_CONTROL_WAITING,
	.outstanding = 4, /* each client counts for itself */
	.asks = ATT_CORE_ASKS,
	.news = news,
	.init = init,
	.plug = plug,
	.forget = forget,
	.step = qmi_channel_step,
	.state = state,
	.channel = qmi_channel,
	.order = qmi_channel_order,
	.unanswered = qmi_channel_unanswered,
	.parts = parts,
	.anew = anew,
	.write = write,
	.unwritable = QMI_PROTOCOL_ERROR_INVALID_ARGUMENT,
	.unwritable_refusal = ATT_REFUSAL_INACTIVE,
	.timeout_ms = timeout_ms,
	.output = output,
	.input = input,
	.next = qmi_answer_next,
	.deadline = deadline,
	.expire = expire,
	.request_name = request_name,
	.code_name = code_name,
	.status = status,
	.data_format = data_format,
	.left = qmi_clients_left,
};
