/* A control socket whose manager is the test's: what clients ask comes there.
 */
#ifndef CONTROL_RIG_H
#define CONTROL_RIG_H

#include "generated/cids.h"
#include "linux/control_socket.h"

#define CONTROL_RIG_BIG 8000
/* A CID of the basic service, the only one that the modem has to tell. */
#define CONTROL_RIG_TELLS MBIM_CID_BASIC_CONNECT_PROVISIONED_CONTEXTS

struct control_rig {
	struct att_loop loop;
	struct att_control_socket socket;
	char folder[64], path[96];
	struct att_manager manager;
	struct att_manager_reply reply; /* to the last command */
	unsigned commands;
	struct att_subscriptions list; /* the last that was asked for */
	unsigned modems, asked_of;     /* modem0 and backup; the last one */
	enum att_want want;
	uint32_t forgotten;
	bool sent; /* the modem has what is forgotten already */
	/* of QMI: the modem speaks it; what is asked waits; the last request;
	 * ids that were given, and the one that was given back last */
	bool qmi, waits;
	struct qmi_head asked;
	uint8_t given, released;
};

extern const struct att_uuid control_rig_service;

int control_rig_setup(void **state);
int control_rig_teardown(void **state);
/* A client. */
int control_rig_connected(struct control_rig *rig);
/* Write a query of control_rig_service with this body: its length. CID 1 is
 * answered with the same body, CID 2 with CONTROL_RIG_BIG bytes, CID 3 when the
 * test says so, others with more than there is room for. */
size_t control_rig_command(uint8_t *buf, size_t cap, uint32_t transaction,
			   uint32_t cid, const char *body);
/* A client that has opened; one with a list of this one indication of the basic
 * service. */
int control_rig_opened(struct control_rig *rig);
int control_rig_subscribed(struct control_rig *rig, uint32_t cid);
/* The loop has done all that there is to do. */
void control_rig_turn(struct control_rig *rig);
/* The same, and then what is to be done after each turn: true, if the modem was
 * asked for something. */
bool control_rig_settle(struct control_rig *rig);
/* The client has an answer, with this body. */
void control_rig_is_answered(int fd, uint32_t transaction, const char *body);

#endif
