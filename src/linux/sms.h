/* Short messages as a service of the manager: what the modem has comes into the
 * spool, is deleted from the modem once it is there, and what clients send goes
 * out. All through the questions that clients of the control socket may ask as
 * well, so a trace has them, and a replay needs nothing of this. */
#ifndef ATT_LINUX_SMS_H
#define ATT_LINUX_SMS_H

#include "linux/manager.h"
#include "linux/sms_mbim.h"
#include "linux/spool.h"

#define ATT_SMS_PLACES 512 /* of a modem, that are looked at */
#define ATT_SMS_JOBS   8   /* messages that wait to be sent */
/* A SIM may take long to be ready: then it is asked anyway. */
#define ATT_SMS_SETTLE_MS 3000u

struct att_sms_options {
	/* of the spool; "": the service is off */
	const char *folder;
	/* As of struct att_manager. */
	void (*command)(void *ctx, const struct mbim_msg *command,
			struct att_manager_reply reply);
	void (*request)(void *ctx, struct att_bytes frame,
			struct att_manager_reply reply);
	/* The list of all that the modem is to indicate, with what
	 * att_sms_mbim_wants says: its length in buf, or ATT_E_*. */
	int (*subscribe)(void *ctx, uint8_t *buf, size_t cap);
	/* A line for the log: without a number or a text. */
	void (*line)(void *ctx, const char *line);
	/* An indication for clients, a whole message. */
	void (*told)(void *ctx, struct att_bytes message);
	void *ctx;
};

struct att_sms_job {
	uint32_t head; /* the message; 0: free */
	struct att_manager_reply reply;
};

/* Zeroed: it is off. */
struct att_sms_service {
	struct att_sms_options options;
	bool loaded; /* what is in the folder was read */
	struct att_spool spool;
	bool wanted, up;   /* of the modem, more than its channel; and it is */
	bool open, active; /* the channel is; and is asked this */
	bool absent;	   /* this modem has no short messages */
	/* Nothing tells of what comes: it is looked for that often. 0: what
	 * comes is told. To be set before settle. */
	uint32_t poll_ms;
	uint64_t poll_at_ms;
	uint64_t opened_ms, now_ms, again_ms;
	unsigned failures; /* in a row */
	enum att_sms_ask asking;
	bool qmi;	/* the modem speaks that */
	uint8_t client; /* of QMI; 0: none yet */
	bool other;	/* the other store of QMI is listed next */
	bool acks;	/* what came without a place is to be answered: */
	uint32_t ack;
	bool subscribe, look, scan, remove; /* what is to be done */
	bool scanned;			    /* since it was listed */
	uint32_t place[ATT_SMS_PLACES];	    /* to be read */
	unsigned n_places;
	uint32_t at_place; /* that is read, deleted */
	uint32_t at_part;  /* that is in the spool, and deleted; or is sent */
	bool full, failed; /* was said */
	struct att_sms_job job[ATT_SMS_JOBS];
};

/* Nothing is read or asked before the modem is there. */
void att_sms_init(struct att_sms_service *s,
		  const struct att_sms_options *options);
/* What is in the folder stays. */
void att_sms_fini(struct att_sms_service *s);
/* Where the modem stands. */
void att_sms_look(struct att_sms_service *s,
		  const struct att_manager_status *status, uint64_t now_ms);
/* What the modem says by itself: called from within the core. */
void att_sms_told(struct att_sms_service *s, struct att_bytes message);
/* Ask what is due; not from within the core. */
void att_sms_settle(struct att_sms_service *s, uint64_t now_ms);
/* When settle is to be called at the latest; UINT64_MAX: never. */
uint64_t att_sms_deadline(const struct att_sms_service *s);

#endif
