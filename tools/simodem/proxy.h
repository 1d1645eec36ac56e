/* The proxy of libmbim or libqmi in front of the modem, without I/O: several
 * clients share one control channel. */
#ifndef SIMODEM_PROXY_H
#define SIMODEM_PROXY_H

#include "tools/simodem/sim.h"

#define SIM_PROXY_CLIENTS 16u

/* What differs by protocol: the functions below, of a state that `begin` has
 * allocated. */
typedef void sim_proxy_send(void *ctx, unsigned client, struct att_bytes bytes);
struct sim_proxy_ops {
	void *(*begin)(struct sim_modem *m, sim_proxy_send *send, void *ctx);
	void (*join)(void *state, unsigned client);
	void (*leave)(void *state, unsigned client);
	void (*input)(void *state, unsigned client, struct att_bytes bytes,
		      uint64_t now_ms);
	void (*unplug)(void *state);
	uint64_t (*deadline)(const void *state);
	void (*expire)(void *state, uint64_t now_ms);
};
extern const struct sim_proxy_ops sim_proxy_mbim; /* proxy_mbim.c */
extern const struct sim_proxy_ops sim_proxy_qmi;  /* proxy_qmi.c */

/* That of the protocol which the modem speaks. Bytes for a client are at most
 * one fragment, valid during the call. */
struct sim_proxy;
/* m has to outlive it, and answers to nobody else. */
struct sim_proxy *sim_proxy_new(struct sim_modem *m, sim_proxy_send *send,
				void *ctx);
void sim_proxy_free(struct sim_proxy *p);
/* A client has come, below SIM_PROXY_CLIENTS and not there yet; it has gone. */
void sim_proxy_join(struct sim_proxy *p, unsigned client);
void sim_proxy_leave(struct sim_proxy *p, unsigned client);
/* What was read from it: any piece of its stream. */
void sim_proxy_input(struct sim_proxy *p, unsigned client,
		     struct att_bytes bytes, uint64_t now_ms);
/* The modem was unplugged: its channel is closed. */
void sim_proxy_unplug(struct sim_proxy *p);
/* Let the modem's time pass, and its output to the clients: at this deadline,
 * and whenever something else may have had an effect on the modem. */
uint64_t sim_proxy_deadline(const struct sim_proxy *p);
void sim_proxy_expire(struct sim_proxy *p, uint64_t now_ms);

#endif
