#!/bin/bash
# mbimcli 1.28.2 says that a refused RFIM state was set, and ends with 0.
#
# Input: a modem on a pty that opens its channel and answers each command with the
# status NoDeviceSupport (9) and no information, as MBIM 1.0 9.4.5 has it.
# Seen: `--intel-set-rfim=on` prints "Successfully requested modem to set RFIM
# state" and ends with 0. `--intel-query-rfim` of the same modem says the status
# and ends with 1, and so do all other actions that were tried.
# Expected: an error and 1 for both, so that a script can see it.
. "$(dirname "$0")/lib/package.sh"
package libmbim-glib4 1.28.2-1
package libmbim-utils 1.28.2-1
command -v gcc >/dev/null || cannot "there is no gcc"

cat >"$work/modem.c" <<'END'
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { COMMAND = 3, NO_DEVICE_SUPPORT = 9 };

/* OPEN_DONE and CLOSE_DONE with success, COMMAND_DONE with the status. */
static void answer(int fd, const uint8_t *asked)
{
	uint32_t type, len, one = 1, status = NO_DEVICE_SUPPORT;
	uint8_t a[48] = {0};

	memcpy(&type, asked, 4);
	len = type == COMMAND ? 48 : 16;
	memcpy(a, &(uint32_t){type | 0x80000000u}, 4);
	memcpy(a + 4, &len, 4);
	memcpy(a + 8, asked + 8, 4);
	if (type == COMMAND) {
		memcpy(a + 12, &one, 4);
		memcpy(a + 20, asked + 20, 20);
		memcpy(a + 40, &status, 4);
	}
	if (write(fd, a, len) != (ssize_t)len)
		exit(1);
}

int main(void)
{
	static uint8_t b[4096];
	int fd = posix_openpt(O_RDWR | O_NOCTTY), host;
	struct termios raw;
	size_t n = 0;
	uint32_t len;
	ssize_t got;

	if (fd < 0 || grantpt(fd) || unlockpt(fd))
		return 1;
	/* held open, so that there is a modem between two hosts */
	host = open(ptsname(fd), O_RDWR | O_NOCTTY);
	if (host < 0 || tcgetattr(host, &raw))
		return 1;
	cfmakeraw(&raw);
	tcsetattr(host, TCSANOW, &raw);
	puts(ptsname(fd));
	fflush(stdout);
	alarm(60);
	while ((got = read(fd, b + n, sizeof(b) - n)) > 0)
		for (n += (size_t)got; n >= 12; n -= len) {
			memcpy(&len, b + 4, 4);
			if (len < 12 || len > n)
				break;
			answer(fd, b);
			memmove(b, b + len, n - len);
		}
	return 1;
}
END
gcc -o "$work/modem" "$work/modem.c" 2>"$work/gcc.log" ||
	cannot "gcc: $(tail -1 "$work/gcc.log")"
"$work/modem" >"$work/pty" &
modem=$!
trap 'kill $modem; rm -rf "$work"' EXIT
for ((i = 0; i < 100; i++)); do
	[ -s "$work/pty" ] && break
	sleep 0.1
done

# ends ACTION: what mbimcli says of it, without the device, and its status.
ends() {
	local said status
	said=$(timeout 20 mbimcli -d "$(cat "$work/pty")" "--$1" 2>&1)
	status=$?
	echo "${said#\[*\] }: $status"
}

seen "the state, asked for" "error: operation failed: NoDeviceSupport: 1" \
	"$(ends intel-query-rfim)"
seen "the state, set" "Successfully requested modem to set RFIM state: 0" \
	"$(ends intel-set-rfim=on)"
