#!/bin/bash
# attache decode finds in captures of usbmon what tshark finds.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
record=$ATTACHE_BUILD/tests/replay/record
capture=$ATTACHE_BUILD/tests/peer/usbmon_of_trace
is_text=$ATTACHE_BUILD/tests/peer/is_text
# shellcheck source=tests/check.sh
. tests/check.sh

records() {
	"$record" "$dir/run.pcapng" clear fragments &&
		"$capture" "$dir/run.pcapng" "$dir/le189" &&
		"$capture" "$dir/run.pcapng" "$dir/le220ns" mmapped ns &&
		"$capture" "$dir/run.pcapng" "$dir/be189" big &&
		"$capture" "$dir/run.pcapng" "$dir/be220ns" big ns mmapped &&
		"$capture" "$dir/run.pcapng" "$dir/ng189" pcapng &&
		"$capture" "$dir/run.pcapng" "$dir/ng220ns" pcapng mmapped ns &&
		"$capture" "$dir/run.pcapng" "$dir/ngbe" pcapng mmapped big &&
		"$capture" "$dir/run.pcapng" "$dir/cut" pcapng mmapped cut
}

# Frame and kind of each message, "31 command_done device_services", and NTBs,
# of which tshark lists what is in them. A home without preferences.
by_tshark() {
	HOME=$dir XDG_CONFIG_HOME=$dir tshark -r "$1" -Y mbim -T fields \
		-e frame.number -e _ws.col.Info 2>>"$dir/err" |
		sed -e '/Fragment/d' -e 's/_MSG//' -e 's/ *: / /' \
			-e 's/[()]//g' -e 's/Echo ping.*/ntb16/' \
			-e 's/[[:blank:]]*$//' -e 's/\t/ /' |
		tr 'A-Z' 'a-z'
}

by_attache() {
	"$attache" decode "$1" 2>/dev/null |
		awk '/^[0-9]+ \+[0-9.]+ (->|<-) / {
			cid = $6
			sub(/.*\./, "", cid)
			op = $7 == "query" || $7 == "set" ? " " $7 : ""
			if ($4 ~ /^(command|command_done|indicate_status)$/)
				print $1 " " $4 " " cid op
			else
				print $1 " " $4
		}'
}

same_as_tshark() {
	by_tshark "$dir/$1" >"$dir/theirs"
	by_attache "$dir/$1" >"$dir/ours"
	[ "$(wc -l <"$dir/ours")" -gt 80 ] && diff "$dir/theirs" "$dir/ours"
}

# Whatever the file is like, the same is in it.
same_in_all() {
	local file

	for file in le189 le220ns be189 be220ns ng189 ng220ns ngbe; do
		"$attache" decode --personal "$dir/$file" >"$dir/$file.txt" ||
			return 1
		cmp "$dir/le189.txt" "$dir/$file.txt" || return 1
	done
	[ "$(grep -c fragments "$dir/le189.txt")" -gt 30 ] &&
		grep -qE ' \(([5-9]|1[0-9]) fragments\)$' "$dir/le189.txt" &&
		! grep -E '^[0-9].* error ' "$dir/le189.txt" &&
		[ "$(grep -c '^# usb 3.7$' "$dir/le189.txt")" -eq 1 ]
}

# What the daemon recorded, and what was captured of it.
same_as_trace() {
	local only='s/^[0-9]* +[0-9.]* //; /^#/d; / ntb16/,$d'

	"$attache" decode --personal "$dir/run.pcapng" | sed "$only" >"$dir/a"
	sed "$only" "$dir/le189.txt" >"$dir/b"
	diff "$dir/a" "$dir/b" && grep -q register_state "$dir/a"
}

ntbs() {
	tail -6 "$dir/le189.txt"
	tail -6 "$dir/le189.txt" | grep -c -x -e '.* [<-][->] ntb16 sequence 1 length .*' \
		-e '  ips 1 ndp 1 offset 12 length 28 ipv4' \
		-e '  ndps 1 skipped 0' | grep -qx 6
}

masks() {
	"$attache" decode "$dir/le189" >"$dir/out" 2>&1 &&
		"$attache" decode --mask -j "$dir/le189" >>"$dir/out" 2>&1 &&
		"$attache" decode -y "$dir/le189" >>"$dir/out" 2>&1 &&
		! grep -e 7351 -e s3cret "$dir/out" &&
		grep -q 'pin: "7351"' "$dir/le189.txt"
}

# Messages and NTBs in the text.
shown() {
	grep -cE '^[0-9]+ \+' "$dir/le189.txt"
}

