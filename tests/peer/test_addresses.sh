#!/bin/bash
# Where the addresses of a session come from, with Debian's busybox, usbfs and
# kernel: from the modem if they make sense, else from the link; the prefix for
# the own network; and what is said where there are none. All at once: they
# mostly wait.
# usage: test_addresses.sh SIMODEM ATTACHE
# shellcheck disable=SC2317 # what is called by name
simodem=$1 attache=$2
# shellcheck source=tests/wait.sh
. tests/wait.sh
scenarios=tests/peer/addresses

# --- inside, where the modem is --------------------------------------------

# start SESSION [PROGRAM...]: which starts attache.
start() {
	printf 'sessions: [{%s}]\ncontrol: %s\n' "$1" "$dir/control" \
		>"$dir/attache.yaml"
	beside "$dir/run" "${@:2}" "$attache" run --config "$dir/attache.yaml"
	daemon=$!
	trap 'kill -KILL $(jobs -pr) 2>/dev/null' EXIT
}

stop() {
	kill -TERM "$daemon"
	wait "$daemon"
}

status() {
	"$attache" status --control "$dir/control" "$@" | tee -a "$dir/run"
}

# In this network, not in that of another test.
client_runs() {
	local here p
	here=$(readlink /proc/self/ns/net)
	for p in /proc/[0-9]*; do
		[ "$(readlink "$p/ns/net" 2>/dev/null)" = "$here" ] &&
			grep -q -z -x udhcpc "$p/cmdline" 2>/dev/null &&
			return 0
	done
	return 1
}

# By DHCP and SLAAC, both of use; the client ends with attache.
by_dhcp_and_slaac() {
	start 'name: lte0'
	until_in "$dir/run" 'link lte0 by router advertisement' &&
		until_in "$dir/run" \
			'link lte0 by DHCP 10.64.0.2/30 via 10.64.0.1' ||
		return 11
	status | grep -q 'up 10.64.0.2/30 via 10.64.0.1 .*, IPv4 by DHCP, IPv6 by SLAAC' ||
		return 12
	status --json | grep -q '"ipv4_origin":"dhcp","ipv6_origin":"slaac"' ||
		return 13
	ping -q -c 1 -W 2 10.64.0.1 >/dev/null || return 14
	ping -q -c 1 -W 2 2001:db8:64::1 >/dev/null || return 15
	client_runs || return 16
	stop || return 17
	! client_runs || return 18
}

# As attache.service without its drop-in.
without_the_right() {
	start 'name: lte0' setpriv --bounding-set=-net_raw --inh-caps=-net_raw
	until_in "$dir/run" 'DHCP needs CAP_NET_RAW' || return 11
	status | grep -q '/attache-dhcp.conf to /etc/systemd/system/attache' ||
		return 12
	stop
}

client_ends_with_a_killed_run() {
	start 'name: lte0, ip: v4'
	until_in "$dir/run" 'link lte0 by DHCP' && client_runs || return 11
	kill -KILL "$daemon"
	wait "$daemon"
	until_ok 5 eval ! client_runs || return 12
}

# The lease is lost, and so is the address; then there is another one.
lease_is_followed() {
	start 'name: lte0, ip: v4'
	until_in "$dir/run" 'link lte0 by DHCP 10.64.0.2/30' &&
		until_in "$dir/run" 'lte0: the DHCP lease was lost' &&
		until_in "$dir/run" \
			'link lte0 by DHCP 10.64.0.6/30 via 10.64.0.5' ||
		return 11
	until_in "$dir/run" 'waiting: lte0: the DHCP lease was lost' || return 12
	[ "$(ip -4 -o addr show lte0 | wc -l)" = 1 ] || return 13
	[ "$(ip -4 route show default | wc -l)" = 1 ] || return 14
	ping -q -c 1 -W 2 10.64.0.5 >/dev/null || return 15
	stop
}

nobody_gives_any() {
	printf 'sessions: [{name: lte0, ip: v4}]\ncontrol: none\n' \
		>"$dir/attache.yaml"
	timeout 100 "$attache" run -1 --config "$dir/attache.yaml" \
		>"$dir/run" 2>&1
	[ $? = 1 ] || return 11
	grep -q "$1" "$dir/run" || return 12
}

