/* QMI from and to clients: the control service is answered here, and carried
 * out for them; what else they ask the modem answers. */
#include "linux/control_qmi.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "linux/control_rights.h"
#include "linux/proxy_qmi.h"

#define MODEM ATT_CONTROL_MODEM

bool att_control_qmi_begins(const uint8_t *b)
{
	return b[0] == QMI_MARK && att_get16(b + 1);
}

/* --- answers -------------------------------------------------------------- */

static int put(struct att_control_client *c, const struct qmi_head *head,
	       struct att_bytes frame)
{
	uint8_t *to;
	size_t room = att_control_client_room(c, &to);

	if (frame.len > room)
		return ATT_E_ROOM;
	memcpy(to, frame.p, frame.len);
	/* The transaction that the client knows. */
	if (head->service == QMI_SERVICE_CTL)
		to[7] = (uint8_t)head->transaction;
	else
		att_put16(to + 7, head->transaction);
	att_control_client_put(c, frame.len);
	return 0;
}

/* error 0: it was carried out. */
static int done(struct att_control_client *c, const struct qmi_head *request,
		uint16_t error)
{
	uint8_t frame[QMI_HEAD_MAX + QMI_TLV_HEADER + 4];
	uint8_t *tlv = frame + qmi_head_len(request->service);
	struct qmi_head head = *request;

	head.from_modem = true;
	head.kind = QMI_RESPONSE;
	tlv[0] = QMI_TLV_RESULT;
	att_put16(tlv + 1, 4);
	att_put16(tlv + 3, error != 0);
	att_put16(tlv + 5, error);
	return put(c, &head,
		   att_bytes_of(frame, qmi_head_put(&head, QMI_TLV_HEADER + 4,
						    frame)));
}

/* What has no answer of the modem. */
static uint16_t error_of(uint32_t status)
{
	switch (status) {
	case MBIM_STATUS_NOT_INITIALIZED:
		return QMI_PROTOCOL_ERROR_DEVICE_NOT_READY;
	case MBIM_STATUS_BUSY:
		return QMI_PROTOCOL_ERROR_INSUFFICIENT_RESOURCES;
	case MBIM_STATUS_NO_DEVICE_SUPPORT:
		return QMI_PROTOCOL_ERROR_DEVICE_UNSUPPORTED;
	case MBIM_STATUS_INVALID_PARAMETERS:
		return QMI_PROTOCOL_ERROR_ARGUMENT_TOO_LONG;
	}
	return QMI_PROTOCOL_ERROR_INTERNAL;
}

/* --- the modem ------------------------------------------------------------ */

/* id: that this is about; or NULL */
static int ask_modem(struct att_control_client *c, const struct qmi_message *m,
		     struct att_bytes frame, struct att_qmi_id *id)
{
	const struct att_manager *manager = c->socket->manager;
	struct att_control_asked *k = att_control_client_ask(c);

	k->request = m->head;
	if (id)
		id->token = k->token;
	manager->request(manager->ctx, MODEM, frame, c->socket->reply);
	return c->fd < 0 ? ATT_E_ROOM : 0;
}

static int allocate(struct att_control_client *c, const struct qmi_message *m,
		    struct att_bytes frame)
{
	struct qmi_ctl_allocate_cid_req req;
	struct att_qmi_id *id;

	if (qmi_ctl_allocate_cid_req_decode(m->tlvs, &req) || !req.has.service)
		return done(c, &m->head, QMI_PROTOCOL_ERROR_MISSING_ARGUMENT);
	id = att_qmi_ids_reserve(&c->socket->ids, c, req.service);
	if (!id)
		return done(c, &m->head,
			    QMI_PROTOCOL_ERROR_CLIENT_IDS_EXHAUSTED);
	return ask_modem(c, m, frame, id);
}

static int release(struct att_control_client *c, const struct qmi_message *m,
		   struct att_bytes frame)
{
	struct qmi_ctl_release_cid_req req;
	struct att_qmi_id *id;

