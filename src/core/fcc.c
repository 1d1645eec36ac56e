/* Modems whose radio is locked for the laptop that they were sold in ("FCC
 * lock"): the radio stays off until QMI DMS "set FCC authentication" came,
 * inside MBIM, once after each power-up. */
#include "core/state.h"
#include "wire/qmi.h"

#define MAX_TRIES 3u

/* A modem is known by the beginning of its HardwareInfo. */
static const struct {
	const char *hardware;
} locked_modems[] = {
	/* libmbim-devel 2015-July/000616 */
	{"EM7355"},
	/* OpenBSD umb_fccauth_devs; ModemManager fcc-unlock 1199 */
	{"EM7455"},
};

enum {
	QMI_DMS = 2,
	CTL_GET_CLIENT = 0x0022,
	DMS_SET_FCC_AUTHENTICATION = 0x555f,
	TLV_CLIENT = 0x01
};

static bool begins(const char *text, const char *with)
{
	while (*with)
		if (*text++ != *with++)
			return false;
	return true;
}

void mbim_fcc_know(struct mbim_core *c, const char *hardware)
{
	c->fcc_lock = false;
	for (unsigned i = 0;
	     i < sizeof(locked_modems) / sizeof(locked_modems[0]); i++)
		c->fcc_lock |= begins(hardware, locked_modems[i].hardware);
}

bool mbim_fcc_may_unlock(const struct mbim_core *c)
{
	return c->fcc_lock && c->fcc_tries < MAX_TRIES;
}

/* QMUX: 1, length (2 bytes), flags, service, client. QMI: flags, transaction (2
 * bytes, of CTL 1), message (2), length of the TLVs (2). TLV: type, length (2),
 * value. */
static int put(struct mbim_bytes frame, uint8_t *buf, size_t cap)
{
	const struct mbim_qmi_msg_set s = {.message = frame};

	return mbim_qmi_msg_set_encode(&s, buf, cap);
}

int mbim_fcc_client_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
			 size_t cap)
{
	static const uint8_t frame[] = {
		0x01,		15, 0, 0, MBIM_QMI_CTL, 0, 0, 1,
		CTL_GET_CLIENT, 0,  4, 0, TLV_CLIENT,	1, 0, QMI_DMS};

	(void)session;
	c->fcc_tries++;
	return put(mbim_bytes_of(frame, sizeof(frame)), buf, cap);
}

int mbim_fcc_unlock_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
			 size_t cap)
{
	const uint8_t lo = DMS_SET_FCC_AUTHENTICATION & 0xff;
	const uint8_t hi = DMS_SET_FCC_AUTHENTICATION >> 8;
	const uint8_t frame[] = {0x01, 12, 0,  0, QMI_DMS, c->fcc_client, 0, 1,
				 0,    lo, hi, 0, 0};

	(void)session;
	return put(mbim_bytes_of(frame, sizeof(frame)), buf, cap);
}

/* The answer to one of ours, with result "success". */
static bool succeeded(struct mbim_core *c, const struct mbim_msg *msg,
		      uint16_t message, struct mbim_qmi *q)
{
	struct mbim_qmi_msg_response r;
	struct mbim_qmi_tlv t;
	struct mbim_bytes list;
	bool done = false;

	if (!msg) {
		c->silent_to = NULL; /* perhaps it is never asked again */
		mbim_core_attach_event(c, MBIM_ATTACH_EV_TIMEOUT);
		return false;
	}
	if (msg->type == (uint32_t)MBIM_MSG_COMMAND_DONE && !msg->code &&
	    !mbim_qmi_msg_response_decode(msg->body, &r) &&
	    !mbim_qmi_decode(r.message, q) && q->message == message) {
		list = q->tlvs;
		while (mbim_qmi_next_tlv(&list, &t))
			if (mbim_qmi_is_result(q, &t))
				done = !mbim_get16(t.value.p);
	}
	if (!done)
		mbim_core_attach_event(c, MBIM_ATTACH_EV_FAILED);
	return done;
}

void mbim_fcc_client_answer(struct mbim_core *c, uint32_t session,
			    const struct mbim_msg *msg)
{
	struct mbim_qmi_tlv t;
	struct mbim_qmi q;

	(void)session;
	if (!succeeded(c, msg, CTL_GET_CLIENT, &q))
		return;
	while (mbim_qmi_next_tlv(&q.tlvs, &t))
		if (mbim_qmi_is_client(&q, &t) && t.value.p[0] == QMI_DMS) {
			c->fcc_client = t.value.p[1];
			mbim_core_attach_event(c, MBIM_ATTACH_EV_DMS_OPEN);
			return;
		}
	mbim_core_attach_event(c, MBIM_ATTACH_EV_FAILED);
}

void mbim_fcc_unlock_answer(struct mbim_core *c, uint32_t session,
			    const struct mbim_msg *msg)
{
	struct mbim_qmi q;

	(void)session;
	if (succeeded(c, msg, DMS_SET_FCC_AUTHENTICATION, &q))
		mbim_core_attach_event(c, MBIM_ATTACH_EV_RADIO_UNLOCKED);
}
