/* A client of the modem's control channel, as libmbim's proxy has them: what
 * each has agreed on and wants to be told, and which of its commands are
 * answered here or refused. The modem's channel is the manager's: OPEN, CLOSE
 * and VERSION of a client concern that client alone. */
#ifndef ATT_PROXY_PROXY_H
#define ATT_PROXY_PROXY_H

#include "core/core.h"
#include "proxy/subscriptions.h"
#include "wire/mbim/msg.h"

/* The modem behind the clients; views that are good as long as it is used. */
struct att_proxy_modem {
	const struct att_core_status *core;
	enum att_want want; /* of the manager's */
	uint16_t ex;	    /* MBIMEx version of what it, or who speaks for it,
			       says and hears */
	const char *advice; /* follows the words of a refusal: how to have the
			       modem for oneself */
};

struct att_proxy_client {
	bool opened;
	uint32_t max_control; /* longest fragment that it takes, bytes */
	uint16_t ex;	      /* MBIMEx version of its messages, as MBIM_EX_* */
	bool chose;  /* what it wants to be told; else that is the standard's */
	bool asking; /* the modem is asked for this list of it */
	struct att_subscriptions wants, asked;
};

/* The channel of a client that begins, or has said CLOSE. */
void att_proxy_begin(struct att_proxy_client *p);
/* The status that answers its OPEN, which may be several. */
uint32_t att_proxy_open(struct att_proxy_client *p,
			const struct att_proxy_modem *m, uint32_t max_control);

/* True: the command is not the modem's; its answer is *status and the *len
 * bytes in buf, of which there are cap: words where it is refused. */
bool att_proxy_answers(struct att_proxy_client *p,
		       const struct att_proxy_modem *m,
		       const struct mbim_msg *command, uint32_t *status,
		       uint8_t *buf, size_t cap, size_t *len);

/* The InformationBuffer of msg, of this kind, as it is in the MBIMEx version
 * `to` instead of `from`, in buf: its length, or an error of
 * mbim_version_translate. */
int att_proxy_translate(const struct mbim_msg *msg, enum mbim_kind kind,
			uint16_t from, uint16_t to, uint8_t *buf, size_t cap);

/* True if this says which modem the client means. */
bool att_proxy_configures(const struct mbim_msg *command);
/* True if this set changes nothing but what the client itself is told. */
bool att_proxy_harmless(const struct mbim_msg *command);

/* True if this is a list of what the client wants to be told. */
bool att_proxy_subscribes(const struct mbim_msg *command);
/* True if one of n clients has opened, and has not chosen what it is told. */
bool att_proxy_standard(struct att_proxy_client *const *clients, unsigned n);

/* What is to be indicated beside what the manager needs. */
struct att_proxy_needs {
	/* to who has the channel: adds it, 0 or ATT_E_ROOM; NULL: nothing */
	int (*more)(struct att_subscriptions *all);
	/* to those who have not chosen: what the modem has of the standard */
	const struct att_subscriptions *standard;
};

/* What the modem has to be asked for, for all of n clients and the manager, in
 * buf: its length, or ATT_E_*. Lists that the modem has not answered yet count
 * as well: the last one that it gets is the one that it keeps. */
int att_proxy_list(struct att_proxy_client *const *clients, unsigned n,
		   const struct att_proxy_needs *needs, uint8_t *buf,
		   size_t cap);
/* The same, where one of them asks for this list. */
int att_proxy_subscribe(struct att_proxy_client *p, struct att_bytes body,
			struct att_proxy_client *const *clients, unsigned n,
			const struct att_proxy_needs *needs, uint8_t *buf,
			size_t cap);
/* The modem has answered: from now on, unless it refused. */
void att_proxy_subscribed(struct att_proxy_client *p, uint32_t status);
/* True if it waits for news: it has opened, or has or asks for a list. */
bool att_proxy_hears(const struct att_proxy_client *p);
/* True if the client wants this indication. */
bool att_proxy_wants(const struct att_proxy_client *p,
		     const struct mbim_msg *msg);

#endif
