/* What the short message service asks a modem, and what that answers, in words
 * of no protocol; sms_mbim.h and sms_qmi.h have them of one each. */
#ifndef ATT_LINUX_SMS_MODEM_H
#define ATT_LINUX_SMS_MODEM_H

#include "wire/sms/sms.h"
#include "wire/table.h"

enum att_sms_ask {
	ATT_SMS_NOTHING,
	ATT_SMS_CLIENT,	   /* an id of its own; of QMI alone */
	ATT_SMS_SUBSCRIBE, /* what it indicates */
	ATT_SMS_LIST,	   /* which places of a store have something */
	ATT_SMS_SIZE,	   /* how many places there are; of MBIM alone */
	ATT_SMS_READ,	   /* one place */
	ATT_SMS_DELETE,	   /* one place */
	ATT_SMS_SEND,
	ATT_SMS_ACK, /* what came without a place is kept; of QMI alone */
};

/* One message in the modem, a view of its answer. */
struct att_sms_record {
	uint32_t place;
	bool received; /* not one that the host has put there */
	struct att_bytes pdu;
};

/* Those of an answer, to be visited. */
struct att_sms_records {
	struct att_cursor c;
	uint32_t store; /* what is added to each place; of QMI */
	bool has_one;	/* this, and no others */
	struct att_sms_record one;
	uint8_t pdu[ATT_SMS_PDU_MAX]; /* of one that came in pieces */
};

/* What an indication says. */
struct att_sms_news {
	bool records; /* there are some in it */
	bool look;    /* something may be there that was not */
	bool store;   /* it is about the store, and says whether that is full */
	bool full;
	bool has_place;
	uint32_t place; /* of what is new */
	bool has_ack;	/* the network waits for an answer to what came */
	uint32_t ack;
};

#endif
