#!/bin/bash
# What attache and simodem say when something is wrong: what it is, which values
# are allowed, what was probably meant. Exact sentences.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
# shellcheck source=tests/check.sh
. tests/check.sh
[ "${ATTACHE_NETNS:-}" != yes ] && unshare -n true 2>/dev/null &&
	ATTACHE_NETNS=yes exec unshare -n "$0"
pids=
trap 'kill -KILL $pids 2>/dev/null; rm -rf "$dir"' EXIT

# told TEXT: all of stderr is this line, and stdout is empty.
told() {
	[ "$(cat "$dir/err")" = "$1" ] && [ ! -s "$dir/out" ]
}

# config TEXT: a configuration of this text, read; $dir/c.yaml.
config() {
	printf '%b' "$1" >"$dir/c.yaml"
	run 2 run --control none -c "$dir/c.yaml"
}

values() {
	run 2 query --mbimex 4.0 basic_connect.connect && told "attache query:\
 --mbimex must be auto, 1.0, 2.0 or 3.0, not \"4.0\" (attache query --help)" &&
		run 2 query -t soon basic_connect.connect && told "attache\
 query: --timeout must be 1 to 86400 seconds, not \"soon\" (attache query --help)" &&
		run 2 connect -t -1 && told "attache connect: --timeout must\
 be 0 to 86400 seconds, not \"-1\" (attache connect --help)" &&
		run 2 decode -f csv "$dir/none" && told "attache decode:\
 --format must be auto, usbmon, usbpcap, trace, raw, qmux, usbmon-text,\
 mbimcli, qmicli, umbim, uqmi or hex, not \"csv\" (attache decode --help)" &&
		run 2 decode --mbimex 4 "$dir/none" && told "attache decode:\
 --mbimex must be auto, 1.0, 2.0 or 3.0, not \"4\" (attache decode --help)"
}

options() {
	run 2 run --apm internet &&
		told "attache run: no option --apm, did you mean --apn?" &&
		run 2 run --devise=x &&
		told "attache run: no option --devise, did you mean --device?" &&
		run 2 run --pin 1234 &&
		told "attache run: no option --pin (attache run --help)" &&
		run 2 status --timeout 3 &&
		told "attache status: no option --timeout (attache status --help)" &&
		run 2 trace -x show f &&
		told "attache trace: no option -x (attache trace --help)" &&
		run 2 run --config &&
		told "attache run: --config needs a value (attache run --help)" &&
		run 2 run --quiet=1 &&
		told "attache run: --quiet takes no value (attache run --help)" &&
		run 2 run internet &&
		told 'attache run: what is "internet"? (attache run --help)'
}

files() {
	run 1 decode "$dir/none" &&
		told "$dir/none: error: No such file or directory" &&
		run 1 decode "$dir" && told "$dir: error: Is a directory" &&
		run 1 decode -f usbmon "$dir" &&
		told "$dir: error: Is a directory" &&
		run 1 trace show "$dir" &&
		told "attache trace: $dir: Is a directory" &&
		run 1 replay "$dir" &&
		told "attache replay: $dir: Is a directory"
}

keys() {
	config 'session:\n  - {apn: a}\n' &&
		told "$dir/c.yaml:1:1: error: unknown key \"session\", did you\
 mean \"sessions\"?" &&
		config 'sessions:\n  - {APN: a}\n' &&
		told "$dir/c.yaml:2:6: error: unknown key \"APN\", did you\
 mean \"apn\"? (names are lower case)" &&
		config 'sessions:\n  - {ip: V6}\n' &&
		told "$dir/c.yaml:2:10: error: ip must be v4, v6 or v4v6, not\
 \"V6\", did you mean \"v6\"? (names are lower case)" &&
		config 'sim: {pin: abc}\n' &&
		told "$dir/c.yaml:1:12: error: pin must be 4 to 8 digits"
}

tabs() {
	config 'sim:\n\tpin: 1234\n' &&
		told "$dir/c.yaml:2:1: error: YAML does not indent by tabs: use\
 spaces" &&
		config 'sessions:\n  - name: a\n  \tapn: b\n' &&
		told "$dir/c.yaml:3:3: error: YAML does not indent by tabs: use\
 spaces"
}

