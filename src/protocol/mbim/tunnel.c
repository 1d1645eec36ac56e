/* QMI requests inside MBIM (service qmi, CID msg): a radio lock of Sierra's or
 * Foxconn's modems is opened by DMS "set FCC authentication" of a client of its
 * own. */
#include "protocol/mbim/state.h"
#include "wire/qmi/qmi.h"

enum {
	QMI_DMS = 2,
	CTL_GET_CLIENT = 0x0022,
	DMS_SET_FCC_AUTHENTICATION = 0x555f,
	DMS_FOXCONN_SET_FCC_AUTHENTICATION = 0x5571,
	TLV_CLIENT = 0x01,
	TLV_VALUE = 0x01
};

/* QMUX: 1, length (2 bytes), flags, service, client. QMI: flags, transaction (2
 * bytes, of CTL 1), message (2), length of the TLVs (2). TLV: type, length (2),
 * value. */
static int put(struct att_bytes frame, uint8_t *buf, size_t cap)
{
	const struct mbim_qmi_msg_set s = {.message = frame};

	return mbim_qmi_msg_set_encode(&s, buf, cap);
}

int mbim_tunnel_client_body(const struct mbim_state *s,
			    const struct att_operation *o, uint8_t *buf,
			    size_t cap)
{
	static const uint8_t frame[] = {
		0x01,		15, 0, 0, QMI_CTL,    0, 0, 1,
		CTL_GET_CLIENT, 0,  4, 0, TLV_CLIENT, 1, 0, QMI_DMS};

	(void)s;
	(void)o;
	return put(att_bytes_of(frame, sizeof(frame)), buf, cap);
}

int mbim_tunnel_unlock_body(const struct mbim_state *s,
			    const struct att_operation *o, uint8_t *buf,
			    size_t cap)
{
	const uint8_t lo = DMS_SET_FCC_AUTHENTICATION & 0xff;
	const uint8_t hi = DMS_SET_FCC_AUTHENTICATION >> 8;
	const uint8_t frame[] = {0x01, 12, 0,  0, QMI_DMS, s->dms_client, 0, 1,
				 0,    lo, hi, 0, 0};

	(void)o;
	return put(att_bytes_of(frame, sizeof(frame)), buf, cap);
}

/* The first version, with the value 0. The second one has a hash over what only
 * the maker knows. */
int mbim_tunnel_foxconn_body(const struct mbim_state *s,
			     const struct att_operation *o, uint8_t *buf,
			     size_t cap)
{
	const uint8_t lo = DMS_FOXCONN_SET_FCC_AUTHENTICATION & 0xff;
	const uint8_t hi = DMS_FOXCONN_SET_FCC_AUTHENTICATION >> 8;
	const uint8_t frame[] = {0x01, 16,	  0, 0,	 QMI_DMS, s->dms_client,
				 0,    1,	  0, lo, hi,	  4,
				 0,    TLV_VALUE, 1, 0,	 0};

	(void)o;
	return put(att_bytes_of(frame, sizeof(frame)), buf, cap);
}

static uint16_t expected(const struct mbim_state *s)
{
	if (s->unlock_part == 0)
		return CTL_GET_CLIENT;
	return s->unlock_kind == ATT_OP_UNLOCK_FOXCONN
		       ? DMS_FOXCONN_SET_FCC_AUTHENTICATION
		       : DMS_SET_FCC_AUTHENTICATION;
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
		if (qmi_is_client(q, &t) && t.value.p[0] == QMI_DMS) {
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
