# In the guest of usb.sh: USB by each back end and cdc_mbim, in turn. A figure is
# "DRIVER WHAT SECONDS-BUSY UNITS", or "DRIVER rss KB".

port=5201

# measure DRIVER WHAT UNITS COMMAND...: what the processor does meanwhile.
measure() {
	driver=$1 what=$2 units=$3
	shift 3
	read -r up_before idle_before </proc/uptime
	"$@" || return 1
	read -r up idle </proc/uptime
	echo "$up $up_before $idle $idle_before" | awk '{
		print ($1 - $2) - ($3 - $4)
	}' | sed "s/.*/# figure $driver $what & $units/" >&3
}

# far.sh listens at eight ports.
iperf() {
	port=$((port == 5208 ? 5201 : port + 1))
	timeout 300 iperf3 -c 10.64.0.1 -p $port "$@"
}

drive() { # drive NAME DEVICE
	start_attache --device "$2"
	online && measure "$1" ping 4000 timeout 300 ping -q -A -c 4000 -s 36 10.64.0.1 &&
		measure "$1" download 30000000 iperf -n 30000000 -R &&
		measure "$1" upload 30000000 iperf -n 30000000
	went=$?
	echo "# figure $1 rss $(awk '/VmRSS/ { print $2 }' \
		/proc/$attache/status)" >&3
	ends && [ $went = 0 ]
}

ok udev_knows_the_modem start_udev
until_ok 60 here
for round in 1 2; do
	ok cdc_mbim_carries_$round drive cdc_mbim auto
	ok usbfs_carries_$round drive usbfs usb:1209:0001
	ok libusb_carries_$round drive libusb libusb:1209:0001
done
