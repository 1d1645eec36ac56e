/* The control socket speaks MBIM of every modem: where a modem speaks QMI, CIDs
 * of the standard are carried out here, by the steps of cids_row.h. A command
 * waits in its place while the modem is asked one step after the other, through
 * the same queue and in the same turns as what clients ask themselves. Client
 * ids of QMI are attache's own, one of each service, asked for when the first
 * step needs it; the protocol gives them back with the channel. */
#ifndef ATT_LINUX_CIDS_H
#define ATT_LINUX_CIDS_H

#include "linux/asks.h"
#include "linux/cids_job.h"
#include "linux/cids_news.h"
#include "linux/cids_table.h"

/* Commands at once, and news. */
#define ATT_CIDS_JOBS	 (ATT_ASKS + ATT_CIDS_TOLD)
#define ATT_CIDS_CLIENTS 8     /* services of QMI */
#define ATT_CIDS_ANSWER	 16384 /* bytes of an InformationBuffer */

struct att_cids_options {
	/* As of struct att_manager. */
	void (*status)(void *ctx, struct att_manager_status *out);
	void (*request)(void *ctx, struct att_bytes frame,
			struct att_manager_reply reply);
	bool (*forget)(void *ctx, uint32_t token);
	/* An indication for clients, a whole message of ATT_CIDS_EX; and
	 * whether anybody may want one. */
	void (*told)(void *ctx, struct att_bytes message);
	bool (*heard)(void *ctx);
	void *ctx;
};

enum att_cids_client_state {
	ATT_CIDS_CLIENT_NONE,
	ATT_CIDS_CLIENT_ASKED,
	ATT_CIDS_CLIENT_THERE
};

struct att_cids_client {
	uint8_t service; /* 0: free */
	uint8_t id;
	enum att_cids_client_state state;
};

/* Zeroed: there is none. */
struct att_cids {
	struct att_cids_options options;
	unsigned n_jobs; /* in use are places below this */
	bool due;	 /* some job is */
	uint32_t up;	 /* bits of attache's sessions */
	struct att_cids_client client[ATT_CIDS_CLIENTS];
	struct att_cids_news news;
	struct att_cids_job *job[ATT_CIDS_JOBS]; /* NULL: free */
};

/* For one modem; nothing is asked before somebody wants something. */
void att_cids_init(struct att_cids *s, const struct att_cids_options *options);
/* Who waits is not answered; nothing may be under way. */
void att_cids_fini(struct att_cids *s);
/* As of struct att_manager, for a modem that speaks QMI. The body is that of
 * ATT_CIDS_EX, and so is the answer's; a refusal has a sentence, or a body of a
 * structure that all versions have alike. The modem is asked by settle. */
void att_cids_command(struct att_cids *s, const struct mbim_msg *command,
		      struct att_manager_reply reply);
/* As of struct att_manager. */
bool att_cids_forget(struct att_cids *s, uint32_t token);
/* What the modem says by itself, a frame: called from within the core. */
void att_cids_told(struct att_cids *s, struct att_bytes frame);
/* Where the modem stands, whatever of it has changed; not from within the core.
 */
void att_cids_look(struct att_cids *s, const struct att_manager_status *now);
/* The modem's channel is closed: what waits is answered. */
void att_cids_lost(struct att_cids *s);
/* Ask and answer what is due; not from within the core. */
void att_cids_settle(struct att_cids *s, uint64_t now_ms);
/* When settle is due if nothing happens; UINT64_MAX: never. */
uint64_t att_cids_deadline(const struct att_cids *s);

#endif