cases() {
	run 2 query BASIC_CONNECT && told "attache query: no service\
 \"BASIC_CONNECT\", did you mean \"basic_connect\"? (names are lower case)" &&
		run 2 query basic_connect.CONNECT && told "attache query: no CID\
 \"CONNECT\", did you mean \"connect\"? (names are lower case)" &&
		run 2 STATUS && told "attache: no command \"STATUS\", did you\
 mean \"status\"? (names are lower case)"
}

# A word that stands where one of a few has to.
words() {
	run 2 trace shw f && told "attache trace: no command \"shw\", did you\
 mean \"show\"?" &&
		run 2 trace f && told "attache trace: show and one file (attache\
 trace --help)" &&
		run 2 completion fissh && told "attache completion: which shell?\
 bash, zsh or fish, not \"fissh\", did you mean \"fish\"?" &&
		run 2 completion && told "attache completion: which shell? bash,\
 zsh or fish" &&
		run 2 decode -f usbmom f && told "attache decode: --format must\
 be auto, usbmon, usbpcap, trace, raw, qmux, usbmon-text, mbimcli, qmicli,\
 umbim, uqmi or hex, not \"usbmom\", did you mean \"usbmon\"?" &&
		run 2 import -f Hex -o t f && moans "not \"Hex\", did you mean\
 \"hex\"? (names are lower case)" &&
		run 2 query --mbimex atuo dms.get_ids && told "attache query:\
 --mbimex must be auto, 1.0, 2.0 or 3.0, not \"atuo\", did you mean \"auto\"?" &&
		run 2 decode --qrtr nsa f && told "attache decode: --qrtr must\
 be a service of QMI, such as nas, not \"nsa\", did you mean \"nas\"?" &&
		run 2 run --technology 4G && told "attache run: --technology\
 must be 2g, 3g, 4g, 5g or several with commas, not \"4G\", did you mean \"4g\"?\
 (names are lower case)"
}

devices() {
	run 2 run -q --control none -d ubs:1209:0001 &&
		moans ", did you mean \"usb:\"?" &&
		run 2 run -q --control none -d qmi:auot &&
		moans ", did you mean \"auto\"?" &&
		run 2 query -d Serial:A1 basic_connect.radio_state && moans ", did\
 you mean \"serial:\"? (names are lower case)" &&
		config 'device: iimei:123456789012345\n' &&
		moans ", did you mean \"imei:\"?" &&
		config 'device: nonsense\n' && ! moans "did you mean"
}

# lists WORD...: only lines with these words, of which there are some.
lists() {
	run 0 query --list "$@" && [ -s "$dir/out" ] || return 1
	for word; do
		! grep -vqF -- "$word" "$dir/out" || return 1
	done
}

# A name may be wrapped in other words of the service or CID.
list() {
	lists sms && says "sms.read " "wms.get_smsc_address " && ! says "basic_connect.pin " ||
		return 1
	lists sms read && says "sms.read " && ! says "sms.send" &&
		lists nas.get_serving && says "QMI: query" &&
		run 2 query --list baisc_connect && told "attache query: no\
 service, CID or message has \"baisc_connect\" in its name, did you mean\
 \"basic_connect\"?" &&
		run 2 query --list sms serving && told "attache query: no\
 service, CID or message has these words in its name" &&
		run 2 query --list xyzzy && told "attache query: no service, CID\
 or message has \"xyzzy\" in its name"
}

# simodem's own words, and the generators'.
others() {
	sim 2 --speed hgih --pty && told "simodem: --speed: bad value: hgih\
 (full, high or super), did you mean \"high\"?" &&
		sim 2 --fuzz 1,evry=3 --pty && moans "--fuzz: bad value:\
 1,evry=3 (a number; then every," ", did you mean \"every\"?" &&
		sim 2 --fuzz 1,of=contrl --pty &&
		moans ", did you mean \"control\"?" || return 1
	for words in "mbim-gen-spec --pags --pages" "qmi-gen-spec --feilds --fields" \
		"mbim-gen-chart --tabel --table" "mbim-gen-chart --prefx --prefix" \
		"qmi-gen-spec --spec-ad --spec-add"; do
		read -r program wrong right <<<"$words"
		"$ATTACHE_BUILD/gen/$program" "$wrong" x >"$dir/out" 2>"$dir/err"
		[ $? -eq 2 ] && moans "$program: no option $wrong, did you mean\
 $right?" || return 1
	done
}

# sim STATUS ARGS...: simodem ends with STATUS.
sim() {
	timeout 20 "$simodem" "${@:2}" >"$dir/out" 2>"$dir/err" </dev/null
	[ $? -eq "$1" ]
}

