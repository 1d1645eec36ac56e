#!/bin/bash
# With the D-Bus policy that NetworkManager installs, the bus hands it no signal
# that a service without root's rights broadcasts.
#
# Input: a bus with a policy that lets everybody own, send and receive; on it a
# program of root's that has the name org.freedesktop.NetworkManager and a match
# for org.freedesktop.ModemManager1.Modem.StateChanged, and one of nobody's that
# broadcasts that signal. Once so, and once with NetworkManager's policy beside it.
# Seen: without that policy the signal arrives; with it, it does not.
# Why: the policy denies send_destination="org.freedesktop.NetworkManager" by
# default, and dbus-daemon asks that of each recipient of a broadcast as well
# (dbus-daemon(1), send_destination). So a modem manager that gives up root's
# rights has to have a rule that allows it in a policy of its own, or
# NetworkManager never hears that a modem's state has changed.
. "$(dirname "$0")/lib/package.sh"
[ "$(id -u)" = 0 ] || cannot "only root can be two users"
command -v gcc >/dev/null && pkg-config libsystemd ||
	cannot "there is no gcc, or no libsystemd-dev"
package network-manager 1.42.4-1+deb12u1
package dbus-daemon 1.14.10-1~deb12u1
runs dbus-daemon --version

cat >"$work/signal.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#define INTERFACE "org.freedesktop.ModemManager1.Modem"

static int heard;

static int on_signal(sd_bus_message *m, void *ctx, sd_bus_error *e)
{
	(void)m;
	(void)ctx;
	(void)e;
	heard = 1;
	return 0;
}

static sd_bus *join(const char *address)
{
	sd_bus *b = NULL;

	if (sd_bus_new(&b) < 0 || sd_bus_set_address(b, address) < 0 ||
	    sd_bus_set_bus_client(b, 1) < 0 || sd_bus_start(b) < 0)
		exit(2);
	return b;
}

static void broadcast(const char *address)
{
	sd_bus *b;

	if (setgid(65534) < 0 || setuid(65534) < 0)
		exit(2);
	b = join(address);
	sd_bus_emit_signal(b, "/modem", INTERFACE, "StateChanged", "iiu", 8, 11,
			   1);
	sd_bus_flush_close_unref(b);
	exit(0);
}

int main(int argc, char **argv)
{
	sd_bus *b = join(argv[argc - 1]);
	pid_t pid;

	if (sd_bus_request_name(b, "org.freedesktop.NetworkManager", 0) < 0 ||
	    sd_bus_match_signal(b, NULL, NULL, NULL, INTERFACE, "StateChanged",
				on_signal, NULL) < 0)
		return 2;
	pid = fork();
	if (!pid)
		broadcast(argv[argc - 1]);
	waitpid(pid, NULL, 0);
	/* A call and its answer are behind the signal. */
	for (int i = 0; i < 20 && !heard; i++)
		if (!sd_bus_process(b, NULL))
			sd_bus_wait(b, 50000);
	puts(heard ? "arrives" : "does not arrive");
	return 0;
}
END
# shellcheck disable=SC2046
gcc -o "$work/signal" "$work/signal.c" $(pkg-config --cflags --libs libsystemd) ||
	cannot "it does not compile"
# Also where the package is installed.
policy=$(find "$root/usr/share/dbus-1" /usr/share/dbus-1 \
	-name org.freedesktop.NetworkManager.conf 2>/dev/null | head -n 1)
chmod 755 "$work"

# on_a_bus [POLICY]: what becomes of the signal
on_a_bus() {
	cat >"$work/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
 <type>system</type>
 <listen>unix:path=$work/bus</listen>
 <auth>EXTERNAL</auth>
 <policy context="default">
  <allow user="*"/><allow own="*"/><allow send_type="method_call"/>
  <allow send_type="signal"/><allow send_requested_reply="true" send_type="method_return"/>
  <allow send_requested_reply="true" send_type="error"/>
  <allow receive_type="method_call"/><allow receive_type="signal"/>
  <allow receive_type="method_return"/><allow receive_type="error"/>
 </policy>
 ${1:+<include>$1</include>}
</busconfig>
END
	rm -f "$work/bus"
	dbus-daemon --config-file="$work/bus.conf" --nofork --nopidfile \
		2>"$work/bus.log" &
	local pid=$!
	for _ in $(seq 50); do
		[ -S "$work/bus" ] && break
		sleep 0.1
	done
	"$work/signal" "unix:path=$work/bus"
	kill $pid
	wait $pid 2>/dev/null
}

seen "without NetworkManager's policy the signal" arrives "$(on_a_bus)"
seen "with NetworkManager's policy the signal" "does not arrive" \
	"$(on_a_bus "$policy")"
