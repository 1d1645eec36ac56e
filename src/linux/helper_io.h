/* A datagram and a descriptor between a manager and its helper. */
#ifndef ATT_LINUX_HELPER_IO_H
#define ATT_LINUX_HELPER_IO_H

#include <stddef.h>
#include <sys/types.h>

/* Send len bytes, with a descriptor if fd is not -1. 0, or -1 (errno). */
int att_helper_send(int socket, const void *bytes, size_t len, int fd);
/* Receive one, of at most cap bytes: its length, 0: the other side has ended,
 * or -1 (errno). *fd: the descriptor that came with it, close on exec, or -1.
 */
ssize_t att_helper_receive(int socket, void *bytes, size_t cap, int *fd);

#endif
