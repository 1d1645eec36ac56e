/* A Unix socket at a path, at which this user's programs may connect: what the
 * control socket and the device service streams have in common. */
#ifndef ATT_LINUX_LISTEN_H
#define ATT_LINUX_LISTEN_H

/* A socket (SOCK_STREAM...) that listens at path, for this user only; its
 * folder is made if only that is missing, and a socket that nobody listens at
 * is replaced. Whoever closes it removes its path. Non-blocking; or ATT_E_BUSY
 * (somebody listens there), ATT_E_CONFIG (too long), ATT_E_IO (errno). */
int att_listen_open(const char *path, int type, int backlog);
/* The folder of this path, if only that is missing. */
void att_listen_make_folder(const char *path);

#endif
