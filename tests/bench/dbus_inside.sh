#!/bin/bash
# How long nmcli takes to bring a connection up by attache-dbus or by
# ModemManager, in ms, six times; then the RSS of that service, with its proxy, in
# kB. In room.sh, with the packages of FOLDER/root over this machine's; without
# systemd, udev and polkit.
# usage: dbus_inside.sh FOLDER attache|modemmanager BUILD
set -eu
folder=$1
who=$2
build=$3
mount -t overlay -o "lowerdir=$folder/root/usr:/usr" overlay /usr
mount --bind "$folder/root/lib/udev" /lib/udev
mount -t tmpfs run /run
mount -t tmpfs lib /var/lib
mkdir -p "$folder/connections"
rm -f "$folder/connections"/*
# A device that nobody holds has no carrier, which NetworkManager waits for.
/usr/bin/python3 -c 'import fcntl, os, struct, time
tun = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tun, 0x400454CA, struct.pack("16sH", b"wwan0", 0x1001))
time.sleep(100)' &
bus=unix:path=/run/bus
export DBUS_SYSTEM_BUS_ADDRESS=$bus DBUS_SESSION_BUS_ADDRESS=$bus
dbus-daemon --session --fork --address=$bus

cat >"$folder/nm.conf" <<CONF
[main]
plugins=keyfile
auth-polkit=false
dns=none
rc-manager=unmanaged
[keyfile]
path=$folder/connections
[connectivity]
enabled=false
CONF
case $who in
attache)
	printf 'sessions: []\ncontrol: /run/control\nsms: false\n' \
		>"$folder/attache.yaml"
	"$build/tools/attache/attache" run --device /dev/cdc-wdm0 \
		--config "$folder/attache.yaml" >"$folder/log" 2>&1 &
	"$build/tools/dbus/attache-dbus" --control /run/control &
	service=$!
	;;
modemmanager)
	for port in net,name=wwan0 usbmisc,name=cdc-wdm0; do
		echo "action=add,uid=modem,subsystem=$port"
	done >"$folder/events"
	ModemManager --test-session --test-no-udev --no-auto-scan \
		--initial-kernel-events="$folder/events" >"$folder/log" 2>&1 &
	service=$!
	;;
esac
NetworkManager --no-daemon --config "$folder/nm.conf" \
	--config-dir "$folder/none" >"$folder/nm.log" 2>&1 &

until_ok() { # until_ok COMMAND...
	for _ in $(seq 300); do
		! "$@" >/dev/null 2>&1 || return 0
		sleep 0.1
	done
	echo "$who: never: $*" >&2
	tail -n 20 "$folder/log" "$folder/nm.log" >&2
	return 1
}

device() {
	nmcli -t -f TYPE,STATE device | grep -qx gsm:disconnected
}

registered() {
	mmcli -m any -J | grep -q '"state":"registered"'
}

until_ok device
nmcli connection add type gsm ifname '*' con-name lte apn internet \
	autoconnect no >/dev/null
# The first makes ModemManager enable the modem, which is not what is measured.
for _ in 1 2 3 4 5 6; do
	begin=${EPOCHREALTIME/./}
	nmcli connection up lte >/dev/null
	end=${EPOCHREALTIME/./}
	echo $(((end - begin) / 1000))
	nmcli connection down lte >/dev/null
	until_ok registered
done
# As services are later: attache-dbus has given back what its start needed, and has
# been used again.
sleep 6
nmcli connection up lte >/dev/null
nmcli connection down lte >/dev/null
until_ok registered
for pid in $service $(pgrep -x mbim-proxy); do
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status"
done | awk '{ kb += $1 } END { print "kB", kb }'
