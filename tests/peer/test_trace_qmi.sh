#!/bin/bash
# The trace of a run on a modem that speaks QMI, shown by tshark with the
# generated dissector, by attache trace show and by attache decode: they agree.
# usage: test_trace_qmi.sh ATTACHE SIMODEM
attache=$1 simodem=$2
needs=tshark
# shellcheck source=tests/peer/proxy_name.sh
. tests/peer/proxy_name.sh
# shellcheck source=tests/peer/query.sh
. tests/peer/query.sh
lua=$ATTACHE_BUILD/docs/qmi.lua

tshark() {
	HOME=$dir XDG_CONFIG_HOME=$dir command tshark -X "lua_script:$lua" \
		-r "$dir/run.pcapng" "$@" 2>"$dir/moans"
	! grep -v 'Running as user' "$dir/moans"
}

records() {
	sim_start --profile generic
	printf 'device: qmi:%s\ncontrol: none\ntrace: %s\n%s\n' "$device" \
		"$dir/run.pcapng" 'sessions: [{apn: internet}]' >"$dir/c.yaml"
	chmod 600 "$dir/c.yaml"
	beside "$dir/run" "$attache" run --config "$dir/c.yaml"
	local pid=$!
	until_in "$dir/run" "connect configuring" &&
		until_in "$dir/run" "--> up"
	local status=$?
	kill $pid
	wait $pid
	sim_stop
	[ $status -eq 0 ] && "$attache" trace show "$dir/run.pcapng" \
		>"$dir/shown" && [ "$(wc -l <"$dir/shown")" -gt 60 ]
}

opens() {
	tshark >"$dir/list" && [ "$(grep -c ' QMI ' "$dir/list")" -gt 30 ] &&
		! grep -i -e malformed -e 'lua error' "$dir/list" &&
		tshark -Y '_ws.malformed || _ws.expert.severity == error ||
			_ws.expert.severity == warning' >"$dir/bad" &&
		! grep . "$dir/bad"
}

titles() {
	sed -n 's/^+[0-9.]* \(->\|<-\) //p' "$dir/shown" >"$dir/ours"
	tshark -Y qmi -T fields -e _ws.col.Info >"$dir/theirs" &&
		[ "$(wc -l <"$dir/ours")" -gt 30 ] &&
		diff "$dir/ours" "$dir/theirs"
}

decodes() {
	"$attache" decode "$dir/run.pcapng" 2>"$dir/err" |
		sed -n 's/^[0-9]* +[0-9.]* \(->\|<-\) //p' >"$dir/theirs"
	diff "$dir/ours" "$dir/theirs"
}

# Each transition is a comment.
transitions() {
	grep -E '^\+[0-9.]+ (control|attach|connect|recovery) ' "$dir/shown" \
		>"$dir/ours"
	tshark -T fields -E 'aggregator=;' -e frame.comment |
		tr ';' '\n' | grep -E '^\+.* (control|attach|connect|recovery) ' \
		>"$dir/theirs"
	[ "$(wc -l <"$dir/ours")" -gt 10 ] && diff "$dir/ours" "$dir/theirs"
}

echo "1..5"
check run_is_recorded records
check trace_opens_in_tshark opens
check messages_have_the_same_titles titles
check attache_decode_has_the_same_titles decodes
check transitions_are_comments transitions
exit $bad
