# What the scenarios share, in the guest.
n=0
failed=

# ok NAME COMMAND...: a test passes if the command does; else its output is
# shown.
ok() {
	n=$((n + 1))
	name=$1
	shift
	echo "$(cut -d ' ' -f 1 /proc/uptime) $name" # on the console
	if "$@" >/tmp/out 2>&1; then
		echo "ok $n - $name" >&3
	else
		failed=1
		echo "not ok $n - $name" >&3
		head -c 3000 /tmp/out | sed 's/^/# /' >&3
	fi
}

# The guest's time in hundredths of a second: in whole ones, one second could be
# over at once.
hundredths() {
	read -r up idle </proc/uptime
	echo $((${up%.*} * 100 + 1${up#*.} - 100))
}

# until_ok SECONDS COMMAND...: tries until the command succeeds.
until_ok() {
	end=$(($(hundredths) + $1 * 100))
	shift
	until "$@"; do
		[ "$(hundredths)" -lt $end ] || return 1
		sleep 0.2
	done
}

# says TEXT COMMAND...: succeeds, and its output has the text.
says() {
	text=$1
	shift
	"$@" >/tmp/says 2>&1
	status=$?
	cat /tmp/says
	[ $status = 0 ] && grep -qF -- "$text" /tmp/says
}

host() { # a command for simodem's console
	echo "$*" >&4
}

# Debian's udevd: libusb learns from it what is plugged, and network devices
# get their lasting names.
start_udev() {
	systemd-udevd --daemon && udevadm trigger --action=add &&
		udevadm settle --timeout=60
}

# Debian's ModemManager, on a bus of its own.
start_modemmanager() {
	export DBUS_SESSION_BUS_ADDRESS=unix:path=/run/bus
	dbus-daemon --session --fork --address=$DBUS_SESSION_BUS_ADDRESS
	/usr/sbin/ModemManager --test-session --debug >/tmp/mm 2>&1 &
}

# mmcli knows the system's bus only.
mm() {
	DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS timeout 60 mmcli "$@"
}

wdm=/dev/cdc-wdm0
netdev() { # the modem's network device: not by its name
	ls "/sys/class/usbmisc/${wdm##*/}/device/net" 2>/dev/null | head -n 1
}

bound() { # both interfaces of the modem are with cdc_mbim
	[ "$(ls -d /sys/bus/usb/drivers/cdc_mbim/*:* 2>/dev/null |
		wc -l)" = 2 ]
}

here() {
	bound && [ -c $wdm ] && [ -n "$(netdev)" ]
}

gone() {
	[ ! -e $wdm ] && ! bound
}

# So many bytes to the discard service and from the chargen service.
tcp_up() {
	head -c "$1" /dev/zero | timeout 60 nc -w 10 "${2:-10.64.0.1}" 9
}

# The service ends with its peer's end: nc must not see one on its input.
mkfifo /tmp/silence
tcp_down() {
	[ "$(timeout 60 nc -w 10 "${2:-10.64.0.1}" 19 <>/tmp/silence |
		head -c "$1" | wc -c)" = "$1" ]
}

sent() { # sent DEVICE BYTES: at least so many since it is there
	[ "$(cat "/sys/class/net/$1/statistics/tx_bytes")" -ge "$2" ]
}

# start_attache ARGS...: the daemon; what it says is in /tmp/attache.
start_attache() {
	attache run --unlock --control /run/control $user "$@" \
		>/tmp/attache 2>&1 &
	attache=$!
}

state() { # state NAME VALUE: as attache status has it
	attache status --json --control /run/control 2>/dev/null |
		grep -qF "\"$1\":\"$2\""
}

up() {
	state connect_state up
}

online() { # shows what the daemon said if it does not come online
	until_ok 30 up || {
		cat /tmp/attache
		return 1
	}
}

# Ends with status 0, and a sanitizer has nothing to say.
ends() {
	kill -TERM "$attache"
	wait "$attache"
	ended=$?
	tail -n 40 /tmp/attache
	return $ended
}

# --- as two processes -----------------------------------------------------------

# What start_attache is to have for that. A manager without a file system cannot
# look for leaks; the other sanitizers work.
as_nobody() {
	export ASAN_OPTIONS=detect_leaks=0
	user="--user nobody"
}
user=

manager_of_attache() { # its pid
	for status in /proc/[0-9]*/status; do
		tr '\t\n' '  ' <"$status" | grep '^Name: attache ' |
			grep " PPid: $attache " | sed 's/.* Pid: \([0-9]*\) .*/\1/'
	done 2>/dev/null
}

# The one that reads what the modem says has no rights; by all that this kernel
# has against it.
parted() {
	manager=$(manager_of_attache)
	tr '\t' ' ' <"/proc/$manager/status" |
		grep -e '^[UG]id:' -e '^Cap' -e ^NoNew -e ^Seccomp: >/tmp/status
	cat /tmp/status
	! grep "no Landlock" /tmp/attache &&
		grep -q "^Uid: 65534 65534 65534 65534" /tmp/status &&
		[ "$(grep -c '^Cap.*: 0000000000000000$' /tmp/status)" = 5 ] &&
		grep -q "^NoNewPrivs: 1" /tmp/status &&
		grep -q "^Seccomp: 2" /tmp/status
}

# The helper refused nothing, and neither of them had an error.
nothing_was_refused() {
	! grep -i -e refuse -e 'error:' /tmp/attache
}

# --- two sessions, by either driver ---------------------------------------------

# start_with_two_sessions DEVICE [LINE]...: of the configuration; the second
# session is called "two".
start_with_two_sessions() {
	cat >/tmp/attache.yaml <<-END
		device: $1
		sessions:
		  - name: one
		    apn: internet
		  - name: two
		    apn: ims
		    default_route: false
	END
	shift
	[ $# = 0 ] || printf '%s\n' "$@" >>/tmp/attache.yaml
	start_attache --config /tmp/attache.yaml
}

second=two # the device of the second session

links_up() { # links_up FIRST COUNT: so often, both
	for link in "$1" $second; do
		[ "$(grep -c "link $link up" /tmp/attache)" = "$2" ] || return 1
	done
}

tcp_in_both_at_once() {
	tcp_up 2000000 10.64.1.1 &
	tcp_down 2000000 10.64.0.1 && wait $!
}

ok_pings() { # ok_pings SUFFIX-OF-NAMES
	for session in 0 1; do
		ok "ping_in_session_$session$1" \
			ping -c 5 -i 0.05 -W 5 10.64.$session.1
		ok "ping_of_ipv6_in_session_$session$1" \
			ping -c 5 -i 0.05 -W 5 2001:db8:64:$session::1
	done
}

# Everything that data can do; NTBs around a full packet, in steps of their
# alignment, as a missing ZLP would hold one back.
ok_data() {
	ok_pings ""
	ok datagrams_as_long_as_the_mtu_come_back \
		ping -c 5 -i 0.05 -W 5 -M do -s 1472 10.64.0.1
	ok every_length_comes_back sh -c 'for s in $(seq 400 4 520); do
		ping -q -c 1 -W 5 -s $s 10.64.0.1 >/dev/null ||
			{ echo $s; exit 1; }
	done'
	ok tcp_runs_up tcp_up 2000000
	ok tcp_runs_down tcp_down 2000000
	ok tcp_runs_in_both_sessions_at_once tcp_in_both_at_once
}

ok_replug() { # ok_replug FIRST: in the middle of a transfer
	nc -w 10 10.64.0.1 9 </dev/zero &
	until_ok 10 sent "$1" 3000000
	host unplug
	ok unplugged_it_is_absent until_ok 20 state control_state absent
	host plug
	ok plugged_again_it_is_online online
	ok plugged_again_both_links_are_up until_ok 20 links_up "$1" 2
	ok_pings _again
}

# ok_takes_and_gives_back DEVICE: the interfaces from cdc_mbim, and to it: its
# network device is there again.
ok_takes_and_gives_back() {
	until_ok 20 here
	start_with_two_sessions "$1"
	ok attache_comes_online online
	ok both_sessions_have_their_links until_ok 20 links_up one 1
	ok cdc_mbim_has_lost_the_interfaces sh -c "! [ -e $wdm ]"
	ok_data
	ok_replug one
	ok attache_ends ends
	ok cdc_mbim_is_bound_again until_ok 20 here
	ok the_kernels_driver_works_again says "Register state: 'home'" \
		timeout 30 mbimcli -d $wdm --query-registration-state
}
