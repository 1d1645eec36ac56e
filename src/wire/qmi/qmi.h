/* QMUX frames and the QMI messages in them, as modems of Qualcomm take them
 * inside MBIM (service qmi). Read only. */
#ifndef MBIM_WIRE_QMI_QMI_H
#define MBIM_WIRE_QMI_QMI_H

#include "base/bytes.h"

#define MBIM_QMI_CTL 0 /* the service that gives out clients */

enum mbim_qmi_kind { MBIM_QMI_REQUEST, MBIM_QMI_RESPONSE, MBIM_QMI_INDICATION };

/* One frame. */
struct mbim_qmi {
	uint16_t frame_len;  /* as the header has it: without its first byte */
	uint8_t frame_flags; /* 0x80: from the modem */
	uint8_t service, client;
	uint8_t flags; /* of the message */
	enum mbim_qmi_kind kind;
	uint16_t transaction; /* of CTL: 8 bits */
	uint16_t message;
	struct att_bytes tlvs; /* to the end of the frame */
};

/* Type and value; views into the frame. */
struct mbim_qmi_tlv {
	uint8_t type;
	struct att_bytes value;
};

/* The frame that is all of b. 0, ATT_E_SHORT; ATT_E_TYPE: this is no QMUX;
 * ATT_E_LENGTH: the lengths of frame, message and TLVs contradict each other
 * or b; ATT_E_VALUE: flags that no message has. */
int mbim_qmi_decode(struct att_bytes b, struct mbim_qmi *out);
/* Iterate the TLVs of a decoded frame: true and *out while there is one; *list
 * moves behind it. */
bool mbim_qmi_next_tlv(struct att_bytes *list, struct mbim_qmi_tlv *out);

/* What is no secret, whoever sees it: whether a request was successful (two
 * numbers of 16 bits), and which service a client is for (service, and perhaps
 * client). */
bool mbim_qmi_is_result(const struct mbim_qmi *q,
			const struct mbim_qmi_tlv *tlv);
bool mbim_qmi_is_client(const struct mbim_qmi *q,
			const struct mbim_qmi_tlv *tlv);

/* "dms", "set_fcc_authentication"; NULL: no name is known. */
const char *mbim_qmi_service_name(uint8_t service);
const char *mbim_qmi_message_name(uint8_t service, uint16_t message);
const char *mbim_qmi_kind_name(enum mbim_qmi_kind kind);

struct att_printer;

/* Print bytes that should be a frame; if they are none, in hex. What is no
 * secret is shown of a hidden frame. */
void mbim_qmi_print(struct att_printer *o, struct att_bytes b);
/* Overwrite the values of TLVs with '*' in a copy of a frame, but for what is
 * no secret; of what is no frame, all bytes. */
void mbim_qmi_mask(struct att_bytes b, uint8_t *copy);

#endif
