# In the guest of latency.sh: ping while TCP fills the modem, each driver in
# turn. In front of this stand `rounds`, `seconds`, `drivers` and `cases`, words
# FAMILY:UPLOADS:DOWNLOADS:CONGESTION-CONTROL:SESSIONS. What is measured:
#   ping DRIVER CASE ROUND SESSION SECONDS MS     each answer
#   flow DRIVER CASE ROUND WAY SECONDS KBIT/S     each half second
#   sum DRIVER CASE ROUND up|down KBIT/S          of a session's flows
#   cost DRIVER CASE ROUND SENT ANSWERED BUSY SECONDS
# SECONDS count from the first ping; WAY is up0, up1 or down0.

port=5201
lead=2 # seconds of ping before the load

uptime() {
	cut -d ' ' -f 1 /proc/uptime
}

far() { # far SESSION: the far side's address in it
	case $family in
	4) echo "10.64.$1.1" ;;
	6) echo "2001:db8:64:$1::1" ;;
	esac
}

# load WAY FLOWS [-R]: in the background. A server that has served is not ready
# at once.
load() {
	timeout $((seconds + 60)) iperf3 -c "$(far "${1#"${1%?}"}")" -p $port \
		-t "$seconds" -P "$2" -C "$congestion" -i 0.5 -f k \
		--get-server-output $3 >"/tmp/$1" 2>&1 &
	loads="$loads $!"
	port=$((port == 5208 ? 5201 : port + 1))
}

# tell_load WAY FLOWS: what the receiver had; that is the server, or with -R the
# client.
tell_load() {
	server=1
	[ "$1" != down0 ] || server=0
	awk -v what="$driver $case $round" -v way="$1" -v at="$loaded" \
		-v server=$server \
		-v id="$([ "$2" = 1 ] && echo '[ ' || echo '[SUM]')" '
	/^Server output/ { there = 1 }
	index($0, id) != 1 || !/Kbits\/sec/ { next }
	{
		sub(/^[^]]*] */, "")
		split($1, t, "-")
		for (i = 1; $i != "Kbits/sec"; i++)
			rate = $i
	}
	/receiver/ && !there { sum = rate }
	# The last one is shorter.
	!/sender|receiver/ && there == server && t[2] - t[1] > 0.4 {
		print "# flow", what, way, at + t[2], rate
	}
	END {
		sub(/[0-9]/, "", way)
		print "# sum", what, way, sum + 0
	}' "/tmp/$1" >&3
}

# tell_pings SESSION
tell_pings() {
	awk -v what="$driver $case $round $1" '/time=/ {
		t = substr($1, 2) + 0
		if (!from)
			from = t
		sub(/.*time=/, "")
		printf "# ping %s %.3f %s\n", what, t - from, $1
	}' "/tmp/ping$1" >&3
}

start_load() {
	pings='' loads=''
	for session in $all; do
		ping -D -i 0.1 -c $(((seconds + lead) * 10)) -W 2 \
			"$(far "$session")" >"/tmp/ping$session" &
		pings="$pings $!"
	done
	begun=$(uptime)
	sleep $lead
	loaded=$(echo "$(uptime) $begun" | awk '{ print $1 - $2 }')
	for session in $all; do
		[ "$uploads" = 0 ] || load "up$session" "$uploads"
	done
	[ "$downloads" = 0 ] || load down0 "$downloads" -R
}

tell() {
	for session in $all; do
		tell_pings "$session"
		[ "$uploads" = 0 ] || tell_load "up$session" "$uploads"
	done
	[ "$downloads" = 0 ] || tell_load down0 "$downloads"
	cat /tmp/ping[$(echo $all | tr -d ' ')] | awk -v what="$driver $case $round" \
		-v busy="$1" -v seconds="$2" '
	/packets transmitted/ {
		sent += $1
		got += $4
	}
	END { print "# cost", what, sent, got, busy, seconds }' >&3
}

measure() { # measure CASE
	case=$1
	IFS=: read -r family uploads downloads congestion sessions <<-END
		$1
	END
	all=$(seq 0 $((sessions - 1)))
	read -r up_before idle_before </proc/uptime
	start_load
	wait $pings
	read -r up idle </proc/uptime
	wait $loads
	tell $(echo "$up $up_before $idle $idle_before $(nproc)" | awk '{
		printf "%.2f %.2f\n", ($1 - $2) * $5 - ($3 - $4), $1 - $2
	}')
}

# drive DRIVER
drive() {
	driver=$1
	device=usb:1209:0001 first=one
	[ "$1" != kernel ] || device=auto first=$(netdev)
	start_with_two_sessions $device
	online && until_ok 20 links_up "$first" 1 || return
	for case in $cases; do
		measure "$case"
	done
	ends
}

modprobe tcp_bbr
mkdir /tmp/before
ln -s /usr/bin/attache_before /tmp/before/attache
path=$PATH
ok udev_knows_the_modem start_udev
for round in $(seq "$rounds"); do
	for d in $drivers; do
		until_ok 60 here
		[ $d != before ] || PATH=/tmp/before:$path
		ok ${d}_carries_$round drive $d
		PATH=$path
	done
done
