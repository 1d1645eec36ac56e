/* QMI inside MBIM, as far as a lock needs it: clients are given out, and DMS
 * "set FCC authentication" (0x555f, Foxconn's 0x5571) lets the radio be
 * switched on. */
#include "tools/simodem/mbim.h"

#include "wire/qmi/qmi.h"

enum {
	QMI_DMS = 2,
	CTL_GET_CLIENT = 0x0022,
	CTL_RELEASE_CLIENT = 0x0023,
	DMS_SET_FCC_AUTHENTICATION = 0x555f,
	DMS_FOXCONN_SET_FCC_AUTHENTICATION = 0x5571,

	TLV_CLIENT = 0x01,
	TLV_VALUE = 0x01,
	TLV_RESULT = 0x02,
	ERROR_NONE = 0,
	ERROR_INVALID_COMMAND = 71,

	FROM_MODEM = 0x80,
	CLIENT = 1 /* everybody's */
};

struct writer {
	uint8_t *p;
	size_t len;
};

static void put8(struct writer *w, unsigned v)
{
	w->p[w->len++] = (uint8_t)v;
}

static void put16(struct writer *w, unsigned v)
{
	att_put16(w->p + w->len, (uint16_t)v);
	w->len += 2;
}

static void put_header(struct writer *w, const struct qmi_message *q)
{
	put8(w, 0x01);
	put16(w, 0); /* length, at the end */
	put8(w, FROM_MODEM);
	put8(w, q->head.service);
	put8(w, q->head.client);
	if (q->head.service == QMI_CTL) {
		put8(w, 0x01); /* a response */
		put8(w, q->head.transaction);
	} else {
		put8(w, 0x02);
		put16(w, q->head.transaction);
	}
	put16(w, q->head.message);
	put16(w, 0); /* length of the TLVs, at the end */
}

static void put_result(struct writer *w, unsigned error)
{
	put8(w, TLV_RESULT);
	put16(w, 4);
	put16(w, error != ERROR_NONE);
	put16(w, error);
}

/* The first TLV of the request names the service. */
static void put_client(struct writer *w, struct att_bytes tlvs)
{
	struct qmi_tlv t;

	if (!qmi_tlv_next(&tlvs, &t) || t.value.len < 1)
		return;
	put8(w, TLV_CLIENT);
	put16(w, 2);
	put8(w, t.value.p[0]);
	put8(w, CLIENT);
}

/* Of the first version: one byte, which is 0. */
static bool has_value(struct att_bytes tlvs)
{
	struct qmi_tlv t;

	return qmi_tlv_next(&tlvs, &t) && t.type == TLV_VALUE &&
	       t.value.len == 1 && t.value.p[0] == 0;
}

/* Is it what the lock of this modem waits for? */
static bool opens(const struct sim_mbim *m, const struct qmi_message *q)
{
	if (q->head.service != QMI_DMS)
		return false;
	if (m->config->quirks & SIM_QUIRK_FOXCONN_LOCK)
		return q->head.message == DMS_FOXCONN_SET_FCC_AUTHENTICATION &&
		       has_value(q->tlvs);
	return q->head.message == DMS_SET_FCC_AUTHENTICATION;
}

static unsigned carry_out(struct sim_mbim *m, const struct qmi_message *q)
{
	if (q->head.service == QMI_CTL &&
	    (q->head.message == CTL_GET_CLIENT ||
	     q->head.message == CTL_RELEASE_CLIENT))
		return ERROR_NONE;
	if (!opens(m, q))
		return ERROR_INVALID_COMMAND;
	sim_world_unlock(m->world);
	return ERROR_NONE;
}

uint32_t sim_set_qmi(struct sim_mbim *m, struct sim_call *c)
{
	struct writer w = {.p = m->qmi};
	struct qmi_message q;
	size_t tlvs;
	unsigned error;

	if (qmi_decode(c->body, &q) != 0 || q.head.kind != QMI_REQUEST)
		return MBIM_STATUS_INVALID_PARAMETERS;
	error = carry_out(m, &q);
	put_header(&w, &q);
	tlvs = w.len;
	put_result(&w, error);
	if (error == ERROR_NONE && q.head.service == QMI_CTL)
		put_client(&w, q.tlvs);
	att_put16(m->qmi + 1, (uint16_t)(w.len - 1));
	att_put16(m->qmi + tlvs - 2, (uint16_t)(w.len - tlvs));
	c->echo = att_bytes_of(m->qmi, w.len);
	return MBIM_STATUS_NONE;
}
