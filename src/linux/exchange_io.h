/* An exchange from inside: between its policy (exchange.c) and its
 * wire. */
#ifndef ATT_LINUX_EXCHANGE_IO_H
#define ATT_LINUX_EXCHANGE_IO_H

#include "linux/exchange.h"

/* Loop, signals and callbacks; x is zeroed memory. 0 or ATT_E_IO. */
int att_exchange_init(struct att_exchange *x,
		      const struct att_exchange_options *options);
/* One turn of the loop. 0: go on waiting; ATT_E_TIMEOUT, ATT_E_STATE
 * (interrupted), or why the port has gone. */
int att_exchange_turn(struct att_exchange *x, uint64_t until_ms);
/* Send the COMMAND of len bytes in x->out, past the core, and wait for its
 * answer in x->msg, which may be a FUNCTION_ERROR. Errors as of turn. */
int att_exchange_request(struct att_exchange *x, int len, uint32_t timeout_ms);
/* The answer is these bytes. */
void att_exchange_keep(struct att_exchange *x, struct att_bytes message);
/* Tell libqmi's proxy which device is meant, before there is a core. 0, or an
 * error with its reason kept. */
int att_exchange_qmi_proxy(struct att_exchange *x);
/* Keep the reason in x->problem; err. */
__attribute__((format(printf, 3, 4))) int att_exchange_fail(
	struct att_exchange *x, int err, const char *format, ...);
/* The same for an error of the function: ATT_E_STATE. */
int att_exchange_function_error(struct att_exchange *x, uint32_t code);

#endif