says_where() {
	"$attache" decode -j "$dir/ng220ns" >"$dir/out" 2>"$dir/err" &&
		head -1 "$dir/out" &&
		head -1 "$dir/out" | sed 's/\("transaction":\)[0-9]\{8\},/\1ID,/' |
		grep -qxF \
			"{\"source\":\"$dir/ng220ns:10\",\"device\":\"usb 3.7\",\"time\":\"2023-11-14T22:13:20.005000Z\",\"direction\":\"host->device\",\"type\":\"open\",\"transaction\":ID,\"max_control_transfer\":64}" &&
		grep -qE "messages and NTBs: $(shown), packets skipped: [0-9]+$" \
			"$dir/err"
}

# libyaml and a checker of our own read as many documents as there are messages.
is_valid() {
	[ "$("$attache" decode -j "$dir/le189" | "$is_text" json)" \
		-eq "$(shown)" ] &&
		[ "$("$attache" decode -y "$dir/le189" | "$is_text" yaml)" \
			-eq "$(shown)" ]
}

says_what_is_cut() {
	"$record" "$dir/large.pcapng" &&
		"$capture" "$dir/large.pcapng" "$dir/cut" pcapng mmapped cut &&
		"$attache" decode "$dir/cut" >"$dir/out" 2>&1 &&
		grep -e 'basic_connect.device_services status none ([0-9]* bytes, cut by the capture)$' \
			"$dir/out"
}

# The file ends anywhere: what is before is shown, then why it ended.
ends_anywhere() {
	local file size at

	for file in le189 ngbe; do
		size=$(stat -c %s "$dir/$file")
		for at in 0 1 3 4 11 23 24 30 39 40 88 100 \
			$((size / 2)) $((size - 1)); do
			head -c "$at" "$dir/$file" >"$dir/short"
			timeout 60 "$attache" decode -f usbmon "$dir/short" \
				>"$dir/out" 2>"$dir/err"
			case $? in
			0 | 3) ;; # 3: no message before the end
			1) grep -q -e 'packet [0-9]*: error: ' \
				-e 'error: this is no capture' "$dir/err" ||
				return 1 ;;
			*) cat "$dir/err" && return 1 ;;
			esac
		done
		[ "$(grep -cE '^[0-9]+ \+' "$dir/out")" -gt 80 ] || return 1
	done
}

# Bytes are turned over here and there: anything but a crash.
survives_damage() {
	local i status

	for i in $(seq 40); do
		awk -v seed="$i" -v size="$(stat -c %s "$dir/be220ns")" '
			BEGIN {
				srand(seed)
				for (k = 0; k < 30; k++)
					print int(rand() * size)
			}' >"$dir/where"
		cp "$dir/be220ns" "$dir/bad"
		while read -r at; do
			printf '\377' | dd of="$dir/bad" bs=1 seek="$at" \
				conv=notrunc status=none
		done <"$dir/where"
		timeout 60 "$attache" decode -y "$dir/bad" >"$dir/out" 2>&1
		status=$?
		[ $status -le 1 ] || [ $status -eq 3 ] || return 1
	done
}

# tcpdump -w - | attache decode -: shown as it comes.
decodes_live() {
	mkfifo "$dir/fifo"
	"$attache" decode - <"$dir/fifo" >"$dir/live" 2>&1 &
	exec 5>"$dir/fifo"
	head -c 20000 "$dir/le189" >&5
	until_in "$dir/live" ' open_done 1'
	local found=$?
	tail -c +20001 "$dir/le189" >&5
	exec 5>&-
	wait $!
	[ $found -eq 0 ] &&
		grep -q "^standard input: messages and NTBs: $(shown), " "$dir/live"
}

refuses() {
	printf 'hello, world\n' >"$dir/hello"
	! "$attache" decode -f usbmon "$dir/hello" &&
		! "$attache" decode "$dir/hello" &&
		"$attache" decode -f pcap "$dir/le189"
	[ $? -eq 2 ]
}

echo "1..15"
check capture_is_made records
if command -v tshark >/dev/null; then
	for file in le189 ng220ns ngbe; do
		check "messages_are_those_of_tshark_$file" same_as_tshark $file
	done
else
	for file in le189 ng220ns ngbe; do
		skip "messages_are_those_of_tshark_$file" "no tshark"
	done
fi
check every_kind_of_file_says_the_same same_in_all
check capture_says_what_the_trace_says same_as_trace
check ntbs_are_shown ntbs
check personal_values_are_masked_by_default masks
check json_says_where_and_when says_where
check json_and_yaml_are_valid is_valid
check what_the_capture_has_cut_is_said says_what_is_cut
check capture_may_end_anywhere ends_anywhere
check damaged_captures_are_survived survives_damage
check pipe_is_decoded_as_it_comes decodes_live
check other_files_and_formats_are_refused refuses
exit $bad