simulator() {
	sim 2 --pin abc --pty &&
		told "simodem: --pin: bad value: abc (4 to 8 digits)" &&
		sim 2 --pim 1234 --pty &&
		told "simodem: unknown option --pim, did you mean --pin?" &&
		sim 2 --mbimex 4.0 --pty && told "simodem: --mbimex: bad value:\
 4.0 (1.0, 2.0 or 3.0)" &&
		sim 2 --sessions 9 --pty &&
		told "simodem: --sessions: bad value: 9 (1 to 8)" &&
		sim 2 --profile generic4g --pty && told "simodem: no profile\
 \"generic4g\", did you mean \"generic-4g\"?" &&
		sim 2 --profile qualcom-5g.yaml --pty && told "simodem: no\
 profile \"qualcom-5g.yaml\", did you mean \"qualcomm-5g\"?" &&
		sim 2 --scenario "$dir/none.yaml" --pty &&
		told "$dir/none.yaml: error: No such file or directory"
}

fronts() {
	sim 2 && told "simodem: one of --pty, --mbim-proxy, --qmi-proxy, --qrtr,\
 --usbfs and --usbredir is needed (try --help)" &&
		sim 2 --pty --usbfs && told "simodem: --pty and --usbfs do not\
 go together: a modem has one of --pty, --mbim-proxy, --qmi-proxy, --qrtr,\
 --usbfs and --usbredir (try --help)" &&
		sim 2 --usbredir 1 --qmi-proxy --mbim-proxy && moans "simodem:\
 --mbim-proxy, --qmi-proxy and --usbredir do not go together: "
}

# A profile is a file that is here, as well as one of simodem's.
profile_here() {
	(
		cd "$dir" && echo 'model: MC8805' >here.yaml &&
			timeout 20 "$simodem" --profile here.yaml --help \
				>/dev/null &&
			timeout 20 "$simodem" --profile generic-4g --help \
				>/dev/null &&
			! timeout 20 "$simodem" --profile nowhere.yaml --help \
				>/dev/null 2>&1
	)
}

# The error is on stderr, whatever -q keeps quiet.
quiet() {
	run 2 run -q --control none -d usb:12d1 &&
		moans "error: device usb:12d1: it is not auto" &&
		[ ! -s "$dir/out" ] &&
		run 1 run -q --control none -t /dev/full && moans "/dev/full" &&
		[ ! -s "$dir/out" ] &&
		run 1 run -q --control none -t "$dir/none/t" &&
		moans "error: $dir/none/t cannot be written: No such file or" &&
		[ ! -s "$dir/out" ] &&
		run 1 run -q --control "$dir/none/none/c" &&
		moans "error: control socket $dir/none/none/c: No such file or" &&
		[ ! -s "$dir/out" ] &&
		(ulimit -n 5 && run 1 run -q --control none) &&
		[ -s "$dir/err" ] && [ ! -s "$dir/out" ]
}

# printed_to FILE ARGS...: it cannot print, and says so.
printed_to() {
	"$attache" "${@:2}" 2>"$dir/err" >"$1"
	[ $? -eq 1 ] &&
		told "attache: standard output: No space left on device"
}

unprinted() {
	printed_to /dev/full --help && printed_to /dev/full status --help &&
		printed_to /dev/full query --list || return 1
	"$attache" query --list 2>"$dir/err" >&-
	[ $? -eq 1 ] && told "attache: standard output: Bad file descriptor"
}

no_code() {
	run 2 ussd && run 2 ussd "" && told "attache ussd: a code is missing,\
 as in attache ussd '*100#'"
}

# As somebody who may not make /run/attache; the modem's path is wrong too, so
# that the run ends.
no_default_socket() {
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$attache" run -q -d nonsense 2>"$dir/err" >"$dir/out"
	[ $? -eq 2 ] && moans "error: control socket /run/attache/control: " \
		"; this attache runs without one: status, connect and\
 disconnect cannot reach it"
}

pty_start() {
	beside "$dir/sim" "$simodem" --pty "$dir/pty" "$@"
	sim=$!
	pids="$pids $sim"
	for _ in $(seq 200); do
		[ -e "$dir/pty" ] && return 0
		sleep 0.1
	done
	return 1
}

pty_run() {
	beside "$dir/run" "$attache" run -d "$dir/pty" --control "$dir/control" "$@"
	pid=$!
	pids="$pids $pid"
}

