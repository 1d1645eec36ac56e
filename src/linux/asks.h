/* Commands of clients for a modem: they wait here until the manager can have
 * one more of them under way. Clients take turns, so that one that asks much
 * costs another no more than one command. */
#ifndef ATT_LINUX_ASKS_H
#define ATT_LINUX_ASKS_H

#include "client/attache_client.h"
#include "linux/manager.h"
#include "trace/recorder.h"

#define ATT_ASKS 136 /* at once */
/* Bytes of a COMMAND, or a frame of QMI; and of the InformationBuffer. */
#define ATT_ASK_REQUEST ATT_CLIENT_MODEM_REQUEST
#define ATT_ASK_BODY	(ATT_ASK_REQUEST - MBIM_MSG_COMMAND_BODY)

struct att_ask {
	bool used, sent;
	bool qmi;      /* a frame, not a COMMAND */
	uint32_t turn; /* its place in the order */
	struct att_manager_reply reply;
	size_t len;
	uint8_t request[ATT_ASK_REQUEST];
};

struct att_asks {
	uint32_t turns;
	unsigned n_waiting, n_sent;
	unsigned last;			     /* whose was asked last */
	struct att_ask *sent[ATT_CORE_ASKS]; /* by number; NULL: free */
	struct att_ask ask[ATT_ASKS];
};

/* Take a command, which is copied. 0, ATT_E_BUSY (as many wait), ATT_E_ROOM. */
int att_asks_put(struct att_asks *a, const struct mbim_msg *command,
		 struct att_manager_reply reply);
/* The same of a request of QMI. */
int att_asks_put_frame(struct att_asks *a, struct att_bytes frame,
		       struct att_manager_reply reply);
/* Give the manager what it can take, of which the modem has at most so many at
 * once: of each client in turn, and of each in the order in which it asked; an
 * error of the manager is the answer. */
void att_asks_pump(struct att_asks *a, struct att_recorder *r, unsigned most,
		   uint64_t now_ms);
/* The answer to one that the manager was given. */
void att_asks_heard(struct att_asks *a, const struct att_heard *heard);
/* Nobody waits for the answer to the command with this token: it is not asked
 * if it was not yet, and then this is true. */
bool att_asks_forget(struct att_asks *a, uint32_t token);
/* What waits will not be asked: the channel is closed. */
void att_asks_drop(struct att_asks *a);

#endif
