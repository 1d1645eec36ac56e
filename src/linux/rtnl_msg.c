/* Netlink: the socket, and its messages and attributes as bytes. */
#include "linux/rtnl_msg.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int att_rtnl_msg_open(uint32_t groups, int flags)
{
	const struct sockaddr_nl own = {.nl_family = AF_NETLINK,
					.nl_groups = groups};
	int fd = socket(AF_NETLINK, SOCK_RAW | flags, NETLINK_ROUTE);
	int error;

	if (fd < 0 || !bind(fd, (const void *)&own, sizeof(own)))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

/* --- writing -------------------------------------------------------------- */

static size_t aligned(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

static void *extend(struct nlmsghdr *h, size_t len)
{
	uint8_t *at = (uint8_t *)h + aligned(h->nlmsg_len);

	memset(at, 0, aligned(len));
	h->nlmsg_len = (uint32_t)(aligned(h->nlmsg_len) + aligned(len));
	return at;
}

struct nlmsghdr *att_rtnl_msg_begin(char *buf, uint16_t type, unsigned flags)
{
	struct nlmsghdr *h = (void *)buf;

	*h = (struct nlmsghdr){.nlmsg_len = sizeof(*h),
			       .nlmsg_type = type,
			       .nlmsg_flags = (uint16_t)flags};
	return h;
}

void *att_rtnl_msg_put_header(struct nlmsghdr *h, size_t len)
{
	return extend(h, len);
}

void att_rtnl_msg_put(struct nlmsghdr *h, uint16_t type, const void *p,
		      size_t len)
{
	struct nlattr *a = extend(h, sizeof(*a) + len);

	a->nla_type = type;
	a->nla_len = (uint16_t)(sizeof(*a) + len);
	memcpy(a + 1, p, len);
}

void att_rtnl_msg_put_u8(struct nlmsghdr *h, uint16_t type, uint8_t v)
{
	att_rtnl_msg_put(h, type, &v, sizeof(v));
}

void att_rtnl_msg_put_u16(struct nlmsghdr *h, uint16_t type, uint16_t v)
{
	att_rtnl_msg_put(h, type, &v, sizeof(v));
}

void att_rtnl_msg_put_u32(struct nlmsghdr *h, uint16_t type, uint32_t v)
{
	att_rtnl_msg_put(h, type, &v, sizeof(v));
}

void att_rtnl_msg_put_str(struct nlmsghdr *h, uint16_t type, const char *s)
{
	att_rtnl_msg_put(h, type, s, strlen(s) + 1);
}

struct nlattr *att_rtnl_msg_nest(struct nlmsghdr *h, uint16_t type)
{
	struct nlattr *a = extend(h, sizeof(*a));

	a->nla_type = (uint16_t)(type | NLA_F_NESTED);
	return a;
}

void att_rtnl_msg_nest_end(struct nlmsghdr *h, struct nlattr *nest)
{
	nest->nla_len =
		(uint16_t)((uint8_t *)h + h->nlmsg_len - (uint8_t *)nest);
}

/* --- reading -------------------------------------------------------------- */

/* What netlink says of the request: 1, 0, -1 as att_rtnl_msg_each. A dump may
 * end with an error too. */
static int about_request(const struct nlmsghdr *h)
{
	int error = 0;

	if (h->nlmsg_type != NLMSG_DONE && h->nlmsg_type != NLMSG_ERROR)
		return 1;
	if (h->nlmsg_len >= sizeof(*h) + sizeof(error))
		memcpy(&error, h + 1, sizeof(error));
	else if (h->nlmsg_type == NLMSG_ERROR)
		error = -EBADMSG;
	if (error < 0)
		errno = -error;
	return error < 0 ? -1 : 0;
}

static int take(const struct nlmsghdr *h, uint32_t sequence,
		att_rtnl_msg_fn *fn, void *ctx)
{
	if (sequence && h->nlmsg_seq && h->nlmsg_seq != sequence) {
		errno = EPROTO;
		return -1;
	}
	if (h->nlmsg_flags & NLM_F_DUMP_INTR) {
		errno = EINTR;
		return -1;
	}
	if (h->nlmsg_type < NLMSG_MIN_TYPE)
		return about_request(h);
	if (fn)
		fn(ctx, h);
	return 1;
}

int att_rtnl_msg_each(const void *buf, size_t len, uint32_t sequence,
		      att_rtnl_msg_fn *fn, void *ctx)
{
	const uint8_t *p = buf;
	int more = 1;

	while (more > 0 && len >= sizeof(struct nlmsghdr)) {
		const struct nlmsghdr *h = (const void *)p;
		size_t step = aligned(h->nlmsg_len);

		if (h->nlmsg_len < sizeof(*h) || h->nlmsg_len > len)
			break;
		more = take(h, sequence, fn, ctx);
		step = step < len ? step : len;
		p += step;
		len -= step;
	}
	return more;
}

const void *att_rtnl_msg_header(const struct nlmsghdr *h, size_t len)
{
	static const uint32_t nothing[4];

	return h->nlmsg_len < sizeof(*h) + len ? (const void *)nothing : h + 1;
}

void att_rtnl_msg_attributes(const void *p, size_t len,
			     const struct nlattr **table, uint16_t n)
{
	const uint8_t *at = p;

	memset(table, 0, n * sizeof(*table));
	while (len >= sizeof(struct nlattr)) {
		const struct nlattr *a = (const void *)at;
		unsigned type = a->nla_type & (unsigned)NLA_TYPE_MASK;
		size_t step = aligned(a->nla_len);

		if (a->nla_len < sizeof(*a) || a->nla_len > len)
			return;
		if (type < n)
			table[type] = a;
		step = step < len ? step : len;
		at += step;
		len -= step;
	}
}

void att_rtnl_msg_attributes_of(const struct nlmsghdr *h, size_t header,
				const struct nlattr **table, uint16_t n)
{
	size_t skip = sizeof(*h) + aligned(header);

	att_rtnl_msg_attributes((const uint8_t *)h + skip,
				h->nlmsg_len > skip ? h->nlmsg_len - skip : 0,
				table, n);
}

void att_rtnl_msg_nested(const struct nlattr *a, const struct nlattr **table,
			 uint16_t n)
{
	att_rtnl_msg_attributes(a + 1, att_rtnl_msg_len(a), table, n);
}

size_t att_rtnl_msg_len(const struct nlattr *a)
{
	return a->nla_len - sizeof(*a);
}

const void *att_rtnl_msg_payload(const struct nlattr *a)
{
	return a + 1;
}

static void copy_number(const struct nlattr *a, void *v, size_t len)
{
	if (att_rtnl_msg_len(a) >= len)
		memcpy(v, a + 1, len);
}

uint16_t att_rtnl_msg_u16(const struct nlattr *a)
{
	uint16_t v = 0;

	copy_number(a, &v, sizeof(v));
	return v;
}

uint32_t att_rtnl_msg_u32(const struct nlattr *a)
{
	uint32_t v = 0;

	copy_number(a, &v, sizeof(v));
	return v;
}

void att_rtnl_msg_str(const struct nlattr *a, char *out, size_t cap)
{
	size_t len = strnlen((const char *)(a + 1), att_rtnl_msg_len(a));

	if (len >= cap)
		len = cap - 1;
	memcpy(out, a + 1, len);
	out[len] = '\0';
}

bool att_rtnl_msg_is(const struct nlattr *a, const char *s)
{
	size_t len = strlen(s);

	return strnlen((const char *)(a + 1), att_rtnl_msg_len(a)) == len &&
	       memcmp(a + 1, s, len) == 0;
}
