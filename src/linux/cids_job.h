/* A CID that is being carried out: the command or the news, how far its row is,
 * and what the modem has said to each step. */
#ifndef ATT_LINUX_CIDS_JOB_H
#define ATT_LINUX_CIDS_JOB_H

#include "linux/asks.h"
#include "linux/cids_table.h"

#define ATT_CIDS_HEARD 12288 /* bytes of all answers to one command */

struct att_cids_client;

struct att_cids_job {
	const struct att_cids_row *row;
	unsigned number; /* its place */
	struct att_manager_reply reply;
	const struct att_cids_event *event; /* whose news it is; NULL: a
					       client waits for reply */
	bool due;			    /* something is to be done now */
	bool asking;		       /* the modem has, or will get, a step */
	bool left;		       /* nobody waits for it any more */
	bool again;		       /* of event: there is newer */
	struct att_cids_client *waits; /* for this one; or NULL */
	uint64_t until_ms; /* an indication is waited for; UINT64_MAX: none */
	uint32_t status;   /* why it ends early */
	bool no_place;	   /* because QMI has none for what is asked */
	unsigned step;	   /* that is next, or asked */
	size_t body_len, heard_len;
	uint16_t error[ATT_CIDS_STEPS];
	uint16_t at[ATT_CIDS_STEPS], len[ATT_CIDS_STEPS]; /* in heard */
	uint8_t body[ATT_ASK_BODY];
	uint8_t heard[ATT_CIDS_HEARD];
};

/* One that has not begun, of a body that fits; NULL: there is no memory. */
struct att_cids_job *att_cids_job_new(const struct att_cids_row *row,
				      struct att_bytes body,
				      struct att_manager_reply reply);
/* Its memory is given back, without what its client has sent. */
void att_cids_job_free(struct att_cids_job *j);
/* What its translations see. */
struct att_cids_asked att_cids_job_asked(const struct att_cids_job *j,
					 const struct att_manager_status *now);
/* Keep what was said to a step; of one that repeats, beside what was said
 * before. Without room the job ends with a status. */
void att_cids_job_keep(struct att_cids_job *j, unsigned step,
		       struct att_bytes b, bool repeats);
/* This indication, a frame, is the one that it waits for, or will: it is kept.
 */
bool att_cids_job_takes(struct att_cids_job *j,
			const struct att_manager_status *now,
			const struct qmi_head *head, struct att_bytes frame);

#endif
