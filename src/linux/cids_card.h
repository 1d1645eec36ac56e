/* The card of the SIM, as the first steps of a row find it: by UIM, or by DMS
 * of a modem that has no UIM. */
#ifndef ATT_LINUX_CIDS_CARD_H
#define ATT_LINUX_CIDS_CARD_H

#include "linux/cids_row.h"
#include "protocol/qmi/card.h"

/* The steps that a row begins with, and what is behind them. */
enum {
	ATT_CIDS_CARD,
	ATT_CIDS_DMS_STATE,
	ATT_CIDS_DMS_PINS,
	ATT_CIDS_CARD_STEPS
};
#define ATT_CIDS_CARD_IS                                              \
	[ATT_CIDS_CARD] = {.service = QMI_SERVICE_UIM,                \
			   .message = QMI_UIM_GET_CARD_STATUS,        \
			   .optional = true},                         \
	[ATT_CIDS_DMS_STATE] = {.service = QMI_SERVICE_DMS,           \
				.message = QMI_DMS_UIM_GET_STATE,     \
				.put = att_cids_by_dms,               \
				.optional = true},                    \
	[ATT_CIDS_DMS_PINS] = {.service = QMI_SERVICE_DMS,            \
			       .message = QMI_DMS_UIM_GET_PIN_STATUS, \
			       .put = att_cids_by_dms,                \
			       .optional = true}

/* True if UIM answered the first step. */
bool att_cids_has_uim(const struct att_cids_asked *a);
/* `put` of a step without TLVs that is due where there is no UIM; where there
 * is one. */
int att_cids_by_dms(const struct att_cids_asked *a, uint8_t *buf, size_t cap);
int att_cids_by_uim(const struct att_cids_asked *a, uint8_t *buf, size_t cap);
/* True if this answer to GET_SLOT_STATUS says that the card in use is an eUICC.
 */
bool att_cids_euicc(struct att_bytes slots);
/* The card; false: the modem did not say. */
bool att_cids_card(const struct att_cids_asked *a, struct qmi_card_seen *card);

#endif
