#!/bin/bash
# qemu-user 7.2 has room for one group in SO_PEERGROUPS, however large the buffer is.
#
# Input: a pair of Unix sockets made by a process of two groups, and room for 64.
# Seen: getsockopt fails with ERANGE under the emulator, of the same processor
# too; the same program without it gets the two. (A daemon that asks who is at the
# other end, as one that gives rights to a group does, sees a peer without groups.)
# Expected: 0 and the groups (unix(7); Linux since 4.13).
. "$(dirname "$0")/lib/package.sh"
package qemu-user "1:7.2+dfsg-7+deb12u18+b3"
command -v gcc >/dev/null || cannot "there is no gcc"
[ "$(id -u)" = 0 ] || cannot "only root can be in groups at will"
[ "$(uname -m)" = x86_64 ] || cannot "the emulated processor is to be this one"
runs qemu-x86_64 --version

cat >"$work/groups.c" <<'END'
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	gid_t own[2] = {1001, 1002}, peer[64];
	socklen_t len = sizeof(peer);
	int ends[2];

	if (setgroups(2, own) || socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return 1;
	if (getsockopt(ends[0], SOL_SOCKET, SO_PEERGROUPS, peer, &len))
		puts(errno == ERANGE ? "ERANGE" : "another error");
	else
		puts(len == sizeof(own) && peer[1] == own[1] ? "both groups"
							      : "others");
	return 0;
}
END
gcc -o "$work/groups" "$work/groups.c" 2>"$work/gcc.log" ||
	cannot "gcc: $(tail -1 "$work/gcc.log")"
seen "without the emulator" "both groups" "$("$work/groups")"
seen "under qemu-x86_64" "ERANGE" "$(qemu-x86_64 "$work/groups")"
