#!/bin/bash
# attache drives modems whose answers and transfers of data are changed at
# random: it ends when it is told to, with no word of a sanitizer. The same seed
# changes the same for a host that asks the same.
# usage: test_fuzzed_modem.sh SIMODEM ATTACHE
simodem=$1 attache=$2
# shellcheck source=tests/wait.sh
. tests/wait.sh
. tests/tap.sh
echo 1..4

# changed FILE N: so many transfers at least were changed.
changed() {
	[ "$(sed -n 's/^simodem: fuzz: \([0-9]*\) transfers.*/\1/p' "$1" |
		awk '{ sum += $1 } END { print sum + 0 }')" -ge "$2" ]
}

# A while of attache, with pings; its exit status is that of an end by request.
cat >"$out/life" <<'F'
"$1" run --control none -a internet >"$0.log" 2>&1 &
daemon=$!
. tests/wait.sh
until_in "$0.log" ' control .* opening '
sleep 1
ping -q -c 60 -i 0.02 -w 3 10.64.0.1
kill -TERM $daemon
wait $daemon
status=$?
cat "$0.log"
exit $status
F

# lives OPTION...: attache under seeds that change what is said, then the data.
lives() {
	local fuzz
	: >"$out/all"
	for fuzz in {1..6},every=4,of=control {1..3},every=3,of=data; do
		timeout 60 "$simodem" "$@" --fuzz "$fuzz" --usbfs -- \
			bash "$out/life" "$attache" >"$out/said" 2>&1 || {
			echo "# --fuzz $fuzz: exit status $?"
			return 1
		}
		cat "$out/said" >>"$out/all"
	done
	! grep -a -e 'runtime error' -e 'Sanitizer' "$out/all" &&
		grep -q 'fuzz: data ' "$out/all" && changed "$out/all" 24
}

if [ -r /dev/fuse ] && unshare -mn true 2>/dev/null; then
	lives
	result attache_lives_with_a_changed_mbim_modem $?
	lives --profile quectel-eg25g
	result attache_lives_with_a_changed_qmi_modem $?
else
	for name in mbim qmi; do
		n=$((n + 1))
		echo "ok $n - attache_lives_with_a_changed_${name}_modem" \
			"# SKIP needs /dev/fuse and new namespaces"
	done
fi

# asked SEED OUT: what is changed where a host asks the same.
asked() {
	rm -f "$out/front" # of the time before
	"$simodem" --fuzz "$1,every=2,keep=48" --pty "$out/tty" \
		>"$out/front" 2>"$2" &
	local front=$!
	until_ok 10 [ -s "$out/front" ]
	for cid in device_caps radio_state home_provider signal_state; do
		timeout 60 "$attache" query -d "$out/tty" "basic_connect.$cid"
	done >"$out/answers" 2>&1
	kill $front
	wait $front 2>/dev/null
	changed "$2" 4
}

asked 5 "$out/first" && asked 5 "$out/second" &&
	cmp -s "$out/first" "$out/second"
result same_seed_changes_the_same $?
"$simodem" --fuzz 1,every=0 --pty 2>"$out/err"
[ $? = 2 ] && grep -q 'bad value: 1,every=0' "$out/err"
result limit_that_is_none_is_refused $?
exit $failed
