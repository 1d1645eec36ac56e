#!/bin/bash
# A host that forwards, and a network whose IPv6 comes by router advertisement:
# the address, a route of the configured metric, and the status has what the
# kernel has. In the simulated machine with the USB modem.
# usage: test_linux_router.sh SIMODEM ATTACHE
simodem=$1 attache=$2

# --- inside, where the modem is --------------------------------------------

if [ "$3" = --inside ]; then
	echo 1 >/proc/sys/net/ipv6/conf/all/forwarding || exit 10
	"$attache" run --config "$4/attache.yaml" >"$4/run" 2>&1 &
	trap 'kill -KILL $(jobs -pr) 2>/dev/null' EXIT
	for _ in $(seq 100); do
		grep -q 'link lte0 by router advertisement' "$4/run" && break
		sleep 0.1
	done
	ip -6 -o addr show dev lte0 scope global >"$4/address"
	ip -6 route show default >"$4/route"
	"$attache" status --control "$4/control" >"$4/status"
	ping -6 -q -c 2 -i 0.2 -W 2 2001:db8:1::7 >"$4/ping"
	kill -TERM $! && wait $!
	exit
fi

# --- outside -----------------------------------------------------------------

. tests/tap.sh
echo "1..5"
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skip_all "needs /dev/fuse and new namespaces" \
		forwarding_host_has_the_advertised_address \
		its_only_default_route_has_the_configured_metric \
		status_has_the_address_of_the_kernel data_is_carried \
		run_ends_well
fi
echo 'ipv6: advertisement' >"$out/profile.yaml"
printf 'sessions: [{name: lte0, apn: internet, metric: 321}]\ncontrol: %s\n' \
	"$out/control" >"$out/attache.yaml"
timeout 60 "$simodem" --profile "$out/profile.yaml" --usbfs -- \
	bash "$0" "$simodem" "$attache" --inside "$out" >"$out/end" 2>&1
ended=$?
cat "$out/run" "$out/address" "$out/route" "$out/status" "$out/ping" \
	"$out/end" >"$out/said" 2>&1
[ "$(grep -c 2001:db8:64: "$out/address")" = 1 ]
result forwarding_host_has_the_advertised_address $?
[ "$(wc -l <"$out/route")" = 1 ] &&
	grep -q 'via fe80::1 dev lte0 proto ra metric 321' "$out/route"
result its_only_default_route_has_the_configured_metric $?
grep -q '^session.* 2001:db8:64:.*/64 via fe80::1' "$out/status"
result status_has_the_address_of_the_kernel $?
grep -q ' 0% packet loss' "$out/ping"
result data_is_carried $?
result run_ends_well $ended
exit $failed
