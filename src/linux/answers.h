/* What the daemon answers to commands of its own service on the control socket:
 * where everything stands, and what is wanted from now on. */
#ifndef MBIM_LINUX_ANSWERS_H
#define MBIM_LINUX_ANSWERS_H

#include "linux/daemon.h"
#include "wire/msg.h"

/* Carry out one COMMAND and write the COMMAND_DONE: its length or MBIM_E_ROOM.
 * ctx is the struct mbim_daemon (a mbim_server_answer). */
int mbim_answers_command(void *ctx, const struct mbim_msg *command,
			 uint8_t *buf, size_t cap);

#endif
