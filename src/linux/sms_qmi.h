/* What the short message service asks a QMI modem: WMS. */
#ifndef ATT_LINUX_SMS_QMI_H
#define ATT_LINUX_SMS_QMI_H

#include "linux/sms_modem.h"

/* Messages lie in the SIM or in the modem's own memory: places of the latter
 * have this bit. */
#define ATT_SMS_QMI_NV 0x80000000u

/* What is asked. */
struct att_sms_qmi_request {
	enum att_sms_ask ask;
	uint8_t client;
	uint32_t place; /* of READ, DELETE; of LIST: any of the store */
	uint32_t ack;
	struct att_bytes pdu; /* of SEND */
};
/* The frame, in buf: its length, or an error of encode. */
int att_sms_qmi_frame(const struct att_sms_qmi_request *r, uint8_t *buf,
		      size_t cap);

/* What it says of success, as an MBIM_STATUS_*, and why the network refuses: an
 * RP-Cause, or 0. status: that it never came. */
uint32_t att_sms_qmi_status(uint32_t status, struct att_bytes frame,
			    uint32_t *cause);
/* The client of CLIENT; the reference of SEND. */
uint32_t att_sms_qmi_number(enum att_sms_ask ask, struct att_bytes frame);
/* The records of an answer to LIST or READ of this place, or of an indication
 * of what has no place: false where it is none. */
bool att_sms_qmi_records(enum att_sms_ask ask, uint32_t place,
			 struct att_bytes frame, struct att_sms_records *it);
bool att_sms_qmi_next(struct att_sms_records *it, struct att_sms_record *r);
/* An indication to this client; false: it is none of these. */
bool att_sms_qmi_news(struct att_bytes frame, uint8_t client,
		      struct att_sms_news *news);

#endif
