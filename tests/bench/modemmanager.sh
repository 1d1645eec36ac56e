#!/bin/bash
# How long Debian's ModemManager takes from exec to a connected modem, in
# microseconds, and how many commands it sends. In room.sh; its packages are
# unpacked in FOLDER/root, not installed.
# usage: modemmanager.sh FOLDER
set -eu
folder=$1
root=$folder/root
mount --bind "$root/lib/udev" /lib/udev
export LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu
export DBUS_SESSION_BUS_ADDRESS=unix:path=$folder/bus
# mmcli knows the system's bus only.
export DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS
dbus-daemon --session --fork --address="$DBUS_SESSION_BUS_ADDRESS"
for port in net,name=wwan0 usbmisc,name=cdc-wdm0; do
	echo "action=add,uid=modem,subsystem=$port"
done >"$folder/events"

mmcli() { "$root/usr/bin/mmcli" "$@" 2>>"$folder/mmcli"; }
begin=${EPOCHREALTIME/./}
"$root/usr/sbin/ModemManager" --test-session --test-no-udev --no-auto-scan \
	--test-plugin-dir="$root/usr/lib/x86_64-linux-gnu/ModemManager" \
	--initial-kernel-events="$folder/events" --debug >"$folder/log" 2>&1 &
for ((i = 0; i < 600; i++)); do
	mmcli -L | grep -q /Modem/0 && break
	sleep 0.02
done
mmcli -m 0 --simple-connect=apn=internet,ip-type=ipv4v6 >"$folder/mmcli"
end=${EPOCHREALTIME/./}
echo $((end - begin)) "$(grep -c '<<<<<<   type *= command' "$folder/log")"
