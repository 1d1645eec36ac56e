#!/bin/bash
# Three DHCP clients on a link without hardware addresses: one is an Ethernet
# host with the address 0, one ends, one waits for somebody else.
#
# Input: a network device as qmi_wwan has it in raw IP mode, and other modems:
# ARPHRD_NONE, POINTOPOINT, NOARP (here a TUN device with its carrier on).
# Seen:
#   udhcpc (BusyBox 1.35.0) sends a DISCOVER with htype 1, hlen 6, chaddr
#     00:00:00:00:00:00 and the client identifier 01 00:00:00:00:00:00: to a
#     server every such host is the same client.
#   dhclient 4.4.3 ends with 1: "Unsupported device type 65534 for "wwan9"".
#   dhcpcd 9.4.1 sends nothing: "wwan9: waiting for 3rd party to configure IP
#     address", and ends with 1 when its time is over.
# Expected: a DISCOVER with an identifier that is the client's own. Type 1 in it
# means an Ethernet address; where there is none, the type is 0, and the
# identifier has to be unique in the client's network (RFC 2132 9.14).
. "$(dirname "$0")/lib/package.sh"
package busybox-static 1:1.35.0-4+deb12u1+b1
package isc-dhcp-client 4.4.3-P1-2
package dhcpcd-base 9.4.1-24~deb12u5
[ -c /dev/net/tun ] || cannot "there is no /dev/net/tun"
for program in gcc ip unshare; do
	command -v $program >/dev/null || cannot "there is no $program"
done
unshare -n ip tuntap add dev wwan9 mode tun 2>"$work/tun.log" ||
	cannot "no TUN device: $(cat "$work/tun.log")"

# The other end of the link: prints each DHCP message that it gets.
cat >"$work/far_end.c" <<'END'
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(void)
{
	struct ifreq r = { .ifr_name = "wwan9",
			   .ifr_flags = IFF_TUN | IFF_NO_PI };
	unsigned char b[2048];
	int fd = open("/dev/net/tun", O_RDWR);
	long n;

	if (fd < 0 || ioctl(fd, TUNSETIFF, &r) < 0)
		return 1;
	while ((n = read(fd, b, sizeof(b))) > 0) {
		/* IPv4 and UDP without options, to the server's port */
		if (n < 28 || b[0] != 0x45 || b[9] != 17 || b[23] != 67)
			continue;
		for (long i = 28; i < n; i++)
			printf("%02x", b[i]);
		putchar('\n');
		fflush(stdout);
	}
	return 0;
}
END
gcc -o "$work/far_end" "$work/far_end.c" || cannot "gcc does not compile"

# on_link COMMAND...: run it in a network with that link. What it says comes
# into the file "said", what it sends into the file "sent".
on_link() {
	# shellcheck disable=SC2016
	unshare -n bash -c '
		"$0/far_end" >"$0/sent" &
		end=$!
		until ip link show wwan9 >/dev/null 2>&1; do sleep 0.1; done
		ip link set wwan9 up
		"$@" >"$0/said" 2>&1
		code=$?
		kill $end
		wait $end 2>/dev/null
		exit $code' "$work" "$@"
}

on_link busybox udhcpc -i wwan9 -f -n -q -t 1 -T 1 -s /bin/true
discover=$(head -1 "$work/sent")
seen "udhcpc: op, htype, hlen, hops" 01010600 "${discover:0:8}"
seen "udhcpc: chaddr" 000000000000 "${discover:56:12}"
options=${discover:480}
seen "udhcpc: client identifier" 3d0701000000000000 \
	"$(grep -o '3d07.\{14\}' <<<"$options")"

on_link dhclient -1 -d -sf /bin/true -lf "$work/leases" -pf "$work/pid" wwan9
seen "dhclient: exit code" 1 $?
seen "dhclient" 'Unsupported device type 65534 for "wwan9"' \
	"$(grep device "$work/said")"
seen "dhclient: messages" 0 "$(wc -l <"$work/sent")"

on_link dhcpcd -d -T -4 -B -t 2 wwan9
seen "dhcpcd: exit code" 1 $?
seen "dhcpcd" "wwan9: waiting for 3rd party to configure IP address" \
	"$(grep 3rd "$work/said")"
seen "dhcpcd: messages" 0 "$(wc -l <"$work/sent")"
