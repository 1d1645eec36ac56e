/* The socket of the service manager. */
#ifndef ATT_LINUX_NOTIFY_SOCKET_H
#define ATT_LINUX_NOTIFY_SOCKET_H

/* Room for a name, and one that is too long. */
#define ATT_NOTIFY_NAME 109

/* A datagram socket, connected to this path or, with '@' in front, abstract
 * name. Or ATT_E_CONFIG: it is neither; ATT_E_IO (errno). */
int att_notify_socket(const char *name);

#endif
