/* See qmi_rules.h. */
#include "linux/qmi_rules.h"

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "proxy/codes.h"
#include "linux/control_rights.h"
#include "linux/proxy_qmi.h"

/* Those of the modem that the client means. */
static struct att_qmi_ids *ids_of(struct att_control_client *c)
{
	return &c->socket->of[c->modem].ids;
}

size_t att_qmi_rules_frame(const struct qmi_head *request, uint16_t error,
			   uint8_t frame[ATT_QMI_RULES_FRAME])
{
	uint8_t *tlv = frame + qmi_head_len(request->service);
	struct qmi_head head = *request;

	head.from_modem = true;
	head.kind = QMI_RESPONSE;
	tlv[0] = QMI_TLV_RESULT;
	att_put16(tlv + 1, 4);
	att_put16(tlv + 3, error != 0);
	att_put16(tlv + 5, error);
	return qmi_head_put(&head, QMI_TLV_HEADER + 4, frame);
}

/* --- requests ------------------------------------------------------------- */

static int allocate(struct att_control_client *c, const struct qmi_message *m,
		    struct att_qmi_id **id)
{
	struct qmi_ctl_allocate_cid_req req;

	if (qmi_ctl_allocate_cid_req_decode(m->tlvs, &req) || !req.has.service)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	*id = att_qmi_ids_reserve(ids_of(c), c, req.service);
	return *id ? ATT_QMI_RULES_ASK
		   : QMI_PROTOCOL_ERROR_CLIENT_IDS_EXHAUSTED;
}

static int release(struct att_control_client *c, const struct qmi_message *m,
		   struct att_qmi_id **id)
{
	struct qmi_ctl_release_cid_req req;

	if (qmi_ctl_release_cid_req_decode(m->tlvs, &req) ||
	    !req.has.release_info)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	*id = att_qmi_ids_of(ids_of(c), c, req.release_info.service,
			     req.release_info.cid);
	return *id && !(*id)->token ? ATT_QMI_RULES_ASK
				    : QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID;
}

static int judge(struct att_control_client *c, const struct qmi_message *m)
{
	const struct att_manager *manager = c->socket->manager;
	struct att_manager_status now;

	manager->status(manager->ctx, c->modem, &now);
	if (att_codes_wrong_qmi(m))
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	if (att_proxy_qmi_breaks(&now, m))
		return QMI_PROTOCOL_ERROR_ACCESS_DENIED;
	if (!att_control_rights_may(c->socket->config, c->fd,
				    att_proxy_qmi_changes(m)))
		return QMI_PROTOCOL_ERROR_ACCESS_DENIED;
	return ATT_QMI_RULES_ASK;
}

/* A sync would take the ids of all. */
static int answer_ctl(struct att_control_client *c, const struct qmi_message *m,
		      struct att_qmi_id **id)
{
	switch (m->head.message) {
	case QMI_CTL_SYNC:
		return QMI_PROTOCOL_ERROR_NONE;
	case QMI_CTL_ALLOCATE_CID:
		return allocate(c, m, id);
	case QMI_CTL_RELEASE_CID:
		return release(c, m, id);
	case QMI_CTL_GET_VERSION_INFO:
		return ATT_QMI_RULES_ASK;
	case QMI_CTL_SET_DATA_FORMAT:
		return judge(c, m);
	}
	return QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND;
}

int att_qmi_rules_answer(struct att_control_client *c,
			 const struct qmi_message *m, struct att_qmi_id **id)
{
	const struct qmi_head *h = &m->head;

	*id = NULL;
	if (h->service == QMI_SERVICE_CTL)
		return answer_ctl(c, m, id);
	if (!att_qmi_ids_of(ids_of(c), c, h->service, h->client))
		return QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID;
	return judge(c, m);
}

bool att_qmi_rules_tells(struct att_control_client *c,
			 const struct qmi_head *head)
{
	struct att_qmi_ids *ids = ids_of(c);

	return head->client == QMI_CLIENT_ALL
		       ? att_qmi_ids_serves(ids, c, head->service)
		       : att_qmi_ids_of(ids, c, head->service, head->client) !=
				 NULL;
}

/* --- ids ------------------------------------------------------------------ */

/* What the modem does not take back it does not know. */
void att_qmi_rules_heard(struct att_control_socket *s, uint32_t token,
			 uint32_t status, struct att_bytes frame)
{
	struct att_qmi_id *id = NULL;

	for (unsigned i = 0; !id && i < ATT_CONFIG_MODEMS; i++)
		id = att_qmi_ids_asked(&s->of[i].ids, token);
	if (!id)
		return;
	id->token = 0;
	if (!id->id) {
		id->id = status ? 0 : att_qmi_ids_given(frame, id->service);
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

/* As the modem has it: a request, or one inside a command. */
static void ask(struct att_control_socket *s, uint32_t modem, bool qmi,
		struct att_bytes frame)
{
	const struct att_manager *m = s->manager;
	const struct mbim_msg command = {
		.type = MBIM_MSG_COMMAND,
		.service = mbim_services[MBIM_SERVICE_QMI].uuid,
		.cid = MBIM_CID_QMI_MSG,
		.code = 1,
		.body = frame,
	};

	if (qmi)
		m->request(m->ctx, modem, frame, s->reply);
	else
		m->command(m->ctx, modem, &command, s->reply);
}

void att_qmi_rules_settle(struct att_control_socket *s, uint32_t modem)
{
	const struct att_manager *m = s->manager;
	struct att_qmi_id *id = att_qmi_ids_left(&s->of[modem].ids);
	struct att_manager_status now;
	uint8_t frame[32];

	if (!id)
		return;
	m->status(m->ctx, modem, &now);
	for (; id && now.core->open; id = att_qmi_ids_left(&s->of[modem].ids)) {
		size_t len = release_frame(id, frame, sizeof(frame));

		id->token = att_control_client_token(s, ATT_ASKERS - 1);
		ask(s, modem, now.qmi, att_bytes_of(frame, len));
		if (id->used && !id->token)
			return; /* as many wait as can */
	}
}
