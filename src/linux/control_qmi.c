/* QMI from and to clients, as frames on a stream. */
#include "linux/control_qmi.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "linux/control_modem.h"
#include "linux/qmi_rules.h"

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

static int done(struct att_control_client *c, const struct qmi_head *request,
		uint16_t error)
{
	uint8_t frame[ATT_QMI_RULES_FRAME];
	size_t len = att_qmi_rules_frame(request, error, frame);

	return put(c, request, att_bytes_of(frame, len));
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
	manager->request(manager->ctx, c->modem, frame, c->socket->reply);
	return c->fd < 0 ? ATT_E_ROOM : 0;
}

static uint16_t open_modem(struct att_control_client *c,
			   const struct qmi_message *msg)
{
	const struct att_manager *m = c->socket->manager;
	struct qmi_ctl_internal_proxy_open_req req;
	char name[ATT_CONTROL_MODEM_NAME] = "";
	struct att_manager_status now;
	uint32_t modem;

	if (!qmi_ctl_internal_proxy_open_req_decode(msg->tlvs, &req) &&
	    req.has.device_path)
		(void)att_str_get(&req.device_path, name, sizeof(name));
	modem = att_control_modem_meant(m, name);
	/* Its ids are those of the one that it has opened. */
	if (modem == ATT_CONTROL_NO_MODEM ||
	    (c->room->proxy.opened && modem != c->modem))
		return QMI_PROTOCOL_ERROR_DEVICE_NOT_READY;
	c->modem = modem;
	m->status(m->ctx, modem, &now);
	if (!now.core->open)
		return QMI_PROTOCOL_ERROR_DEVICE_NOT_READY;
	if (!now.qmi)
		return QMI_PROTOCOL_ERROR_DEVICE_UNSUPPORTED;
	c->room->proxy.opened = true;
	return QMI_PROTOCOL_ERROR_NONE;
}

/* --- requests ------------------------------------------------------------- */

static int answer(struct att_control_client *c, const struct qmi_message *m,
		  struct att_bytes frame)
{
	const struct qmi_head *h = &m->head;
	struct att_qmi_id *id;
	int error;

	if (c == &c->socket->client[ATT_CONTROL_CLIENTS])
		return done(c, h, QMI_PROTOCOL_ERROR_INSUFFICIENT_RESOURCES);
	if (h->service == QMI_SERVICE_CTL &&
	    h->message == QMI_CTL_INTERNAL_PROXY_OPEN)
		return done(c, h, open_modem(c, m));
	if (!c->room->proxy.opened)
		return done(c, h, QMI_PROTOCOL_ERROR_INVALID_OPERATION);
	error = att_qmi_rules_answer(c, m, &id);
	return error == ATT_QMI_RULES_ASK ? ask_modem(c, m, frame, id)
					  : done(c, h, (uint16_t)error);
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

/* --- in ------------------------------------------------------------------- */

void att_control_qmi_input(struct att_control_client *c, struct att_bytes bytes)
{
	if (bytes.len)
		memcpy(c->room->stream + c->stream_len, bytes.p, bytes.len);
	c->stream_len += bytes.len;
}

static void skip(struct att_control_client *c, size_t n)
{
	c->stream_len -= n;
	memmove(c->room->stream, c->room->stream + n, c->stream_len);
}

/* Whatever its length says: there is room for each that can be said. What can
 * begin none is passed over. */
static bool next_frame(struct att_control_client *c, struct att_bytes *frame)
{
	size_t at = 0;

	skip(c, c->stream_used);
	c->stream_used = 0;
	*frame = att_bytes_of(c->room->stream, c->stream_len);
	while (at < c->stream_len &&
	       !qmi_frame_begins(att_bytes_of(frame->p + at, frame->len - at)))
		at++;
	skip(c, at);
	frame->len = c->stream_len;
	if (frame->len < QMI_FRAME_HEADER || qmi_frame_len(*frame) > frame->len)
		return false;
	frame->len = c->stream_used = qmi_frame_len(*frame);
	return true;
}

int att_control_qmi_next(struct att_control_client *c)
{
	struct att_bytes frame;
	struct qmi_message m;
	int err = 0;

	if (!att_control_client_may_ask(c) || !next_frame(c, &frame))
		return 0;
	if (qmi_decode(frame, &m))
		err = wrong(c, frame);
	else if (m.head.kind == QMI_REQUEST)
		err = frame.len > ATT_ASK_REQUEST
			      ? done(c, &m.head,
				     QMI_PROTOCOL_ERROR_ARGUMENT_TOO_LONG)
			      : answer(c, &m, frame);
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
	int err;

	if (!att_qmi_rules_tells(c, head))
		return 0;
	err = put(c, head, frame);
	return err ? err : 1;
}
