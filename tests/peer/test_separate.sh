#!/bin/bash
# attache run --user: who of its two processes may what, as /proc tells while a
# modem is online; and what becomes of one when the other has gone.
# usage: test_separate.sh SIMODEM ATTACHE
simodem=$1 attache=$2
# shellcheck source=tests/wait.sh
. tests/wait.sh
# A manager without a file system cannot look for leaks; the other sanitizers
# work.
export ASAN_OPTIONS=detect_leaks=0

# begin LINES: a run with these lines of configuration, until it is online.
begin() {
	printf 'device: usb:1209:0001\nsim: {pin: "0000"}\ncontrol: %s\n%s\n' \
		"$dir/control" "user: nobody" >"$dir/config"
	printf 'sessions: [{name: lte0, apn: internet%s}]\n' "${2:-}" \
		>>"$dir/config"
	printf '%b' "${1:-}" >>"$dir/config"
	chmod 600 "$dir/config"
	beside "$dir/log" "$attache" run -c "$dir/config"
	helper=$!
	trap 'kill $helper 2>/dev/null' EXIT
	until_in "$dir/log" 'link lte0 up 10.64.' || return 1
	manager=$(pgrep -P $helper -x attache)
	[ -n "$manager" ]
}

ends() {
	kill -TERM $helper
	wait $helper
}

no_complaint() {
	! grep -e error: -e warning: -e refuses "$dir/log"
}

# of PID NAME: a line of its status.
of() {
	sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"
}

files_of() {
	for fd in "/proc/$1/fd/"*; do
		readlink "$fd"
	done | sed 's/:\[.*//' | sort | uniq -c |
		awk '{ n = $1; $1 = ""; printf "%s%s x%d", s, $0, n; s = "," }'
}

row() {
	echo "$1: Uid $(of "$2" Uid | cut -f1), Gid $(of "$2" Gid | cut -f1)," \
		"CapEff $(of "$2" CapEff), CapBnd $(of "$2" CapBnd)," \
		"NoNewPrivs $(of "$2" NoNewPrivs), Seccomp $(of "$2" Seccomp)"
	echo "$1: root $(readlink "/proc/$2/root"), open:$(files_of "$2")"
}

none=0000000000000000
# Told in any case; what is wrong is the status.
who_may_what() {
	begin || return 10
	ping -q -c 3 -i 0.2 -W 2 10.64.0.1 || return 11
	row helper $helper >"$dir/table"
	row manager "$manager" >>"$dir/table"
	[ "$(of "$manager" Uid | cut -f1-4 | tr '\t' ' ')" = \
		"$(id -u nobody) $(id -u nobody) $(id -u nobody) $(id -u nobody)" ] ||
		return 12
	for set in CapInh CapPrm CapEff CapBnd CapAmb; do
		[ "$(of "$manager" $set)" = $none ] || return 13
	done
	[ "$(of "$manager" NoNewPrivs)" = 1 ] || return 14
	[ "$(of "$manager" Seccomp)" = 2 ] || grep -q seccomp "$dir/log" ||
		return 15
	readlink "/proc/$manager/root" | grep -q ' (deleted)$' || return 16
	[ "$(of $helper NoNewPrivs)" = 1 ] || return 17
	[ "$(of $helper Seccomp)" = 2 ] || grep -q seccomp "$dir/log" ||
		return 17
	# CAP_SYS_ADMIN, which nearly is root
	[ $((0x$(of $helper CapBnd) >> 21 & 1)) = 0 ] || return 18
	# the device is the manager's alone, and so is all that is sent
	readlink "/proc/$helper/fd/"* | grep -e /dev/bus -e /dev/net && return 19
	readlink "/proc/$manager/fd/"* | grep -q /dev/bus/usb || return 20
	ends || return 21
	no_complaint
}

a_trace_replays() {
	begin "trace: $dir/run.pcapng\n" || return 10
	ends || return 11
	no_complaint || return 12
	"$attache" replay "$dir/run.pcapng"
}

# The addresses and name servers, the hook's calls, a new configuration.
the_rest_works() {
	printf '#!/bin/sh\necho "$1 $(id -u)" >>%s/hooked\n' "$dir" \
		>"$dir/hook"
	chmod +x "$dir/hook"
	rm -f "$dir/hooked"
	echo 'nameserver 192.0.2.1' >"$dir/resolv"
	begin "hook: $dir/hook\ndns_file: $dir/resolv\n" ', dns: true' ||
		return 10
	until_in "$dir/hooked" '^link-up 0$' || return 11
	until_in "$dir/resolv" '^nameserver 10.64.0.1' || return 12
	ip -4 route show default | grep -q 'dev lte0' || return 13
	sed -i 's/dns: true/dns: true, metric: 17/' "$dir/config"
	kill -HUP $helper
	until_in "$dir/log" 'configuration read again' || return 14
	ip -4 route show default | grep -q 'metric 17' || return 15
	ends || return 16
	grep -q '^nameserver 192.0.2.1' "$dir/resolv" || return 17
	until_in "$dir/hooked" '^link-down 0$' || return 18
	[ ! -e "$dir/control" ] || return 19
	no_complaint
}

# The manager closes the modem's channel and ends; nothing is left of it.
helper_is_killed() {
	begin || return 10
	kill -KILL $helper
	wait $helper 2>/dev/null
	for _ in $(seq 100); do
		kill -0 "$manager" 2>/dev/null || break
		sleep 0.1
	done
	kill -0 "$manager" 2>/dev/null && return 11
	until_in "$dir/log" 'the helper .* does not answer any more' ||
		return 12
	grep -q 'control closing --close_done--> closed' "$dir/log" || return 13
	! ip link show lte0 2>/dev/null
}

