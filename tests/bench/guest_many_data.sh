# In the guest of guest_many.sh: each driver once. A figure is
# "DRIVER WHAT SECONDS-BUSY COUNT": bytes of TCP, datagrams of UDP, which are
# sent slowly enough that none is lost.

port=5201
flow_bytes=24000000
datagrams=20000

busy() { # seconds that the processors were not idle since boot
	awk -v n="$(nproc)" '{ printf "%.2f\n", $1 * n - $2 }' /proc/uptime
}

udp() { # udp FIELD: of all sockets, 1 is InDatagrams, 4 is OutDatagrams
	awk -v f="$1" '/^Udp: [0-9]/ { print f == 1 ? $2 + $4 : $5 }' \
		/proc/net/snmp
}

figure() { # figure DRIVER WHAT BUSY-BEFORE COUNT
	echo "# figure $1 $2 $(echo "$(busy) $3" | awk '{ print $1 - $2 }') $4" \
		>&3
}

run_iperf() { # run_iperf OPTION...
	timeout 200 iperf3 -c 10.64.0.1 -p $port -J "$@" >/tmp/iperf
	status=$?
	port=$((port + 1))
	[ $status = 0 ] || tail -n 5 /tmp/iperf
	return $status
}

flows() { # flows DRIVER COUNT
	before=$(busy)
	run_iperf -R -P "$2" -n $flow_bytes || return
	figure "$1" "$2_flows_down" "$before" "$(awk '/"sum_received"/ { f = 1 }
		f && /"bytes"/ { print $2 + 0; exit }' /tmp/iperf)"
}

small() { # small DRIVER WHAT FIELD OPTION...
	driver=$1 what=$2 field=$3
	shift 3
	count=$(udp "$field")
	before=$(busy)
	run_iperf -u -l 64 -k $datagrams "$@" || return
	figure "$driver" "$what" "$before" $(($(udp "$field") - count))
}

drive() { # drive NAME DEVICE
	start_attache --device "$2"
	online && flows "$1" 12 && flows "$1" 64 &&
		small "$1" udp_64_down 1 -b 2M -R &&
		small "$1" udp_64_up 4 -b 2M
	went=$?
	ends && [ $went = 0 ]
}

ok udev_knows_the_modem start_udev
until_ok 60 here
ok cdc_mbim_carries drive cdc_mbim auto
ok attache_carries drive attache usb:1209:0001
