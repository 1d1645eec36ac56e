/* The short messages that the host keeps: a folder with a file for each PDU,
 * replaced as a whole, and what is in it. A file is on the disk before anybody
 * is told of it. */
#ifndef ATT_LINUX_SPOOL_H
#define ATT_LINUX_SPOOL_H

#include "linux/config.h"
#include "wire/sms/sms.h"

#define ATT_SPOOL_PARTS 1000u /* PDUs at most */
#define ATT_SPOOL_NONE	UINT32_MAX

enum att_spool_state {
	ATT_SPOOL_NEW, /* received, and not read yet */
	ATT_SPOOL_READ,
	ATT_SPOOL_SENDING,
	ATT_SPOOL_SENT,
	ATT_SPOOL_FAILED,
	ATT_SPOOL_STATES
};

/* One PDU, of the modem's side. */
struct att_spool_part {
	uint32_t id; /* its file has that name; from 1, never used again */
	uint32_t
		message; /* of one that is sent: id of its first part; else 0 */
	enum att_spool_state state;
	uint64_t at_s;	    /* when it was kept, since 1970 */
	uint32_t place;	    /* in the modem, where it may be as well; or NONE */
	uint32_t reference; /* that the modem gave it, or NONE */
	uint32_t failure, cause; /* where FAILED, as struct mbim_attache_message
				  */
	uint8_t len, pdu[ATT_SMS_PDU_MAX];
	/* Not in the file: what the PDU says, and the id of the first part of
	 * the message that it belongs to. */
	bool ok; /* it is a PDU */
	enum att_sms_kind kind;
	uint8_t number, parts; /* from 1; 1 of 1: it is whole */
	uint16_t parts_reference;
	struct att_sms_address peer;
	uint32_t head;
};

struct att_spool {
	char folder[ATT_CONFIG_PATH];
	struct att_spool_part *part; /* by id, rising */
	unsigned n, cap;
	uint32_t last_id;
	unsigned unreadable; /* files that are none of ours, and stay */
};

/* Read all that is in the folder; where there is none, there is nothing. s is
 * zeroed memory. 0, or ENOMEM. */
int att_spool_open(struct att_spool *s, const char *folder);
void att_spool_close(struct att_spool *s);

/* Keep one more: *id is its number. 0, or an errno: ENOSPC as well where there
 * are as many as there can be. Of part, id and what is not in the file are not
 * looked at. */
int att_spool_add(struct att_spool *s, const struct att_spool_part *part,
		  uint32_t *id);
/* The part with the same id, changed. 0 or an errno; then it is as it was. */
int att_spool_change(struct att_spool *s, const struct att_spool_part *part);
/* Take away a message: all parts with this head. False: there is none. */
bool att_spool_remove(struct att_spool *s, uint32_t head);

/* NULL: there is none. Good until the next call that changes something. */
const struct att_spool_part *att_spool_find(const struct att_spool *s,
					    uint32_t id);
/* The same PDU from the same place of the modem, where it may be still. */
const struct att_spool_part *att_spool_twin(const struct att_spool *s,
					    uint32_t place,
					    struct att_bytes pdu);

#endif
