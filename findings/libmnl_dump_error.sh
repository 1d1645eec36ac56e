#!/bin/bash
# libmnl 1.0.4 takes a dump of netlink that ends with an error for a whole one.
#
# Input: the kernel's answer to RTM_GETADDR with NLM_F_DUMP and strict checking
# for the index of a device that does not exist, and a NLMSG_DONE with -ENODEV
# by hand, as the kernel sends it if the device leaves during the dump; beside
# it a NLMSG_ERROR with the same number.
# Seen: for NLMSG_ERROR mnl_cb_run() returns -1 with errno ENODEV, for
# NLMSG_DONE it returns 0 (MNL_CB_STOP), as at the end of a dump that is whole:
# the program takes the device for one without addresses.
# Expected: -1 and errno. The payload of NLMSG_DONE is an error number as that of
# NLMSG_ERROR is (Linux, Documentation/userspace-api/netlink/intro.rst, "Dump
# operations", and netlink_dump_done() of net/netlink/af_netlink.c).
. "$(dirname "$0")/lib/package.sh"
package libmnl0 1.0.4-3
package libmnl-dev 1.0.4-3

cat >"$work/done.c" <<'END'
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

/* A message of this type whose payload is the number. */
static int ends_with(unsigned short type, int number)
{
	char buf[128] = { 0 };
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf);
	struct nlmsgerr *e;

	h->nlmsg_type = type;
	h->nlmsg_flags = NLM_F_MULTI;
	h->nlmsg_seq = 1;
	e = mnl_nlmsg_put_extra_header(h, sizeof(*e));
	e->error = number;
	errno = 0;
	return mnl_cb_run(buf, h->nlmsg_len, 1, 0, NULL, NULL);
}

/* The addresses of a device that is not there, asked of the kernel. */
static int ask(void)
{
	struct mnl_socket *s = mnl_socket_open(NETLINK_ROUTE);
	char buf[8192];
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf);
	struct ifaddrmsg *a;
	int on = 1, n;

	mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID);
	mnl_socket_setsockopt(s, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	h->nlmsg_type = RTM_GETADDR;
	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	h->nlmsg_seq = 1;
	a = mnl_nlmsg_put_extra_header(h, sizeof(*a));
	a->ifa_index = 99999;
	mnl_socket_sendto(s, h, h->nlmsg_len);
	n = (int)mnl_socket_recvfrom(s, buf, sizeof(buf));
	h = (struct nlmsghdr *)buf;
	if (n < 20)
		return 2;
	errno = 0;
	printf("%s with %d: mnl_cb_run %d, ",
	       h->nlmsg_type == NLMSG_DONE ? "NLMSG_DONE" : "NLMSG_ERROR",
	       *(int *)mnl_nlmsg_get_payload(h),
	       mnl_cb_run(buf, (size_t)n, 1, mnl_socket_get_portid(s), NULL,
			  NULL));
	printf("errno %d\n", errno);
	return 0;
}

int main(int argc, char **argv)
{
	int got;

	if (argc > 1)
		return ask();
	got = ends_with(NLMSG_ERROR, -ENODEV);
	printf("%d %d\n", got, errno);
	got = ends_with(NLMSG_DONE, -ENODEV);
	printf("%d %d\n", got, errno);
	return 0;
}
END
command -v gcc >/dev/null || cannot "there is no gcc"
gcc -o "$work/done" "$work/done.c" -I"$root/usr/include" \
	-L"$root/usr/lib/x86_64-linux-gnu" -lmnl 2>"$work/gcc.log" ||
	cannot "gcc: $(tail -1 "$work/gcc.log")"
"$work/done" >"$work/said"
seen "NLMSG_ERROR with -ENODEV: return, errno" "-1 19" \
	"$(sed -n 1p "$work/said")"
seen "NLMSG_DONE with -ENODEV: return, errno" "0 0" "$(sed -n 2p "$work/said")"
# Which of the two comes depends on the kernel, so it is only told.
echo "this kernel ($(uname -r)), addresses of a device that is not there:" \
	"$("$work/done" ask)"
