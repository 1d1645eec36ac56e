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

# until_ok SECONDS COMMAND...: tries until the command succeeds.
until_ok() {
	end=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt $end ] || return 1
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

wdm=/dev/cdc-wdm0
netdev() { # the modem's network device: not by its name
	ls /sys/class/usbmisc/cdc-wdm0/device/net 2>/dev/null | head -n 1
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
	attache run --control /run/control "$@" >/tmp/attache 2>&1 &
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
