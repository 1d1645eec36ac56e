#!/bin/bash
# Every profile of simodem as a USB device, one at every speed, one whose IPv6
# address comes by router advertisement, and two by libusb: attache finds it
# through usbfs, comes online, pings and carries TCP both ways.
# usage: test_profiles.sh SIMODEM ATTACHE
simodem=$1 attache=$2
profiles=$(dirname "$simodem")/profiles

# --- inside, where the modem is --------------------------------------------

# shellcheck source=tests/peer/usbfs_modem.sh
. tests/peer/usbfs_modem.sh

inside() {
	dir=$1 device=$2
	printf 'device: %s\nunlock: true\nsim: {pin: "0000"}\nsessions: [{name: lte0}]\ncontrol: %s\n' \
		"$device" "$dir/control" >"$dir/attache.yaml"
	chmod 600 "$dir/attache.yaml"
	[ "$3" = "$(cat /sys/bus/usb/devices/1-1/speed)" ] || exit 10
	start
	# However this ends, nothing is left that other tests could meet.
	trap 'kill -KILL $(jobs -pr) 2>/dev/null' EXIT
	await '"connect_state":"up"' || exit 12
	carries || exit $?
	stop || exit 17
}

if [ "$3" = --inside ]; then
	shift 3
	inside "$@"
	exit
fi

# --- outside -----------------------------------------------------------------

# one PROFILE[@SPEED|@advertisement|@libusb]
one() {
	local name=${1%@*} by=usb speed dir id options
	dir=$(mktemp -d)
	id=$(sed -n 's/^id: //p' "$profiles/$name.yaml")
	speed=$(sed -n 's/^speed: //p' "$profiles/$name.yaml")
	speed=${speed:-high}
	options=(--profile "$name" --pin 0000)
	if [ "${1#*@}" = advertisement ]; then
		(cat "$profiles/$name.yaml" && echo "ipv6: ${1#*@}") \
			>"$dir/profile.yaml"
		options=(--profile "$dir/profile.yaml" --pin 0000)
	elif [ "${1#*@}" = libusb ]; then
		by=libusb
	elif [ "$name" != "$1" ]; then
		speed=${1#*@}
		options+=(--speed "$speed")
	fi
	if timeout 60 "$simodem" "${options[@]}" --usbfs -- \
		bash "$0" "$simodem" "$attache" --inside "$dir" \
		"$by:${id:-1209:0001}" "${mbit[$speed]}" \
		>"$dir/out" 2>&1 && ! grep -q 'NTBs were lost' "$dir/out"; then
		echo "ok $n - $(promise "$1")"
	else
		echo "# exit status $?"
		sed 's/^/# /' "$dir/out" "$dir/run" | tail -40
		echo "not ok $n - $(promise "$1")"
		bad=1
	fi
	rm -rf "$dir"
}

promise() {
	echo "$1_comes_online" |
		sed 's/@\(adv\|lib\)/_by_\1/; s/@/_at_/; s/-/_/g'
}

declare -A mbit=([full]=12 [high]=480 [super]=5000)
mapfile -t all < <(basename -s .yaml "$profiles"/*.yaml)
set -- "${all[@]}" generic-4g@full generic-4g@super generic-4g@advertisement \
	generic-4g@libusb huawei-me906s@libusb
echo "1..$#"
n=0 bad=0 skip=
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skip="needs /dev/fuse and new namespaces"
fi
for which; do
	n=$((n + 1))
	if [ -n "$skip" ]; then
		echo "ok $n - $(promise "$which") # SKIP $skip"
	else
		one "$which"
	fi
done
exit $bad
