#!/bin/bash
# Two modems on one bus: which of them is used, by its place, its serial number,
# its IMEI, its SIM; and that the other one is not touched.
# usage: test_which_modem.sh SIMODEM ATTACHE
simodem=$1 attache=$2
# shellcheck source=tests/wait.sh
. tests/wait.sh
# of the first and the second one
pin=(0 1111 2222)
imei=(0 359999990000014 359999990000022)
iccid=(0 8949000000000000014 8949000000000000022)

# use DEVICE PIN: a run in the background.
use() {
	printf 'device: %s\nsim: {pin: "%s"}\ncontrol: none\n' "$1" "$2" \
		>"$dir/config"
	chmod 600 "$dir/config"
	beside "$dir/log" "$attache" run -c "$dir/config"
	daemon=$!
	trap 'kill $daemon 2>/dev/null' EXIT
}

ends() {
	kill -TERM $daemon
	wait $daemon
	cat "$dir/log" >>"$dir/logs"
}

# alone N: that modem, without a word of who it is; the other one still has all
# of its attempts.
alone() {
	local other=$((3 - $1))
	until_in "$dir/log" "link wwan0 up 10.6$((3 + $1))." || return 10
	ends || return 11
	grep -e "${imei[$1]}" -e "${iccid[$1]}" "$dir/log" && return 12
	"$attache" query -d "usb:1-$other" basic_connect.pin >"$dir/pin" ||
		return 13
	grep -q 'remaining_attempts: 3' "$dir/pin" && return 0
	cat "$dir/pin"
	return 14
}

by_place() {
	use usb:1-1 1111 && alone 1
}

by_serial() {
	use "serial:${imei[1]}" 1111 && alone 1
}

# Each of the two: one of them is found at once, before the other there is one
# that is not wanted.
by_imei() {
	use "imei:${imei[1]}" 1111 && alone 1 || return
	use "imei:${imei[2]}" 2222
	until_in "$dir/log" 'link wwan0 up 10.65.' || return 15
	ends
	[ "$(grep -c 'is not imei:\*\*\*' "$dir/logs")" = 1 ]
}

by_iccid() {
	use "iccid:${iccid[1]}" 1111 && alone 1 || return
	use "iccid:${iccid[2]}" 2222
	until_in "$dir/log" 'link wwan0 up 10.65.' || return 15
	ends
	[ "$(grep -c 'is not iccid:\*\*\*' "$dir/logs")" = 1 ]
}

auto_follows() {
	echo 'modem 2 unplug' >"$dir/commands"
	sleep 0.3
	use auto 1111
	until_in "$dir/log" 'link wwan0 up 10.64.' || return 10
	sed -i 's/1111/2222/' "$dir/config"
	kill -HUP $daemon
	echo 'modem 2 plug' >"$dir/commands"
	echo unplug >"$dir/commands"
	until_in "$dir/log" 'link wwan0 up 10.65.' || return 11
	ends
}

one_that_comes_late() {
	echo 'modem 2 unplug' >"$dir/commands"
	sleep 0.3
	use "imei:${imei[2]}" 2222
	until_in "$dir/log" '1 modem, and it is not imei:\*\*\*' || return 10
	echo 'modem 2 plug' >"$dir/commands"
	alone 2
}

if [ "$3" = --inside ]; then
	dir=$4
	"$5"
	exit
fi

. tests/tap.sh
names="by_place by_serial by_imei by_iccid auto_follows one_that_comes_late"
echo 1..6
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skip_all "needs /dev/fuse and new namespaces" $names
fi
mkfifo "$out/commands"
for name in $names; do
	: >"$out/logs"
	timeout 100 "$simodem" --commands "$out/commands" --pin "${pin[1]}" \
		--imei "${imei[1]}" --iccid "${iccid[1]}" --usbfs --modem \
		--pin "${pin[2]}" --imei "${imei[2]}" --iccid "${iccid[2]}" -- \
		bash "$0" "$simodem" "$attache" --inside "$out" "$name" \
		>"$out/said" 2>&1
	status=$?
	cat "$out/log" >>"$out/said"
	result "$name" $status
done
exit $failed
