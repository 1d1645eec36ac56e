#!/bin/bash
# attache decode reads what Debian's mbimcli logs of the simulated modem, as it
# is and as people post it: through syslog, through mail, and as umbim would
# have logged it.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
is_text=$ATTACHE_BUILD/tests/peer/is_text
# shellcheck source=tests/check.sh
. tests/check.sh
pid=
trap '[ -z "$pid" ] || kill $pid; rm -rf "$dir"' EXIT

if ! command -v mbimcli >/dev/null; then
	echo "1..0 # SKIP mbimcli (libmbim-utils) is not installed"
	exit 0
fi

# log FILE OPTION ACTION...: the log of one mbimcli for each action.
log() {
	local action

	for action in "${@:3}"; do
		timeout 30 mbimcli -d "$device" "$2" "--$action" \
			>>"$dir/$1" 2>&1 || return 1
	done
}

actions=(query-device-caps query-subscriber-ready-status query-pin-state
	enter-pin=7351 query-registration-state query-device-services
	attach-packet-service
	connect=apn=internet,username=me,password=s3cret,auth=chap
	query-ip-configuration query-connection-state disconnect
	ms-query-version=1.0,3.0)

logs() {
	mkfifo "$dir/ready" && exec 4<>"$dir/ready" || return 1
	"$simodem" --pin 7351 --pty "$dir/modem" >"$dir/ready" 2>"$dir/err" &
	pid=$!
	device=$(timeout 60 head -n 1 <&4)
	log full --verbose-full "${actions[@]}" &&
		log new --verbose-full ms-query-version=1.0,3.0 &&
		! log new --verbose-full connect=apn=internet &&
		log cut --verbose query-device-caps query-registration-state
	local status=$?
	kill $pid
	wait $pid
	pid=
	[ $status -eq 0 ] && [ "$(grep -c RAW: "$dir/full")" -gt 70 ]
}

# What mbimcli itself says of commands: "command 2 device_caps query".
by_mbimcli() {
	awk -F "[=(' ]+" '
		function put() {
			if (cid)
				print type " " transaction " " cid " " last
			cid = ""
		}
		function name(s) {
			gsub(/-/, "_", s)
			return tolower(s)
		}
		$2 == "Header:" { put() }
		$2 == "type" && /\047/ { last = name($3) }
		$2 == "type" && !/\047/ { type = name($3) }
		$2 == "transaction" { transaction = $3 }
		$3 == "error" { last = name($4) }
		$2 == "cid" { cid = name($3) }
		END { put() }' "$1"
}

# The same of ours.
by_attache() {
	awk '/^[0-9]+ .* (->|<-) (command|command_done|indicate_status) / {
		sub(/.* (->|<-) /, "")
		sub(/ \([0-9]+ bytes, cut.*/, "")
		sub(/[a-z_]+\./, "")
		sub(/ status/, "")
		print
	}'
}

same_as_mbimcli() {
	by_mbimcli "$dir/full" >"$dir/theirs"
	"$attache" decode "$dir/full" 2>"$dir/err" | by_attache >"$dir/ours"
	[ "$(wc -l <"$dir/ours")" -gt 24 ] && diff "$dir/theirs" "$dir/ours"
}

nothing_is_lost() {
	"$attache" decode "$dir/full" >"$dir/out" 2>"$dir/err" &&
		cat "$dir/err" &&
		[ "$(grep -c RAW: "$dir/full")" -eq \
			"$(grep -cE '^[0-9]+ .* (->|<-) ' "$dir/out")" ] &&
		grep -qE ': messages and NTBs: [0-9]+, lines skipped: [0-9]+$' \
			"$dir/err" && grep -qx "# $device" "$dir/out"
}

shows_fields() {
	"$attache" decode --personal "$dir/full" >"$dir/out" 2>&1 &&
		grep -q 'pin: "7351"' "$dir/out" &&
		grep -q 'password: "s3cret"' "$dir/out" &&
		grep -q "sim_icc_id: \"$(sed -n \
			"s/.*SimIccId = '\(.*\)'/\1/p" "$dir/full")\"" \
			"$dir/out" &&
		"$attache" decode "$dir/full" >"$dir/out" 2>&1 &&
		grep -q 'pin: "\*\*\*\*"' "$dir/out" &&
		! grep -e 7351 -e s3cret "$dir/out"
}

