# shellcheck shell=bash
# Modems that simodem --learn makes of a capture in $dir, to be sourced behind
# modem_on_pty.sh with $attache set.

# messages FILE: with their fields, without place, time and transaction ids.
messages() {
	"$attache" decode --personal "$dir/$1" 2>/dev/null |
		sed 's/^[0-9]* .*\(<-\|->\) \([a-z_]*\) [0-9]*/\1 \2/; /^#/d'
}

# learn CAPTURE ARGS...: into b-profile.yaml and b-scenario.yaml.
learn() {
	"$simodem" --learn "$dir/$1" -o "$dir/b" "${@:2}" >"$dir/out" \
		2>"$dir/err"
}

learned=(--profile "$dir/b-profile.yaml" --scenario "$dir/b-scenario.yaml")

# all_learned: the answers are all as the modem gave them.
all_learned() {
	cat "$dir/err"
	grep -qE "learned: ([0-9]+) of \1 answers " "$dir/err" &&
		! grep -q "not learned" "$dir/err"
}

# same PROFILE SCENARIO ANSWER: the host gets the same from the modem that is
# learned as from that one, and at least one ANSWER for each of $actions.
same() {
	printf '%b' "$2" >"$dir/a.yaml"
	drive a --profile "$1" --scenario "$dir/a.yaml" && learn a &&
		all_learned && drive b "${learned[@]}" || return 1
	messages a >"$dir/text_a"
	messages b >"$dir/text_b"
	[ "$(grep -c "$3" "$dir/text_a")" -ge "${#actions[@]}" ] &&
		diff "$dir/text_a" "$dir/text_b"
}

# daemon PREFIX TRACE ARGS...: attache connects, until the link stands, or it says
# $until. PREFIX of the device says what it speaks.
daemon() {
	modem "${@:3}"
	beside "$dir/run" "$attache" run --config "$dir/attache.yaml" --control none \
		--device "$1$(readlink "$dir/pty")" --trace "$dir/$2"
	host=$!
	until_in "$dir/run" "${until:-link wwan0 up}"
	up=$?
	kill -TERM $host
	wait $host
	stop
	return $up
}

# survives CAPTURE TIMES: bytes of it are turned over here and there, so many
# times: anything but a crash.
survives() {
	local i status

	for i in $(seq "$2"); do
		awk -v seed="$i" -v size="$(stat -c %s "$dir/$1")" '
			BEGIN {
				srand(seed)
				for (k = 0; k < 20; k++)
					print int(200 + rand() * (size - 200))
			}' >"$dir/where"
		cp "$dir/$1" "$dir/bad"
		while read -r at; do
			printf '\377' | dd of="$dir/bad" bs=1 seek="$at" \
				conv=notrunc status=none
		done <"$dir/where"
		timeout 60 "$simodem" --learn "$dir/bad" >"$dir/out" 2>"$dir/err"
		status=$?
		[ $status -le 1 ] || return 1
	done
}
