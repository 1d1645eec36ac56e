#!/bin/bash
# busctl --json shows nothing of an answer that has a dictionary whose keys are
# numbers, such as a locked modem's UnlockRetries, and does not say why.
#
# Input: a service on a bus of its own with two methods, whose answers are a
# dictionary with the keys "a" and "b" and one with the keys 2 and 3 (a{su}, a{uu}).
# Seen: without --json both are shown. With it the first one is, and of the second
# one there is neither output nor an error, and the exit code is 1.
# Why: the keys of an object of JSON are strings (RFC 8259, 4). org.freedesktop.
# ModemManager1.Modem has UnlockRetries as a{uu}: so what GetManagedObjects answers
# cannot be read by busctl --json while a SIM is locked.
. "$(dirname "$0")/lib/package.sh"
command -v gcc >/dev/null && pkg-config libsystemd ||
	cannot "there is no gcc, or no libsystemd-dev"
package systemd 252.39-1~deb12u2
package dbus-daemon 1.14.10-1~deb12u1
runs busctl --version

cat >"$work/service.c" <<'END'
#include <systemd/sd-bus.h>
#include <unistd.h>

static int numbers(sd_bus_message *m, void *ctx, sd_bus_error *e)
{
	(void)ctx;
	(void)e;
	return sd_bus_reply_method_return(m, "a{uu}", 2, 2, 3, 3, 10);
}

static int words(sd_bus_message *m, void *ctx, sd_bus_error *e)
{
	(void)ctx;
	(void)e;
	return sd_bus_reply_method_return(m, "a{su}", 2, "a", 3, "b", 10);
}

static const sd_bus_vtable table[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("Numbers", "", "a{uu}", numbers, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Words", "", "a{su}", words, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END,
};

int main(void)
{
	sd_bus *b = NULL;

	if (sd_bus_open_user(&b) < 0 ||
	    sd_bus_add_object_vtable(b, NULL, "/modem", "demo.Modem", table,
				     NULL) < 0 ||
	    sd_bus_request_name(b, "demo.Modem", 0) < 0)
		return 2;
	alarm(20);
	for (;;)
		if (sd_bus_process(b, NULL) == 0)
			sd_bus_wait(b, UINT64_MAX);
}
END
# shellcheck disable=SC2046
gcc -o "$work/service" "$work/service.c" $(pkg-config --cflags --libs libsystemd) ||
	cannot "it does not compile"
cat >"$work/ask" <<'END'
"$1/service" &
for _ in $(seq 50); do
	busctl --user list | grep -q demo.Modem && break
	sleep 0.1
done
for method in Words Numbers; do
	for how in "" --json=short; do
		busctl --user $how call demo.Modem /modem demo.Modem $method 2>&1
		echo "exit $?"
	done
done
kill $!
END
dbus-run-session -- bash "$work/ask" "$work" >"$work/said" 2>/dev/null
line() {
	sed -n "$1p" "$work/said"
}

seen "words" 'a{su} 2 "a" 3 "b" 10' "$(line 1)"
seen "words, --json" '{"type":"a{su}","data":[{"a":3,"b":10}]}' "$(line 3)"
seen "numbers" 'a{uu} 2 2 3 3 10' "$(line 5)"
seen "numbers, --json" 'exit 1' "$(line 7)"