refused() {
	nobody_gives_any "^attache run: the modem gives no addresses \
(ip_configuration: no_device_support); lte0: no DHCP server answers$"
}

empty() {
	nobody_gives_any "^attache run: the modem gives no addresses \
(ip_configuration is empty); lte0: no DHCP server answers$"
}

loopback() {
	nobody_gives_any "^attache run: the modem gives the address \
127.0.0.1/8, a loopback address: not used; lte0: no DHCP server answers$"
}

senseless() {
	start 'name: lte0'
	until_in "$dir/run" 'link lte0 up 10.64.0.2/24 mtu' || return 11
	until_in "$dir/run" "problem: the modem gives the gateway \
255.255.255.255, the broadcast address: not used (and 2 more)" || return 12
	status | grep -q '^problem  the modem gives the gateway' || return 13
	stop
}

shared() {
	start 'name: lte0, share_prefix: true, mtu: 1400'
	until_in "$dir/run" 'link lte0 up' || return 11
	status | grep -q '^prefix   2001:db8:64::/64, for the own network$' ||
		return 12
	status --json | grep -q \
		'"shared_prefix_length":64,"shared_prefix":"2001:db8:64::"' ||
		return 13
	ip -6 -o addr show lte0 | grep -q 'inet6 2001:db8:64::2/128 ' ||
		return 14
	ip -6 route get 2001:db8:64::77 | grep -q 'via 2001:db8:64::1' ||
		return 15
	ip link show lte0 | grep -q ' mtu 1400 ' || return 16
	ping -q -c 1 -W 2 2001:db8:64::1 >/dev/null || return 17
	stop
}

if [ "$3" = --inside ]; then
	dir=$4
	"$5"
	exit
fi

# --- outside -----------------------------------------------------------------

# shellcheck source=tests/tap.sh
. tests/tap.sh

# Each: NAME FUNCTION SCENARIO [PROFILE]
list="refused_addresses_come_by_dhcp_and_slaac by_dhcp_and_slaac refused server
not_allowed_addresses_come_by_dhcp_and_slaac by_dhcp_and_slaac not_allowed server
dhcp_without_the_right_names_the_drop_in without_the_right refused server
dhcp_client_ends_with_a_killed_run client_ends_with_a_killed_run refused server
dhcp_lease_is_followed lease_is_followed readdressed server
addresses_refused_and_given_by_nobody_are_told refused refused
addresses_missing_and_given_by_nobody_are_told empty empty
addresses_senseless_and_given_by_nobody_are_told loopback loopback
senseless_gateway_is_a_problem senseless senseless
prefix_is_shared shared none"

one() {
	local dir=$out/$1 options=()
	mkdir "$dir"
	[ "$3" = none ] || options+=(--scenario "$scenarios/$3.yaml")
	[ -z "$4" ] || options+=(--profile "$scenarios/$4.yaml")
	timeout 120 "$simodem" "${options[@]}" --usbfs -- \
		bash "$0" "$simodem" "$attache" --inside "$dir" "$2" \
		>"$dir/said" 2>&1
	echo $? >"$dir/status"
}

echo "1..$(echo "$list" | wc -l)"
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	while read -r name _; do
		n=$((n + 1))
		echo "ok $n - $name # SKIP needs /dev/fuse and new namespaces"
	done <<<"$list"
	exit 0
fi
if ! command -v busybox >/dev/null && ! command -v udhcpc >/dev/null; then
	while read -r name _; do
		n=$((n + 1))
		echo "ok $n - $name # SKIP no udhcpc, it is in the package busybox"
	done <<<"$list"
	exit 0
fi
while read -r name function scenario profile; do
	one "$name" "$function" "$scenario" "$profile" &
done <<<"$list"
wait
while read -r name _; do
	cat "$out/$name/said" "$out/$name/run" >"$out/said" 2>/dev/null
	result "$name" "$(cat "$out/$name/status")"
done <<<"$list"
exit "$failed"
