#!/bin/bash
# simodem as a USB device that speaks QMI: attache brings each profile online by
# usbfs, and one by libusb, pings and carries TCP both ways; also in two sessions,
# after it was killed, and after the modem was pulled out in mid-transfer.
# usage: test_qmi_modems.sh SIMODEM ATTACHE
simodem=$1 attache=$2
profiles=$(dirname "$simodem")/profiles/qmi
# shellcheck source=tests/peer/usbfs_modem.sh
. tests/peer/usbfs_modem.sh

# --- inside, where the modem is --------------------------------------------

online() {
	await '"connect_state":"up"' || exit 12
}

plain() {
	start
	online
	# Each answer came when it was announced, but for one that was lost.
	[ "$(grep -c -e '--timeout-->' "$dir/run")" = \
		"$(grep -c first_request_lost "$dir/profile.yaml")" ] || exit 23
	carries || exit $?
	stop || exit 17
}

unaggregated() {
	plain
	grep -q 'data: raw IP' "$dir/run" || exit 22
}

# Session 1 has a mux id of its own.
two_sessions() {
	sed -i 's/^sessions:.*/sessions: [{name: lte0}, {name: lte1}]/' \
		"$dir/attache.yaml"
	start
	online
	for _ in $(seq 100); do
		ip -br addr show lte1 2>/dev/null | grep -q 10.64.1.2 && break
		sleep 0.1
	done
	carries || exit $?
	ping -q -c 3 -i 0.2 -W 2 -I lte1 10.64.1.1 >/dev/null || exit 20
	stop || exit 17
}

# The modem has few ids: who leaks them runs out of them.
killed() {
	local i
	for i in 1 2 3 4; do
		start
		online
		[ "$i" = 4 ] || kill -KILL "$daemon"
		[ "$i" = 4 ] || wait "$daemon" 2>/dev/null
	done
	carries || exit $?
	stop || exit 17
}

pulled_out() {
	start
	online
	head -c 200000000 </dev/tcp/10.64.0.1/19 >/dev/null 2>&1 &
	sleep 0.5
	echo unplug >"$dir/commands"
	await '"plugged":false\|"channel":"absent"\|"connect_state":"idle"' ||
		exit 21
	kill %2 2>/dev/null
	echo plug >"$dir/commands"
	online
	carries || exit $?
	stop || exit 17
}

inside() {
	local what=$3
	dir=$1 device=$2
	printf 'device: %s\nunlock: true\nsessions: [{name: lte0}]\ncontrol: %s\n' \
		"$device" "$dir/control" >"$dir/attache.yaml"
	chmod 600 "$dir/attache.yaml"
	# However this ends, nothing is left that other tests could meet.
	trap 'kill -KILL $(jobs -pr) 2>/dev/null' EXIT
	"$what"
}

if [ "$3" = --inside ]; then
	shift 3
	only_ipv4=$4
	inside "$@"
	exit
fi

# --- outside -----------------------------------------------------------------

# run_one NAME WHAT PROFILE [BY]
run_one() {
	local by=${4:-usb} id only_ipv4= profile=$profiles/$3.yaml
	n=$((n + 1))
	if [ -n "$skip" ]; then
		echo "ok $n - $1 # SKIP $skip"
		return
	fi
	dir=$(mktemp -d)
	# Few ids; one datagram a transfer.
	case $2 in
	killed) sed 's/clients: .*/clients: 3/' "$profile" ;;
	unaggregated) sed 's/aggregations: .*/aggregations: [none]/' "$profile" ;;
	*) cat "$profile" ;;
	esac >"$dir/profile.yaml"
	profile=$dir/profile.yaml
	id=$(sed -n 's/^id: //p' "$profile")
	grep -q wds.set_ip_family "$profile" && only_ipv4=yes
	if timeout 100 "$simodem" --profile "$profile" \
		--commands "$dir/commands" --usbfs -- bash "$0" "$simodem" \
		"$attache" --inside "$dir" "$by:${id:-1209:0001}" "$2" \
		"$only_ipv4" >"$dir/out" 2>&1 &&
		{ [ "$2" = pulled_out ] ||
			! grep -q 'NTBs were lost' "$dir/out"; }; then
		echo "ok $n - $1"
	else
		echo "# exit status $?"
		sed 's/^/# /' "$dir/out" "$dir/run" | tail -40
		echo "not ok $n - $1"
		bad=1
	fi
	rm -rf "$dir"
}

mapfile -t all < <(basename -s .yaml "$profiles"/*.yaml)
echo "1..$((${#all[@]} + 5))"
n=0 bad=0 skip=
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skip="needs /dev/fuse and new namespaces"
fi
for profile in "${all[@]}"; do
	run_one "${profile//-/_}_comes_online" plain "$profile"
done
run_one libusb_comes_online plain quectel-eg25g libusb
run_one raw_ip_carries_one_datagram_a_transfer unaggregated sierra-em7455-qmi
run_one two_sessions_share_the_transfers two_sessions sdx55-5g
run_one killed_host_leaks_no_client killed quectel-eg25g
run_one pulled_out_in_mid_transfer_it_comes_back pulled_out quectel-eg25g
exit $bad