# The helper takes back what the manager cannot any more.
manager_is_killed() {
	echo 'nameserver 192.0.2.1' >"$dir/resolv"
	begin "dns_file: $dir/resolv\n" ', dns: true' || return 10
	until_in "$dir/resolv" '^nameserver 10.64.0.1' || return 11
	kill -KILL "$manager"
	wait $helper && return 12
	until_in "$dir/log" 'the manager was ended by signal 9' || return 13
	grep -q '^nameserver 192.0.2.1' "$dir/resolv" || return 14
	[ ! -e "$dir/control" ] || return 15
	! ip link show lte0 2>/dev/null
}

# as GROUPS ARGS...: attache as a user who is only in these groups.
as() {
	setpriv --reuid=4711 --regid=4711 --groups="$1" -- \
		"$attache" "${@:2}" --control "$dir/control" 2>&1
}

# Of daemon and games, groups that every Debian has.
groups_at_the_control_socket() {
	local asks may words
	asks=$(getent group daemon | cut -d: -f3)
	may=$(getent group games | cut -d: -f3)
	chmod 755 "$dir"
	begin 'group: daemon\nadmin_group: games\n' || return 10
	[ "$(stat -c '%a %G' "$dir/control")" = '660 daemon' ] || return 11
	as "$asks" status | grep -q 'session  lte0 up' || return 12
	as "$asks" query attache.status >/dev/null || return 13
	as 4711 status | grep -q 'ermission denied' || return 14
	words='only root and members of the group games may change'
	as "$asks" disconnect | grep -q "$words" || return 15
	as "$asks" connect | grep -q "$words" || return 16
	as "$asks" set attache.want want=off | grep -q "$words" || return 17
	"$attache" status --control "$dir/control" |
		grep -q 'session  lte0 up' || return 18
	as "$asks,$may" disconnect || return 19
	as "$asks,$may" connect || return 20
	"$attache" disconnect --control "$dir/control" || return 21
	ends || return 22
	no_complaint
}

# modems LINE...: a configuration of these.
modems() {
	printf 'user: nobody\ncontrol: %s\nmodems:\n' "$dir/control"
	printf '  - {sms: false, sim: {pin: "0000"}, %s}\n' "$@"
}

# Plans of each are the helper's to compare, also when one is taken in or out.
several_modems() {
	local main backup
	main='name: main, device: usb:1209:0001, sessions: [{name: lte0, apn: internet}]'
	backup='name: backup, device: usb:1209:0002, sessions: [{name: lte1, apn: internet}]'
	modems "$main" >"$dir/config"
	chmod 600 "$dir/config"
	beside "$dir/log" "$attache" run -c "$dir/config"
	helper=$!
	trap 'kill $helper 2>/dev/null' EXIT
	until_in "$dir/log" 'link lte0 up 10.64.' || return 10
	modems "$main" "$backup" >"$dir/config"
	kill -HUP $helper
	until_in "$dir/log" 'backup: link lte1 up 10.65.' || return 11
	ping -q -c 2 -i 0.2 -W 2 -I lte0 10.64.0.1 || return 12
	ping -q -c 2 -i 0.2 -W 2 -I lte1 10.65.0.1 || return 13
	modems "$backup" >"$dir/config"
	kill -HUP $helper
	until_in "$dir/log" 'modem main is taken out' || return 14
	! ip link show lte0 2>/dev/null || return 15
	ping -q -c 2 -i 0.2 -W 2 -I lte1 10.65.0.1 || return 16
	ends || return 17
	! ip link show lte1 2>/dev/null || return 18
	no_complaint
}

# What is wrong is said before a modem is touched.
users_that_serve_not() {
	local words
	words=$("$attache" run --control none --user no-such-user 2>&1) &&
		return 10
	echo "$words" | grep -q 'user no-such-user: there is no such user' ||
		return 11
	words=$("$attache" run --control none --user root 2>&1) && return 12
	echo "$words" | grep -q 'user root: that is root' || return 13
	words=$("$attache" run --control none --user nobody -d libusb:auto 2>&1) &&
		return 14
	echo "$words" | grep -q 'libusb opens files by itself'
}

if [ "$3" = --inside ]; then
	dir=$4
	"$5"
	exit
fi

. tests/tap.sh
names="who_may_what a_trace_replays the_rest_works helper_is_killed
	manager_is_killed groups_at_the_control_socket several_modems
	users_that_serve_not"
echo 1..8
if [ ! -r /dev/fuse ] || [ "$(id -u)" != 0 ] ||
	! unshare -mn true 2>/dev/null; then
	skip_all "needs root, /dev/fuse and namespaces" $names
fi
for name in $names; do
	rm -f "$out/log" "$out/table"
	modem=(--pin 0000 --apn internet --radio-off)
	[ "$name" != several_modems ] ||
		modem+=(--modem "${modem[@]}" --id 1209:0002)
	timeout 100 "$simodem" "${modem[@]}" --usbfs -- \
		bash "$0" "$simodem" "$attache" --inside "$out" "$name" \
		>"$out/said" 2>&1
	status=$?
	sed 's/^/# | /' "$out/table" 2>/dev/null
	cat "$out/log" >>"$out/said" 2>/dev/null
	result "$name" $status
done
exit $failed
