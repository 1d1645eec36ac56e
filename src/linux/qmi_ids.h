/* The client ids of QMI that a modem has given to clients of the control
 * socket: whose each is, and which have to be given back. An id is the modem's
 * own; only who has it may use it. */
#ifndef ATT_LINUX_QMI_IDS_H
#define ATT_LINUX_QMI_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define ATT_QMI_IDS	   64 /* of all */
#define ATT_QMI_IDS_OF_ONE 24

struct att_qmi_id {
	bool used;
	uint8_t service, id; /* id 0: it was asked for */
	uint32_t token;	   /* of what the modem is asked about it; 0: nothing */
	const void *owner; /* NULL: it has gone */
};

struct att_qmi_ids {
	struct att_qmi_id id[ATT_QMI_IDS];
};

/* The id that the modem gives a client of this service by an answer, a frame;
 * 0: none. */
uint8_t att_qmi_ids_given(struct att_bytes frame, uint8_t service);
/* Room for one that the owner asks for; NULL: it, or all, have as many as they
 * may. */
struct att_qmi_id *att_qmi_ids_reserve(struct att_qmi_ids *ids,
				       const void *owner, uint8_t service);
/* That of this owner; NULL: it has none such. */
struct att_qmi_id *att_qmi_ids_of(struct att_qmi_ids *ids, const void *owner,
				  uint8_t service, uint8_t id);
/* It has one of this service. */
bool att_qmi_ids_serves(const struct att_qmi_ids *ids, const void *owner,
			uint8_t service);
/* What the modem was asked about with this token; NULL: none. */
struct att_qmi_id *att_qmi_ids_asked(struct att_qmi_ids *ids, uint32_t token);
/* It will not be asked: what was asked for is none, what was to be given back
 * still is its owner's. */
void att_qmi_ids_unasked(struct att_qmi_ids *ids, uint32_t token);
/* The owner has gone. */
void att_qmi_ids_leave(struct att_qmi_ids *ids, const void *owner);
/* One that is nobody's, and that the modem was not asked to take back yet. */
struct att_qmi_id *att_qmi_ids_left(struct att_qmi_ids *ids);
/* The modem knows none of them any more. */
void att_qmi_ids_lost(struct att_qmi_ids *ids);

#endif
