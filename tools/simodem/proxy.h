/* libmbim's proxy in front of the modem, without I/O: several clients share
 * one control channel. Each of them says CONFIGURATION of the service
 * proxy_control first; then OPEN and CLOSE are theirs alone, transaction ids
 * are translated, and indications go to those who have subscribed. */
#ifndef SIMODEM_PROXY_H
#define SIMODEM_PROXY_H

#include "tools/simodem/sim.h"

#define SIM_PROXY_CLIENTS 16u

struct sim_proxy;
/* Bytes for a client: at most one fragment, valid during the call. */
typedef void sim_proxy_send(void *ctx, unsigned client, struct att_bytes bytes);
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
