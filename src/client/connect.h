/* A Unix stream socket to a control socket or a proxy. */
#ifndef ATT_CLIENT_CONNECT_H
#define ATT_CLIENT_CONNECT_H

#define ATT_CLIENT_CONNECT_MS 5000

/* What ATT_E_TIMEOUT says of it. */
#define ATT_CLIENT_CONNECT_FULL                                              \
	"as many connections wait there as can; who listens takes none: it " \
	"is stopped or hangs"

/* path as in the file system, or behind '@' an abstract one. *fd is the
 * caller's to close, and -1 unless the result is 0; ATT_E_CONFIG (the path is
 * too long), ATT_E_GONE (nobody listens there), ATT_E_ACCESS, ATT_E_TIMEOUT
 * (who listens has taken none of those that wait for ATT_CLIENT_CONNECT_MS),
 * ATT_E_IO (errno). */
int att_client_connect(const char *path, int *fd);

#endif
