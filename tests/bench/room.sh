#!/bin/bash
# Runs a program where a pty of simodem's looks like the kernel's
# /dev/cdc-wdm0: with a network device, wwan0, and a /sys that shows both and
# the USB descriptors, as cdc_mbim would, or the driver that $ROOM_DRIVER names:
# qmi_wwan. In namespaces of its own; what the program leaves behind ends with
# it.
# usage: room.sh FOLDER PTY DESCRIPTORS PROGRAM [ARGS...]
set -eu
driver=${ROOM_DRIVER:-cdc_mbim}
if [ "${IN_ROOM:-}" != "$1" ]; then
	IN_ROOM=$1 exec unshare --mount --net --pid --fork --kill-child \
		"$0" "$@"
fi
folder=$1
pty=$(readlink -f "$2")
descriptors=$(mktemp -p "$folder")
cat "$3" >"$descriptors"
shift 3

mount --make-rprivate /
mount -t proc proc /proc
ip link set lo up
ip tuntap add wwan0 mode tun

mkdir -p "$folder/dev"
mount -t tmpfs dev "$folder/dev"
mkdir "$folder"/dev/{net,pts,shm}
mount --rbind /dev/pts "$folder/dev/pts"
for node in null zero random urandom tty net/tun; do
	touch "$folder/dev/$node"
	mount --bind /dev/$node "$folder/dev/$node"
done
mount --rbind "$folder/dev" /dev
# No link: libqmi takes the node's name from where one leads to.
touch /dev/cdc-wdm0
mount --bind "$pty" /dev/cdc-wdm0

mount -t tmpfs sys /sys
device=/sys/devices/usb1/1-1
function=$device/1-1:1.0
node=$(stat -c '%Hr:%Lr' "$pty")
mkdir -p /sys/bus/usb/drivers/$driver /sys/class/{net,usbmisc} \
	/sys/dev/char $function/{net/wwan0,usbmisc/cdc-wdm0}
put() { echo "$2" >"$1"; }
ln -s /sys/bus/usb $device/subsystem
put $device/idVendor 1209
put $device/idProduct 0001
put $device/bcdDevice 0100
cp "$descriptors" $device/descriptors
ln -s /sys/bus/usb $function/subsystem
ln -s /sys/bus/usb/drivers/$driver $function/driver
put $function/bInterfaceNumber 00
case $driver in
cdc_mbim) class="02 0e 00" ;;
*) class="ff ff ff" ;;
esac
read -r class subclass protocol <<<"$class"
put $function/bInterfaceClass $class
put $function/bInterfaceSubClass $subclass
put $function/bInterfaceProtocol $protocol
for port in net/wwan0 usbmisc/cdc-wdm0; do
	ln -s $function $function/$port/device
	ln -s $function/$port /sys/class/$port
	ln -s /sys/class/${port%/*} $function/$port/subsystem
done
ln -s $function/usbmisc/cdc-wdm0 "/sys/dev/char/$node"
if [ "$driver" = qmi_wwan ]; then
	mkdir $function/net/wwan0/qmi
	put $function/net/wwan0/qmi/raw_ip N
	put $function/net/wwan0/mtu 1500
fi

"$@"
