/* Requests that a user of the protocol has written, and what becomes of the
 * clients that they ask for. */
#include "base/errors.h"
#include "protocol/qmi/state.h"

bool qmi_is_raw(const struct qmi_request *row)
{
	return row->put == qmi_put_raw;
}

void qmi_raw_begin(struct qmi_state *s, const struct att_operation *o)
{
	struct qmi_message m;
	const bool whole = !qmi_decode(o->raw, &m);

	s->raw[o->session].service = whole ? m.head.service : QMI_SERVICE_CTL;
	s->raw[o->session].client = whole ? m.head.client : 0;
}

int qmi_raw_address(struct qmi_state *s, const struct att_operation *o,
		    struct qmi_head *h)
{
	struct qmi_client *c;
	struct qmi_message m;
	int err = qmi_decode(o->raw, &m);

	if (err)
		return err;
	if (m.head.kind != QMI_REQUEST)
		return ATT_E_TYPE;
	h->service = m.head.service;
	h->message = m.head.message;
	if (h->service == QMI_SERVICE_CTL) {
		h->transaction = qmi_ctl_transaction(s);
		return 0;
	}
	c = m.head.client ? qmi_client_of(s, h->service, m.head.client)
			  : qmi_client_find(s, h->service, 0);
	if (!c || (m.head.client && c->use != QMI_USE_OTHERS))
		return ATT_E_STATE;
	h->client = c->id;
	h->transaction = qmi_client_transaction(c);
	return 0;
}

QMI_PUT(raw)
{
	struct qmi_message m;

	QMI_UNUSED();
	if (qmi_decode(o->raw, &m))
		return ATT_E_LENGTH;
	if (m.tlvs.len > cap)
		return ATT_E_ROOM;
	if (m.tlvs.len)
		memcpy(buf, m.tlvs.p, m.tlvs.len);
	return (int)m.tlvs.len;
}

uint32_t qmi_raw_timeout_s(const struct att_operation *o)
{
	const struct qmi_message_info *info = NULL;
	struct qmi_message m;

	if (!qmi_decode(o->raw, &m))
		info = qmi_message_of(&m);
	return info && info->timeout_s ? info->timeout_s : QMI_TIMEOUT_S;
}

void qmi_raw_keep(const struct att_operation *o, struct qmi_pending *p)
{
	struct qmi_ctl_release_cid_req req;
	struct qmi_message m;

	p->of = p->id = 0;
	if (p->message != QMI_CTL_RELEASE_CID || qmi_decode(o->raw, &m) ||
	    m.head.service != QMI_SERVICE_CTL ||
	    qmi_ctl_release_cid_req_decode(m.tlvs, &req) ||
	    !req.has.release_info)
		return;
	p->of = req.release_info.service;
	p->id = req.release_info.cid;
}

/* A late answer counts as well: what was given has to be given back. */
void qmi_raw_answered(struct qmi_state *s, const struct qmi_pending *p,
		      const struct qmi_message *m)
{
	struct qmi_ctl_allocate_cid_resp r;
	const struct qmi_client *c = qmi_client_of(s, p->of, p->id);

	if (m->head.service != QMI_SERVICE_CTL)
		return;
	if (m->head.message == QMI_CTL_ALLOCATE_CID &&
	    !qmi_ctl_allocate_cid_resp_decode(m->tlvs, &r) &&
	    r.has.allocation_info && r.allocation_info.cid)
		qmi_client_add(s, r.allocation_info.service,
			       r.allocation_info.cid, QMI_USE_OTHERS);
	/* What the modem does not take back is nobody's either. */
	if (p->of && c && c->use == QMI_USE_OTHERS)
		qmi_client_drop(s, p->of, p->id);
}
