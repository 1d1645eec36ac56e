#!/bin/bash
# How long Debian's ModemManager takes from exec to a connected modem, in
# microseconds; how many commands the modem has got by then; and the kB of its
# processes, RSS and PSS. In room.sh; its packages are unpacked in FOLDER/root,
# not installed. It runs as a distribution runs it, but for udev, which is not
# in the room: the ports come from a file.
# usage: modemmanager.sh FOLDER ipv4|ipv4v6
set -eu
folder=$1
families=$2
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

# Says a line when it listens, and then when there is an object on the bus.
rm -f "$folder/signals"
mkfifo "$folder/signals"
dbus-monitor --session "type='signal',\
interface='org.freedesktop.DBus.ObjectManager',member='InterfacesAdded'" \
	>"$folder/signals" &
exec {signals}<"$folder/signals"
read -r -t 10 -u "$signals" line

# until_modem: false if there is none for 30 s.
until_modem() {
	while read -r -t 30 -u "$signals" line; do
		case $line in
		*/org/freedesktop/ModemManager1/Modem/*) return ;;
		esac
	done
	echo "ModemManager has found no modem" >&2
	return 1
}

begin=${EPOCHREALTIME/./}
"$root/usr/sbin/ModemManager" --test-session --test-no-udev --no-auto-scan \
	--test-plugin-dir="$root/usr/lib/x86_64-linux-gnu/ModemManager" \
	--initial-kernel-events="$folder/events" >"$folder/log" 2>&1 &
until_modem
"$root/usr/bin/mmcli" -m any --simple-connect=apn=internet,ip-type=$families \
	>"$folder/mmcli" 2>&1 || {
	cat "$folder/mmcli" >&2
	exit 1
}
end=${EPOCHREALTIME/./}
echo count >"$folder/modem.does"
sleep 0.5
processes=$(pgrep -x 'ModemManager|mbim-proxy|qmi-proxy')
echo $((end - begin)) \
	"$(awk '$2 ~ /^commands/ { print $1 }' "$folder/modem.said")" \
	$(for pid in $processes; do cat "/proc/$pid/smaps_rollup"; done |
		awk '/^Rss:/ { rss += $2 } /^Pss:/ { pss += $2 }
		END { print rss, pss }')
