# In the guest of guest.sh: each driver, twice in turn. A figure is
# "DRIVER DIRECTION SECONDS-BUSY SECONDS BYTES".

bytes=60000000
port=5201

# The seconds since boot, and those of them that the processors were idle.
measure() { # measure DRIVER DIRECTION [-R]
	read -r up_before idle_before </proc/uptime
	timeout 300 iperf3 -c 10.64.0.1 -p $port -n $bytes $3 || return 1
	read -r up idle </proc/uptime
	port=$((port + 1))
	echo "$up $up_before $idle $idle_before $(nproc)" | awk '{
		printf "%.2f %.2f\n", ($1 - $2) * $5 - ($3 - $4), $1 - $2
	}' | sed "s/.*/# figure $1 $2 & $bytes/" >&3
}
drive() { # drive NAME DEVICE
	start_attache --device "$2"
	online && measure "$1" download -R && measure "$1" upload ""
	went=$?
	ends && [ $went = 0 ]
}

ok udev_knows_the_modem start_udev
until_ok 60 here
for round in 1 2; do
	ok cdc_mbim_carries_$round drive cdc_mbim auto
	ok attache_carries_$round drive attache usb:1209:0001
done