pty_stop() {
	kill "$pid" "$sim" 2>/dev/null
	wait "$pid" "$sim" 2>/dev/null
	rm -f "$dir/pty"
}

# The first line has the date, and no later one is earlier than the one before.
log_in_order() {
	pty_start && pty_run && until_in "$dir/run" "link wwan0 up"
	rc=$?
	pty_stop
	[ $rc -eq 0 ] && head -n 1 "$dir/run" | grep -qE \
		'^\+0\.000 attache [0-9.]+ started [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} [+-][0-9]{4}$' &&
		sed -n 's/^+\([0-9.]*\) .*/\1/p' "$dir/run" >"$dir/times" &&
		[ "$(wc -l <"$dir/times")" -gt 20 ] &&
		sort -c -n "$dir/times"
}

# What it opens gets none of the numbers that lines are written to.
standard_ones_closed() {
	pty_start || return 1
	"$attache" run -q -d "$dir/pty" --control "$dir/control" \
		-t "$dir/closed.pcapng" <&- >&- 2>&- &
	pid=$!
	pids="$pids $pid"
	until_ok 30 "$attache" status --control "$dir/control"
	readlink /proc/$pid/fd/{0,1,2} >"$dir/out"
	pty_stop
	[ "$(sort -u "$dir/out")" = /dev/null ] && [ "$(wc -l <"$dir/out")" = 3 ]
}

# Of a socket of Linux: 107 bytes.
long_path() {
	local path=/tmp/0123456789/0123456789/012 command
	printf -v path '%s%090d' $path 0
	for command in status monitor "query attache.status" "sms list"; do
		# shellcheck disable=SC2086 # words
		run 2 $command --control "$path" &&
			told "attache ${command%% *}: --control ${path:0:32}...:\
 the path is too long: a socket's has at most 107 bytes" || return 1
	done
}

# Beside a run that has no modem.
sms_unsendable() {
	local rc many
	printf -v many '%0100d' 0
	beside "$dir/run" "$attache" run -d usb:9-9 --control "$dir/control"
	pid=$!
	pids="$pids $pid"
	until_ok 30 "$attache" status --control "$dir/control" >/dev/null 2>&1
	run 2 sms send --control "$dir/control" 1 "$(printf 'a\377')" &&
		told "attache sms: a number or the text is no UTF-8" &&
		run 2 sms send --control "$dir/control" "$many" text &&
		told "attache sms: a number has at most 20 characters" &&
		run 1 sms send --control "$dir/control" 1 "$(
			printf '%039016d' 0)" &&
		told "attache sms: a text has at most 255 parts: 39015 characters$(
			) of the alphabet of GSM, or 17085 of all others"
	rc=$?
	kill "$pid"
	wait "$pid"
	return $rc
}

# A client asks a daemon that is stopped, so that it does not answer.
ask_in_vain() {
	pty_start && pty_run && until_in "$dir/run" "link wwan0 up" &&
		kill -STOP "$pid" || return 1
	"$attache" status --control "$dir/control" >"$dir/out" 2>"$dir/err" &
	client=$!
	for _ in $(seq 200); do
		[ "$(grep -cF "$dir/control" /proc/net/unix)" -ge 2 ] && return
		sleep 0.1
	done
	return 1
}

interrupted() {
	ask_in_vain && kill -TERM $client && wait $client
	rc=$?
	kill -CONT "$pid"
	pty_stop
	[ $rc -eq 1 ] && told "attache status: interrupted"
}

ended() {
	ask_in_vain && kill -KILL "$pid" && wait $client
	rc=$?
	pty_stop
	[ $rc -eq 1 ] && told "attache status: attache closed the connection;\
 probably it is ending"
}

# The limit is for opening as well, which waits longest.
query_ends() {
	ask_in_vain || return 1
	timeout 20 "$attache" query -t 1 --control "$dir/control" \
		basic_connect.signal_state >"$dir/out" 2>"$dir/err"
	[ $? -eq 1 ] && told "attache query: $dir/control: nothing arrived in time"
	rc=$?
	kill -CONT "$pid"
	wait $client
	pty_stop
	return $rc
}

