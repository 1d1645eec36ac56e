/* An exchange from inside: between its policy (exchange.c) and its
 * wire. */
#ifndef MBIM_LINUX_EXCHANGE_IO_H
#define MBIM_LINUX_EXCHANGE_IO_H

#include "linux/exchange.h"

/* Loop, signals and callbacks; 0 or MBIM_E_IO. */
int mbim_exchange_init(struct mbim_exchange *x,
		       const struct mbim_exchange_options *options);
/* One turn of the loop. 0: go on waiting; MBIM_E_TIMEOUT, MBIM_E_STATE
 * (interrupted), or why the port has gone. */
int mbim_exchange_turn(struct mbim_exchange *x, uint64_t until_ms);
/* Send the COMMAND of len bytes in x->out, past the core, and wait for its
 * answer in x->msg, which may be a FUNCTION_ERROR. Errors as of turn. */
int mbim_exchange_request(struct mbim_exchange *x, int len,
			  uint32_t timeout_ms);
/* The answer is these bytes. */
void mbim_exchange_keep(struct mbim_exchange *x, struct mbim_bytes message);
/* Keep the reason in x->problem; err. */
__attribute__((format(printf, 3, 4))) int mbim_exchange_fail(
	struct mbim_exchange *x, int err, const char *format, ...);
/* The same for an error of the function: MBIM_E_STATE. */
int mbim_exchange_function_error(struct mbim_exchange *x, uint32_t code);

#endif
