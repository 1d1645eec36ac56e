/* Netlink as bytes: a socket of rtnetlink, messages and attributes written into
 * a buffer, and read from one. What they mean is in rtnl*.h. */
#ifndef ATT_LINUX_RTNL_MSG_H
#define ATT_LINUX_RTNL_MSG_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A socket of rtnetlink that hears of these groups (a mask of RTMGRP_*); flags:
 * SOCK_CLOEXEC, SOCK_NONBLOCK. Its descriptor, or -1 (errno). */
int att_rtnl_msg_open(uint32_t groups, int flags);

/* --- writing: the buffer of a message has room for all that is put ------- */

/* Begin a message of this type with these flags (NLM_F_*). */
struct nlmsghdr *att_rtnl_msg_begin(char *buf, uint16_t type, unsigned flags);
/* The header of the type, of len bytes, all 0. */
void *att_rtnl_msg_put_header(struct nlmsghdr *h, size_t len);
/* An attribute: bytes, a number, a text with its NUL. */
void att_rtnl_msg_put(struct nlmsghdr *h, uint16_t type, const void *p,
		      size_t len);
void att_rtnl_msg_put_u8(struct nlmsghdr *h, uint16_t type, uint8_t v);
void att_rtnl_msg_put_u16(struct nlmsghdr *h, uint16_t type, uint16_t v);
void att_rtnl_msg_put_u32(struct nlmsghdr *h, uint16_t type, uint32_t v);
void att_rtnl_msg_put_str(struct nlmsghdr *h, uint16_t type, const char *s);
/* An attribute that holds those that are put until it ends. */
struct nlattr *att_rtnl_msg_nest(struct nlmsghdr *h, uint16_t type);
void att_rtnl_msg_nest_end(struct nlmsghdr *h, struct nlattr *nest);

/* --- reading ------------------------------------------------------------- */

typedef void att_rtnl_msg_fn(void *ctx, const struct nlmsghdr *h);

/* Call fn for each message of these bytes that is not about netlink itself.
 * sequence: of the request that they answer; 0: whatever comes. 1: there may be
 * more, 0: that was all (an acknowledgement, or the end of a dump), -1: errno,
 * as the kernel says it; EINTR: the list has changed while it was told; ENODEV:
 * also where a dump was about a device that is gone. */
int att_rtnl_msg_each(const void *buf, size_t len, uint32_t sequence,
		      att_rtnl_msg_fn *fn, void *ctx);

/* The header of the type, of len bytes, at most 16; all 0 if the message is
 * shorter: it is then about nothing. */
const void *att_rtnl_msg_header(const struct nlmsghdr *h, size_t len);
/* The attributes in these bytes, by their types, which are below n; NULL: not
 * there. Views of the bytes, which are aligned as a message is. */
void att_rtnl_msg_attributes(const void *p, size_t len,
			     const struct nlattr **table, uint16_t n);
/* The same behind the header of a message, of `header` bytes, and inside an
 * attribute. */
void att_rtnl_msg_attributes_of(const struct nlmsghdr *h, size_t header,
				const struct nlattr **table, uint16_t n);
void att_rtnl_msg_nested(const struct nlattr *a, const struct nlattr **table,
			 uint16_t n);

/* What an attribute holds. Where it is shorter than a number: 0. A text is
 * copied, cut to cap, or compared. */
size_t att_rtnl_msg_len(const struct nlattr *a);
const void *att_rtnl_msg_payload(const struct nlattr *a);
uint16_t att_rtnl_msg_u16(const struct nlattr *a);
uint32_t att_rtnl_msg_u32(const struct nlattr *a);
void att_rtnl_msg_str(const struct nlattr *a, char *out, size_t cap);
bool att_rtnl_msg_is(const struct nlattr *a, const char *s);

#endif
