/* QMUX frames and the QMI messages in them, as modems of Qualcomm take them on
 * a control channel of their own or inside MBIM (service qmi). */
#ifndef QMI_WIRE_QMI_H
#define QMI_WIRE_QMI_H

#include "base/bytes.h"

#define QMI_MARK	 0x01u /* a frame's first byte */
#define QMI_FRAME_HEADER 6u
#define QMI_FRAME_MAX	 65536u /* bytes that a frame can have */
#define QMI_CTL		 0u	/* the service that gives out clients */
#define QMI_CLIENT_ALL	 0xffu	/* of an indication: all of its service */
#define QMI_TLV_HEADER	 3u
#define QMI_TLV_RESULT	 2u    /* of every response */
#define QMI_FROM_MODEM	 0x80u /* flags of the frame */

enum qmi_kind { QMI_REQUEST, QMI_RESPONSE, QMI_INDICATION };

/* Who says what to whom. */
struct qmi_head {
	uint8_t service, client;
	bool from_modem;
	enum qmi_kind kind;
	uint16_t transaction; /* of ctl: 8 bits */
	uint16_t message;
};

/* One frame. */
struct qmi_message {
	struct qmi_head head;
	uint8_t frame_flags, flags; /* as they were on the wire */
	struct att_bytes tlvs;	    /* to the end of the frame */
};

/* Type and value; views into the frame. */
struct qmi_tlv {
	uint8_t type;
	struct att_bytes value;
};

/* The length of the frame that begins with these bytes, 0: too few to tell. The
 * first byte is QMI_MARK. */
size_t qmi_frame_len(struct att_bytes b);
/* True if these bytes, of any number from 1 on, can be the beginning of a
 * frame: mark, flags and lengths do not contradict each other. */
bool qmi_frame_begins(struct att_bytes b);

/* The frame that is all of b. 0, ATT_E_SHORT; ATT_E_TYPE: this is no QMUX;
 * ATT_E_LENGTH: the lengths of frame, message and TLVs contradict each other
 * or b; ATT_E_VALUE: flags that no message has. */
int qmi_decode(struct att_bytes b, struct qmi_message *out);

#define QMI_HEAD_MAX 13u
/* Bytes in front of the TLVs of a service's messages: 12 of ctl, else 13. */
static inline size_t qmi_head_len(uint8_t service)
{
	return service == QMI_CTL ? 12 : 13;
}

/* Write the header of a frame at buf, behind which, at qmi_head_len(), its TLVs
 * already stand. The length of the whole frame. */
static inline size_t qmi_head_put(const struct qmi_head *h, size_t tlvs_len,
				  uint8_t *buf)
{
	size_t header = qmi_head_len(h->service);
	size_t whole = header + tlvs_len;

	buf[0] = QMI_MARK;
	att_put16(buf + 1, (uint16_t)(whole - 1));
	buf[3] = h->from_modem ? QMI_FROM_MODEM : 0;
	buf[4] = h->service;
	buf[5] = h->client;
	if (h->service == QMI_CTL) {
		buf[6] = (uint8_t)h->kind;
		buf[7] = (uint8_t)h->transaction;
	} else {
		buf[6] = (uint8_t)(h->kind << 1);
		att_put16(buf + 7, h->transaction);
	}
	att_put16(buf + header - 4, h->message);
	att_put16(buf + header - 2, (uint16_t)tlvs_len);
	return whole;
}

/* Iterate the TLVs of a decoded frame: true and *out while there is one; *list
 * moves behind it. */
static inline bool qmi_tlv_next(struct att_bytes *list, struct qmi_tlv *out)
{
	size_t step;

	if (list->len < QMI_TLV_HEADER ||
	    !att_bytes_sub32(*list, QMI_TLV_HEADER, att_get16(list->p + 1),
			     &out->value))
		return false;
	out->type = list->p[0];
	step = QMI_TLV_HEADER + out->value.len;
	list->p += step;
	list->len -= step;
	return true;
}
/* The first one of this type; false: there is none. */
bool qmi_tlv_find(struct att_bytes list, uint8_t type, struct qmi_tlv *out);

/* What is no secret, whoever sees it: whether a request was successful (the
 * first four bytes, two numbers), and which service a client is for (service,
 * and perhaps client). */
bool qmi_is_result(const struct qmi_message *m, const struct qmi_tlv *tlv);
bool qmi_is_client(const struct qmi_message *m, const struct qmi_tlv *tlv);

/* "request" */
const char *qmi_kind_name(enum qmi_kind kind);

#endif
