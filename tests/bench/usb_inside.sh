# Inside simodem's usbfs: attache comes online, COUNT pings go, and it ends.
# Prints its RSS in kB after them.
# usage: usb_inside.sh FOLDER DEVICE COUNT [PROGRAM...] ATTACHE
dir=$1 device=$2 count=$3
shift 3
rm -f "$dir/run"
"$@" run --device "$device" --control none --apn internet \
	>"$dir/run" 2>&1 &
daemon=$!
trap 'kill -KILL $daemon 2>/dev/null' EXIT
for ((i = 0; i < 1200; i++)); do
	grep -qs 'link .* up' "$dir/run" && break
	kill -0 $daemon || exit 1
	sleep 0.05
done
ping -q -f -c "$count" 10.64.0.1 >/dev/null || exit 1
awk '/VmRSS/ { print $2 }' "/proc/$daemon/status"
kill -TERM $daemon
wait $daemon
# strace -D writes when that has ended.
until [ ! -e "$dir/calls" ] || grep -q total "$dir/calls"; do
	sleep 0.05
done
