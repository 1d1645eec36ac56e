/* A local program asks the daemon. */
#include "linux/client.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"

int mbim_client_open(struct mbim_client *c, const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	c->fd = -1;
	c->transaction = 0;
	mbim_frag_rx_init(&c->rx, false, c->stream, sizeof(c->stream), c->whole,
			  sizeof(c->whole));
	if (strlen(path) >= sizeof(at.sun_path))
		return MBIM_E_CONFIG;
	strcpy(at.sun_path, path);
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		return MBIM_E_IO;
	if (connect(c->fd, (const struct sockaddr *)&at, sizeof(at)) == 0)
		return 0;
	mbim_client_close(c);
	switch (errno) {
	case ENOENT:
	case ECONNREFUSED:
		return MBIM_E_GONE;
	case EACCES:
	case EPERM:
		return MBIM_E_ACCESS;
	}
	return MBIM_E_IO;
}

void mbim_client_close(struct mbim_client *c)
{
	int saved = errno;

	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	errno = saved;
}

uint8_t *mbim_client_body(struct mbim_client *c, size_t *cap)
{
	*cap = sizeof(c->out) - MBIM_MSG_COMMAND_BODY;
	return c->out + MBIM_MSG_COMMAND_BODY;
}

/* One read, at most timeout_ms away. */
static int more(struct mbim_client *c, int timeout_ms)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};
	int n = poll(&p, 1, timeout_ms);
	ssize_t got;

	if (n <= 0)
		return n == 0 ? MBIM_E_TIMEOUT : MBIM_E_IO;
	got = recv(c->fd, c->in, sizeof(c->in), 0);
	if (got <= 0)
		return MBIM_E_GONE;
	mbim_frag_rx_put(&c->rx, mbim_bytes_of(c->in, (size_t)got));
	return 0;
}

int mbim_client_ask(struct mbim_client *c, const struct mbim_uuid *service,
		    uint32_t cid, bool set, size_t body_len, int timeout_ms,
		    struct mbim_msg *answer)
{
	struct mbim_frag_fault fault;
	struct mbim_bytes message;
	int n = mbim_msg_encode_command(c->out, sizeof(c->out),
					++c->transaction, service, cid, set,
					body_len);

	if (n < 0)
		return n;
	if (send(c->fd, c->out, (size_t)n, MSG_NOSIGNAL) != n)
		return MBIM_E_GONE;
	for (;;) {
		n = mbim_frag_rx_get(&c->rx, 0, &message, &fault);
		if (n < 0)
			return n;
		if (n == 0) {
			n = more(c, timeout_ms);
			if (n < 0)
				return n;
			continue;
		}
		n = mbim_msg_decode(message, answer);
		if (n < 0)
			return n;
		if (answer->type == (uint32_t)MBIM_MSG_COMMAND_DONE &&
		    answer->transaction == c->transaction)
			return 0;
	}
}
