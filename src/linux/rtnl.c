/* The socket of rtnetlink, over libmnl: requests, acknowledgements, dumps. */
#include "linux/rtnl.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "base/errors.h"

/* What the kernel may put into one message of a dump. */
#define DUMP_BYTES 32768
/* While things come and go, their list may have to be asked for again. */
#define DUMP_ATTEMPTS 8

static int fail(struct att_rtnl *nl)
{
	nl->error = errno;
	switch (errno) {
	case EPERM:
	case EACCES:
		return ATT_E_ACCESS;
	case ENODEV:
	case ENXIO:
		return ATT_E_GONE;
	}
	return ATT_E_IO;
}

/* With strict checking the kernel sends of a dump only what was asked for. One
 * without it (before 4.20) sends all. */
static void check_strictly(struct att_rtnl *nl)
{
	int on = 1;

	mnl_socket_setsockopt(nl->socket, NETLINK_GET_STRICT_CHK, &on,
			      sizeof(on));
}

int att_rtnl_open(struct att_rtnl *nl)
{
	*nl = (struct att_rtnl){
		.socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC)};
	if (!nl->socket)
		return fail(nl);
	if (mnl_socket_bind(nl->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		int err = fail(nl);

		att_rtnl_close(nl);
		return err;
	}
	check_strictly(nl);
	nl->port_id = mnl_socket_get_portid(nl->socket);
	return 0;
}

void att_rtnl_close(struct att_rtnl *nl)
{
	if (nl->socket)
		mnl_socket_close(nl->socket);
	nl->socket = NULL;
}

struct nlmsghdr *att_rtnl_begin(char *buf, uint16_t type, unsigned flags)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf);

	h->nlmsg_type = type;
	h->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
	return h;
}

/* Of a dump that broke off there may be more, which answers nothing else. */
static int request(struct att_rtnl *nl, struct nlmsghdr *h)
{
	char rest[ATT_RTNL_REQUEST];

	while (recv(mnl_socket_get_fd(nl->socket), rest, sizeof(rest),
		    MSG_DONTWAIT) > 0)
		;
	h->nlmsg_seq = ++nl->sequence;
	return mnl_socket_sendto(nl->socket, h, h->nlmsg_len) < 0 ? fail(nl)
								  : 0;
}

int att_rtnl_carry_out(struct att_rtnl *nl, struct nlmsghdr *h)
{
	char buf[ATT_RTNL_REQUEST];
	int err = request(nl, h);
	ssize_t n;

	if (err)
		return err;
	do {
		n = mnl_socket_recvfrom(nl->socket, buf, sizeof(buf));
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail(nl);
	if (mnl_cb_run(buf, (size_t)n, nl->sequence, nl->port_id, NULL, NULL) <
	    0)
		return fail(nl);
	return 0;
}

/* --- dumps ---------------------------------------------------------------- */

struct reader {
	void (*fn)(void *ctx, const struct nlmsghdr *h);
	void *ctx;
};

static int read_one(const struct nlmsghdr *h, void *ctx)
{
	const struct reader *r = ctx;

	r->fn(r->ctx, h);
	return MNL_CB_OK;
}

static int dump_once(struct att_rtnl *nl, struct nlmsghdr *h, struct reader *r)
{
	char buf[DUMP_BYTES];
	int more = MNL_CB_OK, err = request(nl, h);

	if (err)
		return err;
	while (more > MNL_CB_STOP) {
		ssize_t n = mnl_socket_recvfrom(nl->socket, buf, sizeof(buf));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(nl);
		more = mnl_cb_run(buf, (size_t)n, nl->sequence, nl->port_id,
				  read_one, r);
	}
	return more < 0 ? fail(nl) : 0;
}

/* EINTR: what is told has changed meanwhile. */
int att_rtnl_dump(struct att_rtnl *nl, struct nlmsghdr *h,
		  void (*fn)(void *ctx, const struct nlmsghdr *h), void *ctx)
{
	struct reader r = {fn, ctx};
	int err;

	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	err = dump_once(nl, h, &r);
	for (int i = 1; i < DUMP_ATTEMPTS && err && nl->error == EINTR; i++)
		err = dump_once(nl, h, &r);
	return err;
}

/* --- attributes ----------------------------------------------------------- */

struct attributes {
	const struct nlattr **table;
	uint16_t n;
};

static int put_by_type(const struct nlattr *a, void *ctx)
{
	const struct attributes *t = ctx;
	uint16_t type = mnl_attr_get_type(a);

	if (type < t->n)
		t->table[type] = a;
	return MNL_CB_OK;
}

void att_rtnl_attributes(const struct nlmsghdr *h, size_t header,
			 const struct nlattr **table, uint16_t n)
{
	struct attributes t = {table, n};

	memset(table, 0, n * sizeof(*table));
	mnl_attr_parse(h, (unsigned)header, put_by_type, &t);
}

void att_rtnl_nested(const struct nlattr *a, const struct nlattr **table,
		     uint16_t n)
{
	struct attributes t = {table, n};

	memset(table, 0, n * sizeof(*table));
	mnl_attr_parse_nested(a, put_by_type, &t);
}
