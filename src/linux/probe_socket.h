/* A socket of one network device. */
#ifndef ATT_LINUX_PROBE_SOCKET_H
#define ATT_LINUX_PROBE_SOCKET_H

/* As socket(2), not blocking and bound to the device: a descriptor, or -1. */
int att_probe_socket(int family, int type, int protocol, const char *device);

#endif