# A daemon that does not answer does not keep it.
monitor_interrupted() {
	ask_in_vain || return 1
	"$attache" monitor --control "$dir/control" >"$dir/out" 2>"$dir/err" &
	monitor=$!
	for _ in $(seq 200); do
		[ "$(grep -cF "$dir/control" /proc/net/unix)" -ge 3 ] && break
		sleep 0.1
	done
	kill -TERM $monitor && wait $monitor
	[ $? -eq 1 ] && told "attache monitor: interrupted"
	rc=$?
	kill -CONT "$pid"
	wait $client
	pty_stop
	return $rc
}

# Why it is not online is said with -q as well, and no step is.
quiet_waits() {
	pty_start --network-ms 15000 && pty_run -q &&
		until_in "$dir/run" "waiting: the SIM is not ready yet" &&
		! grep -q -e '-->' "$dir/run"
	rc=$?
	pty_stop
	return $rc
}

# A 5G modem that has no RSSI, and does not count the attempts of its PIN.
knows_little() {
	cat >"$dir/5g.yaml" <<-'END'
		answers:
		  - cid: signal_state
		    fields: {rssi: 99, error_rate: 99,
		      "rsrp_snr[0].rsrp": 60, "rsrp_snr[0].snr": 60,
		      "rsrp_snr[0].system_type": 5g_sa}
		  - cid: pin
		    fields: {pin_state: unlocked, remaining_attempts: unknown}
	END
	pty_start --scenario "$dir/5g.yaml" && pty_run &&
		until_in "$dir/run" "link wwan0 up"
}

status_null() {
	knows_little && run 0 status --json --control "$dir/control" &&
		says '"rssi_dbm":null,"rsrp_dbm":-97,"rsrq_db":null,"snr_db":6' \
			'"pin_attempts":null' '"mbim_extended_version":"3.0"' \
			'"problem":null' &&
		run 0 status --control "$dir/control" &&
		says ", RSRP -97 dBm, SNR 6 dB" "MBIMEx 3.0"
	rc=$?
	pty_stop
	return $rc
}

query_null() {
	knows_little || return 1
	kill "$pid"
	wait "$pid"
	run 0 query -d "$dir/pty" --json basic_connect.pin &&
		says '"remaining_attempts":null' &&
		run 0 query -d "$dir/pty" basic_connect.pin &&
		says "remaining_attempts: unknown" &&
		run 0 query -d "$dir/pty" --json basic_connect.signal_state &&
		says '"rssi":null,"error_rate":null' '"rsrp":60'
	rc=$?
	pty_stop
	return $rc
}

echo "1..28"
check wrong_value_is_told_with_what_is_allowed values
check unknown_option_is_told_with_the_one_that_was_meant options
check file_that_cannot_be_read_is_told_with_the_reason files
check unknown_key_is_told_with_the_one_that_was_meant keys
check tab_in_yaml_is_told tabs
check capital_letters_are_told cases
check word_is_told_with_the_one_that_was_meant words
check device_is_told_with_the_one_that_was_meant devices
check list_has_what_was_asked_for list
check programs_beside_attache_tell_what_was_meant others
check simodem_tells_what_is_allowed simulator
check simodem_tells_that_there_are_two_fronts fronts
check simodem_takes_a_profile_that_is_here profile_here
check what_cannot_be_printed_is_told unprinted
check code_that_is_empty_is_missing no_code
check path_of_a_socket_that_is_too_long_is_told long_path
check short_message_that_cannot_be_is_told sms_unsendable
check timeout_of_a_query_is_for_opening_too query_ends
check monitor_is_interrupted_while_it_asks monitor_interrupted
check quiet_hides_no_error quiet
if [ "$(id -u)" = 0 ]; then
	check missing_control_socket_is_told no_default_socket
else
	skip missing_control_socket_is_told "needs root, to be somebody else"
fi
if [ "${ATTACHE_NETNS:-}" = yes ]; then
	check log_has_the_date_and_is_in_order log_in_order
	check closed_descriptors_are_not_taken standard_ones_closed
	check interrupted_question_is_told interrupted
	check end_of_the_daemon_is_told ended
	check quiet_tells_what_is_waited_for quiet_waits
	check status_has_null_for_what_is_not_known status_null
	check query_has_null_for_what_is_not_known query_null
else
	for name in quiet_tells_what_is_waited_for status_has_null_for_what_is_not_known \
		query_has_null_for_what_is_not_known log_has_the_date_and_is_in_order \
		interrupted_question_is_told end_of_the_daemon_is_told \
		closed_descriptors_are_not_taken; do
		skip $name "no network namespace can be made here"
	done
fi
exit $bad
