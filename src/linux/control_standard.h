/* What clients are told that have never said what they want: by MBIM 1.0 every
 * indication of the standard's services is on from OPEN, until a
 * DEVICE_SERVICE_SUBSCRIBE_LIST. So the modem is asked which it has, and then
 * for these as well, once somebody opens. And the list without that of a client
 * that has gone. */
#ifndef ATT_LINUX_CONTROL_STANDARD_H
#define ATT_LINUX_CONTROL_STANDARD_H

#include "proxy/subscriptions.h"

struct att_control_socket;

struct att_control_standard {
	bool known;			  /* what the modem has of it */
	bool due;			  /* it is to be asked for it */
	bool asked;			  /* it was, since then */
	bool left;			  /* a client with a list has gone */
	uint32_t services_token, token;	  /* of what it is asked; 0: nothing */
	struct att_subscriptions offered; /* by the modem */
};

/* A client opens, and has no list. */
void att_control_standard_opened(struct att_control_socket *s, uint32_t modem);
/* The list that the modem is asked for now has what it is known to have of the
 * standard, or has not; no client that has gone is in it. */
void att_control_standard_listed(struct att_control_socket *s, uint32_t modem,
				 bool has);
/* After each turn of the loop: true if the modem was asked for something. */
bool att_control_standard_settle(struct att_control_socket *s, uint32_t modem);
/* What became of a command, if it was one of these. */
void att_control_standard_heard(struct att_control_socket *s, uint32_t token,
				uint32_t status, struct att_bytes body);

#endif
