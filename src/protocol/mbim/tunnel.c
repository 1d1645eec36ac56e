/* QMI requests inside MBIM (service qmi, CID msg): a radio lock of Sierra's or
 * Foxconn's modems is opened by DMS "set FCC authentication" of a client of its
 * own. */
#include "generated/qmi_messages.h"
#include "protocol/mbim/state.h"

#define ROOM 32u /* for each of these frames */

/* A request, whose TLVs stand in frame behind room for its header. Each is the
 * only one under way, so all have the transaction 1. */
static int put(uint8_t service, uint8_t client, uint16_t message, int tlvs_len,
	       uint8_t frame[ROOM], uint8_t *buf, size_t cap)
{
	const struct qmi_head head = {
		.service = service,
		.client = client,
		.transaction = 1,
		.message = message,
	};
	const struct mbim_qmi_msg_set s = {
		.message = att_bytes_of(
			frame, qmi_head_put(&head, (size_t)tlvs_len, frame)),
	};

	return mbim_qmi_msg_set_encode(&s, buf, cap);
}

int mbim_tunnel_client_body(const struct mbim_state *s,
			    const struct att_operation *o, uint8_t *buf,
			    size_t cap)
{
	const struct qmi_ctl_allocate_cid_req req = {
		.has.service = true,
		.service = QMI_SERVICE_DMS,
	};
	const size_t head = qmi_head_len(QMI_SERVICE_CTL);
	uint8_t frame[ROOM];
	int len = qmi_ctl_allocate_cid_req_encode(&req, frame + head,
						  sizeof(frame) - head);

	(void)s;
	(void)o;
	return put(QMI_SERVICE_CTL, 0, QMI_CTL_ALLOCATE_CID, len, frame, buf,
		   cap);
}

int mbim_tunnel_unlock_body(const struct mbim_state *s,
			    const struct att_operation *o, uint8_t *buf,
			    size_t cap)
{
	uint8_t frame[ROOM];

	(void)o;
	return put(QMI_SERVICE_DMS, s->dms_client,
		   QMI_DMS_SET_FCC_AUTHENTICATION, 0, frame, buf, cap);
}

/* The first version, with the value 0. The second one has a hash over what only
 * the maker knows. */
int mbim_tunnel_foxconn_body(const struct mbim_state *s,
			     const struct att_operation *o, uint8_t *buf,
			     size_t cap)
{
	const struct qmi_dms_foxconn_set_fcc_authentication_req req = {
		.has.value = true,
	};
	const size_t head = qmi_head_len(QMI_SERVICE_DMS);
	uint8_t frame[ROOM];
	int len = qmi_dms_foxconn_set_fcc_authentication_req_encode(
		&req, frame + head, sizeof(frame) - head);

	(void)o;
	return put(QMI_SERVICE_DMS, s->dms_client,
		   QMI_DMS_FOXCONN_SET_FCC_AUTHENTICATION, len, frame, buf,
		   cap);
}

static uint16_t expected(const struct mbim_state *s)
{
	if (s->unlock_part == 0)
		return QMI_CTL_ALLOCATE_CID;
	return s->unlock_kind == ATT_OP_UNLOCK_FOXCONN
		       ? QMI_DMS_FOXCONN_SET_FCC_AUTHENTICATION
		       : QMI_DMS_SET_FCC_AUTHENTICATION;
}

static bool successful(const struct qmi_message *q)
{
	struct att_bytes list = q->tlvs;
	struct qmi_tlv t;
	bool done = false;

	while (qmi_tlv_next(&list, &t))
		if (qmi_is_result(q, &t))
			done = !att_get16(t.value.p);
	return done;
}

/* The client that was given out, for the request after this one. */
static bool read_client(struct mbim_state *s, struct qmi_message *q)
{
	struct qmi_tlv t;

	while (qmi_tlv_next(&q->tlvs, &t))
		if (qmi_is_client(q, &t) && t.value.p[0] == QMI_SERVICE_DMS) {
			s->dms_client = t.value.p[1];
			return true;
		}
	return false;
}

int mbim_tunnel_read(struct mbim_state *s, const struct mbim_msg *msg,
		     struct att_report *out)
{
	const bool client = s->unlock_part == 0;
	struct mbim_qmi_msg_response r;
	struct qmi_message q;

	if (mbim_qmi_msg_response_decode(msg->body, &r) ||
	    qmi_decode(r.message, &q) || q.head.message != expected(s) ||
	    !successful(&q) || (client && !read_client(s, &q)))
		return -1;
	out->goes_on = client;
	out->facts.fcc = ATT_FCC_NONE;
	return 0;
}
