/* What the control socket sees of attache: modems by their numbers, from 0,
 * where each of them stands, and what may be asked of it. */
#ifndef ATT_LINUX_MANAGER_H
#define ATT_LINUX_MANAGER_H

#include "core/core.h"
#include "linux/runtime.h"
#include "wire/mbim/msg.h"

struct att_manager_session {
	const char *device; /* name of the network device, as far as known */
	uint32_t mtu;	    /* 0: the link is down */
	/* Its addresses as the host has them, else as the modem gave them. */
	const struct att_ip_config *ip;
	/* MBIM_ADDRESS_ORIGIN_* */
	uint32_t ipv4_origin, ipv6_origin;
	uint32_t up_s; /* UINT32_MAX: it is not up */
	bool off;      /* there is none with this number */
	bool by_another;
	const char *apn;
};

/* Datagrams that wait, or had to, for room in the modem. */
struct att_manager_queue {
	uint32_t waiting, delay_ms, dropped, marked;
};

/* Views of the manager's memory, good until the next turn of the loop. */
struct att_manager_status {
	const struct att_core_status *core;
	enum att_want want;
	bool ending; /* attache is, and no longer brings about what is wanted */
	uint64_t since_start_ms;
	const char *modem; /* its name; "": there is none */
	bool qmi;	   /* it speaks QMI, not MBIM */
	struct att_manager_session session[ATT_CORE_SESSIONS];
	struct att_manager_queue queue;
};

/* Who waits for the answer to a command. */
struct att_manager_reply {
	/* To be called once, from within `command` or later, also when the one
	 * who asked has gone: with a status (MBIM_STATUS_*) and the
	 * InformationBuffer of the answer, which is copied. */
	void (*fn)(void *ctx, uint32_t token, uint32_t status,
		   struct att_bytes body);
	void *ctx;
	uint32_t token;
	unsigned client; /* takes turns with the others; below ATT_ASKERS */
};

#define ATT_ASKERS 65 /* the last one is attache itself */

/* All functions get ctx; i is a place in which there is a modem. */
struct att_manager {
	void *ctx;
	/* The name of the modem in this place, which is any number below
	 * ATT_CONFIG_MODEMS, and of its device in the configuration (may be
	 * NULL); NULL: there is none. */
	const char *(*name)(void *ctx, unsigned i, const char **device);
	void (*status)(void *ctx, unsigned i, struct att_manager_status *out);
	/* What is wanted of the modem from now on. 0, or ATT_E_BUSY: attache
	 * is ending. */
	int (*want)(void *ctx, unsigned i, enum att_want want);
	/* A session made, changed or taken away: its number, or ATT_E_* of
	 * att_runtime_wish, ATT_E_BUSY as above. */
	int (*wish)(void *ctx, unsigned i, const struct att_runtime_wish *wish);
	enum att_runtime_origin (*origin)(void *ctx, unsigned i,
					  uint32_t session);
	/* As att_core_session_problem. */
	void (*problem)(void *ctx, unsigned i, uint32_t session, char *buf,
			size_t cap);
	/* Have the modem carry out a command; its body is a view that is good
	 * until the reply. */
	void (*command)(void *ctx, unsigned i, const struct mbim_msg *command,
			struct att_manager_reply reply);
	/* The same of a request of QMI, a whole frame, of which the transaction
	 * does not matter: the client id is one that the modem gave to such a
	 * request. The answer is a whole frame; with a status there is none. */
	void (*request)(void *ctx, unsigned i, struct att_bytes frame,
			struct att_manager_reply reply);
	/* Nobody waits for the reply with this token any more: what the modem
	 * has not got yet is not carried out. True: there will be no reply. */
	bool (*forget)(void *ctx, unsigned i, uint32_t token);
};

#endif