# The modem speaks 3.0 since one mbimcli has asked for it; the next one does not
# know, and sends what the modem refuses.
guesses_versions() {
	"$attache" decode "$dir/new" >"$dir/out" 2>&1 || return 1
	cat "$dir/out"
	grep ' basic_connect.connect set (as MBIMEx 1.0)$' "$dir/out" &&
		grep '  access_string: "internet"$' "$dir/out" &&
		grep 'connect status invalid_parameters$' "$dir/out" &&
		"$attache" decode -j "$dir/new" 2>&1 |
		grep -F '"mbimex":"1.0","type":"command"' || return 1
	! "$attache" decode --mbimex 1.0 "$dir/new" >"$dir/out" 2>&1 &&
		grep ' basic_connect.connect set error range$' "$dir/out"
}

# same FILE: it says what the log itself says, but for where and when.
same() {
	local where='s/"source":[^{]*"direction"/"direction"/'

	"$attache" decode -j "$dir/full" 2>"$dir/err" | sed "$where" \
		>"$dir/theirs"
	"$attache" decode -j "$dir/$1" 2>"$dir/err" | sed "$where" >"$dir/ours"
	head -30 "$dir/$1"
	[ -s "$dir/ours" ] && cmp "$dir/theirs" "$dir/ours"
}

# ModemManager --debug in the journal: the lines of one message are aligned.
journal() {
	awk '/^\[.*\[Debug\]/ {
		sub(/^\[[^]]*\] \[Debug\]/, "")
		printf "Nov 22 13:27:02 host ModemManager[519]: <dbg> [%d.%06d]%s\n",
			1700000000 + NR / 7, NR * 1009 % 1000000, $0
		next
	}
	{ print "                                       " $0 }' \
		"$dir/full" >"$dir/journal"
	same journal && "$attache" decode "$dir/journal" 2>/dev/null |
		grep -qE '^[0-9]+ 17000000[0-9]{2}\.[0-9]{6} -> open 1'
}

# One message a line, as syslog daemons write it; "#012" of rsyslog.
one_line() {
	awk -v glue="$1" '/^\[.*\[Debug\]/ {
		sub(/^\[[^]]*\] \[Debug\]/, "")
		printf "%sWed Jun 26 16:47:59 2024 daemon.debug [2234]: %s",
			(NR > 1 ? "\n" : ""), $0
		next
	}
	NF { printf "%s%s", glue, $0 }
	END { print "" }' "$dir/full" >"$dir/$2"
	same "$2"
}

# A mail program quotes, and breaks lines where there are blanks.
mail() {
	awk '{
		line = ">"
		for (i = 1; i <= NF; i++) {
			if (length(line) > 1 && length(line " " $i) > 72) {
				print line
				line = ">"
			}
			line = line " " $i
		}
		print line
	}' "$dir/rsyslog" >"$dir/mail"
	[ "$(awk 'length > m { m = length } END { print NR }' "$dir/mail")" \
		-gt 300 ] && same mail
}

# umbim -v of the same messages.
umbim() {
	awk '/^<<<<<< .*length = / || /^>>>>>> .*length = / { len = $NF }
	/ data   = / {
		printf "%s (%d): ", (/^</ ? "sending" : "reading"), len
		gsub(":", " ", $NF)
		print tolower($NF) " "
		print "  header_type: 0001\n  header_length: 0010"
		print "  header_transaction: 0001"
		print "  nwerror: 0000 - unknown"
	}' "$dir/full" >"$dir/umbim"
	same umbim
}

# Its output without what it wrote on the other channel, and with long lines
# broken.
umbim_in_pieces() {
	sed 's/^\(sending\|reading\) ([0-9]*): //' "$dir/umbim" >"$dir/bare"
	fold -s -w 60 "$dir/umbim" >"$dir/folded"
	same bare && same folded
}

