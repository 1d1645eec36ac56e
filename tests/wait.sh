# Starting and waiting, for shell tests, to be sourced from the top of the tree.

# beside FILE COMMAND...: it runs in the background ($!), and the file has what it
# says. What a run before has said is gone at once: who waits for a line would else
# meet the old one, and signal a process that has not started yet.
beside() {
	local file=$1
	shift
	: >"$file"
	"$@" >"$file" 2>&1 &
}

# until_ok SECONDS COMMAND...: until it succeeds, tried each tenth of a second
# for so long at most.
until_ok() {
	local tries=$((10 * $1))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}

# until_in FILE WORDS: until a line of the file has the words, as grep takes
# them, for 30 s at most.
until_in() {
	until_ok 30 grep -qse "$2" "$1"
}

# until_in_run PID FILE WORDS: the same, or until the process has ended.
until_in_run() {
	until_ok 30 in_or_ended "$@" && grep -qe "$3" "$2"
}

in_or_ended() { # PID FILE WORDS
	grep -qse "$3" "$2" || ! kill -0 "$1" 2>/dev/null
}
