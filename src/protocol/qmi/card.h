/* What UIM says of cards: for the manager's requests, and for who asks a modem
 * beside it. Nothing here knows who asked. */
#ifndef QMI_PROTOCOL_CARD_H
#define QMI_PROTOCOL_CARD_H

#include "core/facts.h"
#include "generated/qmi_messages.h"

struct qmi_pin {
	uint8_t state;	  /* enum qmi_uim_pin_state */
	uint8_t pin, puk; /* attempts left */
};

/* The card in use. */
struct qmi_card_seen {
	enum att_sim sim;
	uint8_t slot;	      /* from 0 */
	uint8_t session_type; /* enum qmi_uim_session_type, that reaches it */
	bool empty;	      /* a card is there, and no application in it */
	bool has_pins;	      /* an application is there, of which these are: */
	uint8_t pin_id;	      /* enum qmi_uim_pin_id, of pin1 */
	struct qmi_pin pin1, pin2;
	/* A code of the network or the device is wanted: */
	bool personalized;
	uint8_t feature; /* enum
			    qmi_uim_card_application_personalization_feature_status
			  */
	uint8_t retries, unblock_retries;
};

/* Of an answer or an indication. */
void qmi_card_read(const struct qmi_uim_card_status *status,
		   struct qmi_card_seen *out);
/* Digits of EF ICCID, two in a byte, as text with a NUL, cut to cap. */
void qmi_card_digits(struct att_bytes b, char *text, size_t cap);

#endif
