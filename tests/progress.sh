#!/bin/bash
# Says how far a long step is, a line at least every 20 s, on a terminal or in
# the log of a CI, from what ninja or ctest prints; what fails is said at once.
# Other programs only show that they still run.
# Usage: COMMAND 2>&1 | tests/progress.sh WHAT
# ATTACHE_PROGRESS_S: seconds between the lines (15).
set -u
what=$1
every=${ATTACHE_PROGRESS_S:-15}
said_at=0 done=0 total=0 failed=0 now='' name=''
declare -A running=()

# What runs: three names, and how many more.
names() {
	local -a all=("${running[@]}")
	local IFS=,
	printf '%s' "${all[*]:0:3}" | sed 's/,/, /g'
	[ ${#all[@]} -le 3 ] || printf ' and %d more' $((${#all[@]} - 3))
}

progress() {
	local text="$what: "

	if [ "$total" -gt 0 ]; then
		text+="$done of $total done, $((total - done)) left"
	else
		text+="at work"
	fi
	[ "$failed" = 0 ] || text+=", $failed failed"
	[ ${#running[@]} = 0 ] || now=$(names)
	[ -z "$now" ] || text+="; now $now"
	printf '%s (%d s)\n' "$text" $SECONDS
	said_at=$SECONDS
}

# ctest says how a test ended behind its name, or on the next line.
ended() {
	case $1 in
	*' Passed '* | *'***Skipped'*) name= ;;
	*'***'*)
		failed=$((failed + 1))
		printf '%s: FAILED %s (%s)\n' "$what" "$name" \
			"$(sed 's/.*\*\*\*//; s/ *[0-9.]* sec.*//' <<<"$1")"
		name=
		;;
	esac
}

take() {
	local ninja='^\[([0-9]+)/([0-9]+)\] (.*)'
	local start='^ +Start +([0-9]+): (.*)'
	local verdict='^ *([0-9]+)/([0-9]+) +Test +#([0-9]+): ([^ ]+)(.*)'

	if [[ $1 =~ $ninja ]]; then
		done=${BASH_REMATCH[1]} total=${BASH_REMATCH[2]}
		now=${BASH_REMATCH[3]}
	elif [[ $1 =~ $start ]]; then
		running[${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}
	elif [[ $1 =~ $verdict ]]; then
		done=${BASH_REMATCH[1]} total=${BASH_REMATCH[2]}
		name=${BASH_REMATCH[4]}
		unset "running[${BASH_REMATCH[3]}]"
		now=
		ended "${BASH_REMATCH[5]}"
	elif [[ $1 == FAILED:* ]]; then
		failed=$((failed + 1))
		printf '%s: %s\n' "$what" "$1"
	elif [[ $1 == '***'* && -n $name ]]; then
		ended "$1"
	fi
}

lines='^\[[0-9]+/[0-9]+\] |^FAILED:|^\*\*\*|^ +Start +[0-9]+:|^ *[0-9]+/[0-9]+ +Test '
while :; do
	wait_s=$((every - (SECONDS - said_at)))
	[ $wait_s -gt 0 ] || wait_s=1
	part=
	IFS= read -r -t $wait_s part
	status=$?
	line=${line:-}$part
	[ $status = 0 ] || [ $status -gt 128 ] || break
	if [ $status = 0 ]; then
		take "$line"
		line=
	fi
	[ $((SECONDS - said_at)) -lt "$every" ] || progress
done < <(grep --line-buffered -aE "$lines")
running=() now=
progress
