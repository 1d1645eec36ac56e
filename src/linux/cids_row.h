/* How a CID of the standard is carried out by a modem that speaks QMI: a row of
 * a table, with the requests of QMI that it takes (steps) and what makes an
 * InformationBuffer of their answers. Files of translations (cids_device.c...)
 * export a struct att_cids_part; cids_table.c lists them.
 *
 * Translations are pure: they see what was sent and what was answered, keep
 * nothing and ask nothing. InformationBuffers are those of ATT_CIDS_EX,
 * whatever version the client speaks. A new CID needs a row; a new part a line
 * of cids_table.c. What belongs to a SET usually ends with the steps of its
 * query, as most answers are the same. */
#ifndef ATT_LINUX_CIDS_ROW_H
#define ATT_LINUX_CIDS_ROW_H

#include "linux/manager.h"
#include "wire/qmi/qmi.h"

#define ATT_CIDS_EX    MBIM_EX_3
#define ATT_CIDS_STEPS 12 /* of a row */

struct att_cids_part;

/* What a translation sees. */
struct att_cids_asked {
	struct att_bytes body; /* InformationBuffer of the command */
	const struct att_cids_part *const *parts; /* all, behind them NULL */
	const struct att_manager_status *now;
	/* By step: the TLVs of its answer, empty where there is none (it was
	 * not due, or did not come), and its QMI_PROTOCOL_ERROR_*. */
	struct att_bytes heard[ATT_CIDS_STEPS];
	uint16_t error[ATT_CIDS_STEPS];
	unsigned asked; /* steps below this were asked, or were not due */
};

/* Of a step that is not due, an indication that says nothing of a CID; of one
 * whose CID has to be asked for; a refusal with this MBIM_STATUS_*, below 1000.
 * None of them is an error of the library. */
#define ATT_CIDS_SKIP		(-1000)
#define ATT_CIDS_ASK		(-1001)
#define ATT_CIDS_REFUSE(status) (-2000 - (int)(status))

struct att_cids_step {
	uint8_t service;  /* QMI_SERVICE_* */
	uint16_t message; /* of it */
	/* The TLVs of the request: their length in buf, ATT_CIDS_SKIP,
	 * ATT_CIDS_REFUSE, or ATT_E_*: the client's error (ATT_E_TYPE: what it
	 * wants is not here, NO_DEVICE_SUPPORT; else INVALID_PARAMETERS).
	 * NULL: no TLVs. */
	int (*put)(const struct att_cids_asked *a, uint8_t *buf, size_t cap);
	/* The row goes on if it is refused, or the modem lacks its service: the
	 * answer does without. Else the client is refused; but NO_EFFECT is a
	 * success, as what is asked for is so already. */
	bool optional;
	/* It is asked again until `put` says SKIP, whatever the modem says:
	 * heard has all answers (att_cids_heard_next). */
	bool repeats;
	/* Nothing is sent: what is due is the first indication of the service
	 * for which this holds, since the row began; heard is the whole frame.
	 * That none came in time is the error ABORTED. NULL: it is a request.
	 */
	bool (*awaits)(const struct att_cids_asked *a,
		       const struct qmi_head *h);
};

/* An indication is waited for so long, as MBIM has it for USSD. */
#define ATT_CIDS_AWAIT_S 100u

struct att_cids_row {
	uint8_t service; /* MBIM_SERVICE_* */
	uint32_t cid;
	bool set;
	struct att_cids_step step[ATT_CIDS_STEPS]; /* message 0: none */
	bool subscribes; /* the steps are the sources of all parts */
	/* The InformationBuffer of the answer: its length in buf,
	 * ATT_CIDS_REFUSE, or ATT_E_* (ATT_E_TYPE: NO_DEVICE_SUPPORT;
	 * ATT_E_VALUE: INVALID_PARAMETERS; else FAILURE). NULL: the row is one
	 * that is refused. */
	int (*answer)(const struct att_cids_asked *a, uint8_t *buf, size_t cap);
	/* A refusal of the modem has a body too, as that of a PIN: as answer,
	 * whose step has an error; or NULL. */
	int (*refused)(const struct att_cids_asked *a, uint8_t *buf,
		       size_t cap);
	/* The MBIM_STATUS_* of a refusal, where it is another than
	 * att_cids_status says; or NULL. */
	uint32_t (*status)(uint16_t error);
	/* What QMI, or this, lacks, in a sentence: goes with the
	 * NO_DEVICE_SUPPORT of ATT_E_TYPE. Of a row without steps and answer it
	 * is all. */
	const char *lacks;
};

/* In place of a service: a session of attache's comes up, goes down, or may
 * have other addresses, and the query is about its number. */
#define ATT_CIDS_SESSION 0xffu

/* An indication of QMI that says the same as one of MBIM. */
struct att_cids_event {
	uint8_t from;	  /* QMI_SERVICE_*, or ATT_CIDS_SESSION */
	uint16_t message; /* of it */
	uint8_t service;  /* MBIM_SERVICE_* */
	uint32_t cid;
	/* The InformationBuffer of the indication: its length, or ATT_CIDS_SKIP
	 * (this one says nothing of that). NULL: the query of the CID is
	 * carried out, and its answer is told where it differs from the last
	 * one. */
	int (*tell)(struct att_bytes tlvs, uint8_t *buf, size_t cap);
};

struct att_cids_part {
	const struct att_cids_row *rows;
	unsigned n_rows;
	const struct att_cids_event *events;
	unsigned n_events;
	/* What the modem is asked so that it tells those; `put` may look at
	 * att_cids_wants. All are optional. */
	const struct att_cids_step *sources;
	unsigned n_sources;
};

/* Where somebody subscribes: this list of his (DEVICE_SERVICE_SUBSCRIBE_LIST)
 * has the indication. */
bool att_cids_wants(const struct att_cids_asked *a, unsigned service,
		    uint32_t cid);
#define ATT_CIDS_HEARD_HEAD 2u
/* Each answer to a step that repeats is behind its length, of 2 bytes. The next
 * one, which is empty where the modem refused; the list moves behind it. */
bool att_cids_heard_next(struct att_bytes *list, struct att_bytes *one);
#define ATT_CIDS_TEXT(units) (3u * (units) + 1u) /* bytes, see below */
#define ATT_CIDS_NAME	     20u /* units of the name of a network */
/* A text of QMI, whatever bytes it has, as one that an InformationBuffer with
 * so many units of UTF-16 takes: in buf, of ATT_CIDS_TEXT(units) bytes, and
 * cut. */
struct att_str att_cids_text(const struct att_str *s, unsigned units,
			     char *buf);
/* The MBIM_STATUS_* of a QMI_PROTOCOL_ERROR_*; never NONE but for NONE. */
uint32_t att_cids_status(uint16_t error);

#endif