# Without --verbose-full only what mbimcli translates is there.
says_what_is_cut() {
	"$attache" decode "$dir/cut" >"$dir/out" 2>"$dir/err" || return 1
	by_mbimcli "$dir/cut" >"$dir/theirs"
	by_attache <"$dir/out" >"$dir/ours"
	cat "$dir/out" "$dir/err"
	diff "$dir/theirs" "$dir/ours" &&
		grep -E 'basic_connect.device_caps status none \([0-9]+ bytes, cut by the log\) \(fields as the log says them in words\)$' \
			"$dir/out" &&
		grep 'open 1 max_control_transfer 4096$' "$dir/out" &&
		grep 'the log has cut [0-9]* messages; --verbose-full' \
			"$dir/err"
}

# What libmbim has put into words is what is in the bytes. It does not know
# VERSION, and does not put an answer to OPEN and CLOSE into words.
only='s/"source":[^{]*"direction"/"direction"/
	s/"mbimex":"[0-9.]*",//; s/"cut_from":[0-9]*,//; s/"in_words":true,//
	/"cid":"version"/d; /"type":"\(open\|close\)_done"/d'

in_words() {
	sed -E 's/(data   = ([0-9A-F]{2}:){11}[0-9A-F]{2}):.*/\1.../' \
		"$dir/full" >"$dir/words"
	"$attache" decode --personal -j "$dir/full" 2>"$dir/err" |
		sed "$only" >"$dir/theirs"
	"$attache" decode --personal -j "$dir/words" 2>"$dir/err" |
		tee "$dir/out" | sed "$only" >"$dir/ours"
	[ "$(grep -c '"in_words":true' "$dir/out")" -gt 10 ] &&
		diff "$dir/theirs" "$dir/ours"
}

translation() {
	awk '/RAW:$/ { n = 3 } n { n--; next } { print }' "$dir/words" \
		>"$dir/translation"
	"$attache" decode --personal -j "$dir/translation" 2>"$dir/err" |
		sed "$only" >"$dir/alone"
	! grep -q 'data   =' "$dir/translation" && [ -s "$dir/alone" ] &&
		diff "$dir/ours" "$dir/alone"
}

# The QMI of ModemManager has the same form.
reads_qmi_beside() {
	{
		cat "$dir/full"
		printf '[/dev/cdc-wdm1] sent message...\n<<<<<< RAW:\n'
		printf '<<<<<<   length = 13\n<<<<<<   data   = '
		printf '01:0C:00:00:02:14:00:01:00:5F:55:00:00\n'
	} >"$dir/qmi"
	"$attache" decode "$dir/qmi" >"$dir/out" 2>"$dir/err" &&
		grep -x '# /dev/cdc-wdm1' "$dir/out" &&
		grep -E -- '-> request 1 dms.set_fcc_authentication client 20$' \
			"$dir/out"
}

is_valid() {
	local messages

	messages=$(grep -c RAW: "$dir/full")
	[ "$("$attache" decode -j "$dir/full" | "$is_text" json)" \
		-eq "$messages" ] &&
		[ "$("$attache" decode -y "$dir/full" | "$is_text" yaml)" \
			-eq "$messages" ]
}

echo "1..16"
check mbimcli_logs logs
check no_message_of_a_log_is_lost nothing_is_lost
check messages_are_those_that_mbimcli_translates same_as_mbimcli
check fields_are_shown_and_masked shows_fields
check version_of_a_host_that_forgot_is_guessed guesses_versions
check journal_of_modemmanager_says_the_same journal
check syslog_of_openwrt_says_the_same one_line " " openwrt
check rsyslog_says_the_same one_line "#012" rsyslog
check quoted_mail_says_the_same mail
check umbim_says_the_same umbim
check umbim_in_pieces_says_the_same umbim_in_pieces
check log_that_cuts_shows_what_it_has says_what_is_cut
check fields_in_words_are_those_of_the_bytes in_words
check translation_alone_says_the_same translation
check qmi_beside_mbim_is_read reads_qmi_beside
check json_and_yaml_are_valid is_valid
exit $bad
