#!/bin/bash
# attache decode reads what Debian's qmicli logs of the simulated modem: each
# message is there, and is the one that libqmi translates beside it.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
is_text=$ATTACHE_BUILD/tests/peer/is_text
# shellcheck source=tests/check.sh
. tests/check.sh
pid=
trap '[ -z "$pid" ] || kill $pid; rm -rf "$dir"' EXIT

if ! command -v qmicli >/dev/null; then
	echo "1..0 # SKIP qmicli (libqmi-utils) is not installed"
	exit 0
fi

# log FILE OPTION ACTION...: the log of one qmicli for each action.
log() {
	local action

	for action in "${@:3}"; do
		timeout 30 qmicli -d "$device" --device-open-qmi "$2" \
			"--$action" >>"$dir/$1" 2>&1 || return 1
	done
}

actions=(dms-get-ids dms-get-model dms-get-operating-mode
	uim-get-card-status uim-verify-pin=PIN1,7351 nas-get-serving-system
	nas-get-system-info wda-get-data-format)

logs() {
	mkfifo "$dir/ready" && exec 4<>"$dir/ready" || return 1
	"$simodem" --profile sierra-em7455-qmi --pin 7351 \
		--pty "$dir/modem" >"$dir/ready" 2>"$dir/err" &
	pid=$!
	device=$(timeout 60 head -n 1 <&4)
	log full --verbose-full "${actions[@]}" &&
		log cut --verbose dms-get-model nas-get-serving-system
	local status=$?
	kill $pid
	wait $pid
	pid=
	[ $status -eq 0 ] && [ "$(grep -c RAW: "$dir/full")" -gt 40 ]
}

# What libqmi itself says: "response 3 nas get_serving_system client 2".
by_qmicli() {
	awk -F ' += +' '
		/^<<<<<<   service = / { gsub(/"/, "", $2); service = $2 }
		/^<<<<<<   client / { client = $2 }
		/^<<<<<<   flags +=/ && /"/ {
			kind = "request"
			if (/response/)
				kind = "response"
			if (/indication/)
				kind = "indication"
		}
		/^<<<<<<   transaction/ { transaction = $2 }
		/^<<<<<<   message / {
			name = $2
			sub(/^"/, "", name)
			sub(/".*/, "", name)
			gsub(/[ -]/, "_", name)
			print kind, transaction, service, tolower(name),
				"client", client
		}' "$1"
}

# The same of ours.
by_attache() {
	awk '/^[0-9]+ .* (->|<-) (request|response|indication) / {
		sub(/.* (->|<-) /, "")
		sub(/ error .*/, "")
		sub(/ \([0-9]+ bytes, cut.*/, "")
		sub(/\./, " ")
		print
	}'
}

same_as_qmicli() {
	by_qmicli "$dir/$1" >"$dir/theirs"
	"$attache" decode "$dir/$1" 2>"$dir/err" | by_attache >"$dir/ours"
	cat "$dir/err"
	[ "$(wc -l <"$dir/ours")" -ge "$2" ] && diff "$dir/theirs" "$dir/ours"
}

nothing_is_lost() {
	"$attache" decode "$dir/full" >"$dir/out" 2>"$dir/err" &&
		cat "$dir/err" &&
		[ "$(grep -c RAW: "$dir/full")" -eq \
			"$(grep -cE '^[0-9]+ .* (->|<-) ' "$dir/out")" ] &&
		grep -qx "# $device" "$dir/out"
}

# What it has found is what qmicli has, also where that is personal.
shows_fields() {
	local imei

	imei=$(sed -n "s/^\t* *IMEI: '\([0-9]*\)'/\1/p" "$dir/full" | head -n 1)
	"$attache" decode --personal "$dir/full" >"$dir/out" 2>&1 &&
		[ ${#imei} -ge 14 ] && grep -q "imei: \"$imei\"" "$dir/out" &&
		grep -q 'pin_value: "7351"' "$dir/out" &&
		"$attache" decode "$dir/full" >"$dir/out" 2>&1 &&
		grep -q 'pin_value: "\*\*\*\*"' "$dir/out" &&
		! grep -e "$imei" -e 7351 "$dir/out"
}

# Without its TLVs only the header of a message is left.
says_what_is_cut() {
	same_as_qmicli cut 12 || return 1
	sed '/ value  *= /d' "$dir/cut" >"$dir/without"
	"$attache" decode "$dir/without" 2>"$dir/err" |
		grep -E ' nas.get_serving_system client [0-9]+ \([0-9]+ bytes, cut by the log\)$' &&
		grep 'the log has cut [0-9]* messages; --verbose-full' \
			"$dir/err"
}

# same FILE: it says what the log of qmicli says, but for where and when.
same() {
	local where='s/"source":[^{]*"direction"/"direction"/'

	"$attache" decode -j "$dir/full" 2>"$dir/err" | sed "$where" \
		>"$dir/theirs"
	"$attache" decode -j "$dir/$1" 2>"$dir/err" | sed "$where" >"$dir/ours"
	[ -s "$dir/ours" ] && cmp "$dir/theirs" "$dir/ours"
}

# Each message as it is with --verbose, and without the bytes altogether.
tlvs() {
	sed -E 's/(data   = ([0-9A-F]{2}:){11}[0-9A-F]{2}):.*/\1.../' \
		"$dir/full" >"$dir/tlvs"
	grep -q '\.\.\.$' "$dir/tlvs" && same tlvs
}

translation() {
	awk '/RAW:$/ { n = 3 } n { n--; next } { print }' "$dir/full" \
		>"$dir/translation"
	! grep -q 'data   =' "$dir/translation" && same translation
}

# The same bytes as uqmi and as hex, and as they were on the wire.
uqmi() {
	awk '/^<<<<<<   data   = / {
		gsub(":", " ", $NF)
		print (NR % 2 ? "Send" : "Received") " packet: " tolower($NF)
	}' "$dir/full" >"$dir/uqmi" &&
		same uqmi
}

hex() {
	sed -n 's/^<<<<<<   data   = \(.*\)/\1\n/p' "$dir/full" |
		tr -d : >"$dir/hex"
	same hex
}

raw() {
	printf '%b' "$(sed -n 's/^<<<<<<   data   = /:/p' "$dir/full" |
		tr -d '\n' | sed 's/:/\\x/g')" >"$dir/raw"
	same raw
}

is_valid() {
	local messages

	messages=$(grep -c RAW: "$dir/full")
	[ "$messages" -gt 0 ] &&
		[ "$("$attache" decode -j "$dir/full" | "$is_text" json)" \
			-eq "$messages" ] &&
		[ "$("$attache" decode -y "$dir/full" | "$is_text" yaml)" \
			-eq "$messages" ]
}

echo "1..11"
check qmicli_logs logs
check tlvs_give_back_what_was_cut tlvs
check translation_alone_says_the_same translation
check no_message_of_a_log_is_lost nothing_is_lost
check messages_are_those_that_qmicli_translates same_as_qmicli full 40
check fields_are_shown_and_masked shows_fields
check log_that_cuts_shows_what_it_has says_what_is_cut
check uqmi_says_the_same uqmi
check hex_says_the_same hex
check raw_bytes_say_the_same raw
check json_and_yaml_are_valid is_valid
exit $bad