	if (qmi_ctl_release_cid_req_decode(m->tlvs, &req) ||
	    !req.has.release_info)
		return done(c, &m->head, QMI_PROTOCOL_ERROR_MISSING_ARGUMENT);
	id = att_qmi_ids_of(&c->socket->ids, c, req.release_info.service,
			    req.release_info.cid);
	if (!id || id->token)
		return done(c, &m->head, QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID);
	return ask_modem(c, m, frame, id);
}

/* Which device: there is one. */
static uint16_t open_modem(struct att_control_client *c)
{
	const struct att_manager *m = c->socket->manager;
	struct att_manager_status now;

	if (MODEM >= m->modems(m->ctx))
		return QMI_PROTOCOL_ERROR_DEVICE_NOT_READY;
	m->status(m->ctx, MODEM, &now);
	if (!now.core->open)
		return QMI_PROTOCOL_ERROR_DEVICE_NOT_READY;
	if (!now.qmi)
		return QMI_PROTOCOL_ERROR_DEVICE_UNSUPPORTED;
	c->room->proxy.opened = true;
	return QMI_PROTOCOL_ERROR_NONE;
}

/* 0: the manager may be asked. */
static uint16_t refusal(struct att_control_client *c,
			const struct qmi_message *m)
{
	const struct att_manager *manager = c->socket->manager;
	struct att_manager_status now;

	manager->status(manager->ctx, MODEM, &now);
	if (att_proxy_qmi_breaks(&now, m))
		return QMI_PROTOCOL_ERROR_ACCESS_DENIED;
	if (!att_control_rights_may(c->socket->config, c->fd,
				    att_proxy_qmi_changes(m)))
		return QMI_PROTOCOL_ERROR_ACCESS_DENIED;
	return QMI_PROTOCOL_ERROR_NONE;
}

/* --- requests ------------------------------------------------------------- */

/* A sync would take the ids of all. */
static int answer_ctl(struct att_control_client *c, const struct qmi_message *m,
		      struct att_bytes frame)
{
	uint16_t refused;

	switch (m->head.message) {
	case QMI_CTL_SYNC:
		return done(c, &m->head, QMI_PROTOCOL_ERROR_NONE);
	case QMI_CTL_ALLOCATE_CID:
		return allocate(c, m, frame);
	case QMI_CTL_RELEASE_CID:
		return release(c, m, frame);
	case QMI_CTL_GET_VERSION_INFO:
		return ask_modem(c, m, frame, NULL);
	case QMI_CTL_SET_DATA_FORMAT:
		refused = refusal(c, m);
		return refused ? done(c, &m->head, refused)
			       : ask_modem(c, m, frame, NULL);
	}
	return done(c, &m->head, QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND);
}

static int answer(struct att_control_client *c, const struct qmi_message *m,
		  struct att_bytes frame)
{
	const struct qmi_head *h = &m->head;
	uint16_t refused;

	if (c == &c->socket->client[ATT_CONTROL_CLIENTS])
		return done(c, h, QMI_PROTOCOL_ERROR_INSUFFICIENT_RESOURCES);
	if (h->service == QMI_SERVICE_CTL &&
	    h->message == QMI_CTL_INTERNAL_PROXY_OPEN)
		return done(c, h, open_modem(c));
	if (!c->room->proxy.opened)
		return done(c, h, QMI_PROTOCOL_ERROR_INVALID_OPERATION);
	if (h->service == QMI_SERVICE_CTL)
		return answer_ctl(c, m, frame);
	if (!att_qmi_ids_of(&c->socket->ids, c, h->service, h->client))
		return done(c, h, QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID);
	refused = refusal(c, m);
	return refused ? done(c, h, refused) : ask_modem(c, m, frame, NULL);
}

/* Its head is there, and its lengths contradict each other. */
static int wrong(struct att_control_client *c, struct att_bytes frame)
{
	const uint8_t *p = frame.p;
	const bool ctl = p[4] == QMI_SERVICE_CTL;
	const struct qmi_head head = {
		.service = p[4],
		.client = p[5],
		.transaction = ctl ? p[7] : att_get16(p + 7),
		.message = att_get16(p + qmi_head_len(p[4]) - 4),
	};

	return done(c, &head, QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE);
}

int att_control_qmi_next(struct att_control_client *c)
{
	struct att_bytes frame;
	struct qmi_message m;
	int err = 0;

	if (!att_control_client_may_ask(c) ||
	    !qmi_stream_next(&c->room->frames, &frame))
		return 0;
	if (qmi_decode(frame, &m))
		err = wrong(c, frame);
	else if (m.head.kind == QMI_REQUEST)
		err = answer(c, &m, frame);
	return err ? err : 1;
}

/* --- from the modem ------------------------------------------------------- */

int att_control_qmi_replied(struct att_control_client *c,
			    struct att_control_asked *asked, uint32_t status,
			    struct att_bytes frame)
{
	const struct qmi_head request = asked->request;

	att_control_client_heard(c, asked);
	return status ? done(c, &request, error_of(status))
		      : put(c, &request, frame);
}

int att_control_qmi_tell(struct att_control_client *c,
			 const struct qmi_head *head, struct att_bytes frame)
{
	struct att_qmi_ids *ids = &c->socket->ids;
	int err;

	if (head->client == QMI_CLIENT_ALL
		    ? !att_qmi_ids_serves(ids, c, head->service)
		    : !att_qmi_ids_of(ids, c, head->service, head->client))
		return 0;
	err = put(c, head, frame);
	return err ? err : 1;
}

/* --- ids ------------------------------------------------------------------ */

/* The id that the modem gives; 0: none. */
static uint8_t given(uint32_t status, struct att_bytes frame, uint8_t service)
{
	struct qmi_ctl_allocate_cid_resp r;
	struct qmi_message m;

	if (status || qmi_decode(frame, &m) ||
	    qmi_ctl_allocate_cid_resp_decode(m.tlvs, &r) ||
	    !r.has.allocation_info || r.allocation_info.service != service)
		return 0;
	return r.allocation_info.cid;
}

/* What the modem does not take back it does not know. */
void att_control_qmi_heard(struct att_control_socket *s, uint32_t token,
			   uint32_t status, struct att_bytes frame)
{
	struct att_qmi_id *id = att_qmi_ids_asked(&s->ids, token);

	if (!id)
		return;
	id->token = 0;
	if (!id->id) {
		id->id = given(status, frame, id->service);
		id->used = id->id;
	} else {
		id->used = status == MBIM_STATUS_BUSY; /* later */
	}
}

static size_t release_frame(const struct att_qmi_id *id, uint8_t *buf,
			    size_t cap)
{
	const struct qmi_head head = {
		.service = QMI_SERVICE_CTL,
		.message = QMI_CTL_RELEASE_CID,
	};
	const struct qmi_ctl_release_cid_req req = {
		.has.release_info = true,
		.release_info.service = id->service,
		.release_info.cid = id->id,
	};
	const size_t at = qmi_head_len(QMI_SERVICE_CTL);
	int len = qmi_ctl_release_cid_req_encode(&req, buf + at, cap - at);

	return len < 0 ? 0 : qmi_head_put(&head, (size_t)len, buf);
}

void att_control_qmi_release(struct att_control_socket *s)
{
	const struct att_manager *m = s->manager;
	struct att_qmi_id *id;
	uint8_t frame[32];

	while ((id = att_qmi_ids_left(&s->ids))) {
		uint32_t token = att_control_client_token(s, ATT_ASKERS - 1);
		size_t len = release_frame(id, frame, sizeof(frame));

		id->token = token;
		m->request(m->ctx, MODEM, att_bytes_of(frame, len), s->reply);
		if (id->used && !id->token)
			return; /* as many wait as can */
	}
}
