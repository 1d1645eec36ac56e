#!/bin/bash
# What a newcomer sees on a terminal of 80x24 (tmux keeps it), compared in form
# with docs/screens.md: numbers, times and lines of blocks may be others.
# Usage: test_screens.sh SIMODEM ATTACHE
# With ATTACHE_SCREENS=write the screens are only printed, for docs/screens.md.
set -u
[ "${ATTACHE_SCREENS:-}" = inside ] || . tests/tap.sh
simodem=$1 attache=$2
# shellcheck source=tests/wait.sh
. tests/wait.sh
export LC_ALL=C.UTF-8 attache out
unset NO_COLOR TMUX

# --- in the namespaces of the modem ----------------------------------------------

# begin NAME COMMAND: a terminal of 80x24 with this command, and then nothing.
begin() {
	tmux -u -S "$out/tmux" -f /dev/null new-session -d -s "$1" -x 80 -y 24 \
		"$2; echo ENDED; exec sleep 1000"
}

look() {
	tmux -S "$out/tmux" capture-pane -p -t "$1" "${@:2}"
}

# shown NAME WORDS: waits until the terminal shows them, for 20 s at most.
shown() {
	until_ok 20 shows "$@" && return
	look "$1"
	return 1
}

shows() {
	look "$1" | grep -qE -- "$2"
}

keys() {
	tmux -S "$out/tmux" send-keys -t "$1" "$2"
}

# A test inside: its name, and whether it went well.
tell() {
	echo "$1 $2" >>"$out/results"
}

run_attache() {
	beside "$out/run" "$attache" run --apn internet
	run=$!
	until_in "$out/run" "link wwan0 up"
}

inside() {
	begin alone "$attache"
	shown alone ENDED
	look alone | sed '/^ENDED/,$d' >"$out/alone"
	run_attache || tell run 1
	begin beside "$attache"
	shown beside ENDED
	look beside | sed '/^ENDED/,$d' >"$out/beside"
	ping -q -c 1 10.64.0.1 >/dev/null 2>&1

	begin watch "stty -a >$out/before; $attache status --watch; stty -a >$out/after"
	shown watch '^  up .* [0-9.]+ [kM]?bit/s' &&
		look watch >"$out/watch"
	look watch -e | grep -q $'\033\[32m'
	colour=$?
	tmux -S "$out/tmux" resize-window -t watch -x 50 -y 12
	for _ in $(seq 100); do
		look watch >"$out/small"
		# tmux moves the old page up before the new one is drawn
		[ "$(sed -n 12p "$out/small")" = "q: quit" ] &&
			grep -q '^state' "$out/small" && break
		sleep 0.1
	done
	[ "$(sed -n 12p "$out/small")" = "q: quit" ] &&
		! grep -q '.\{51\}' "$out/small" &&
		grep -q '^state .*online' "$out/small"
	tell watch_follows_the_size_of_the_terminal $?
	keys watch q
	shown watch ENDED && ! look watch | grep -q "^state" &&
		diff <(sed 1d "$out/before") <(sed 1d "$out/after") # but the size
	tell watch_gives_the_terminal_back_after_q $?

	begin plain "NO_COLOR=1 $attache status --watch"
	shown plain "^state" && ! look plain -e | grep -q $'\033\[3[0-9]'
	tell watch_has_colour_unless_it_is_unwanted $((colour + $?))
	keys plain C-c
	begin signal "sh -c 'echo \$\$ >$out/pid; exec $attache status --watch'"
	shown signal "^state" && kill -TERM "$(cat "$out/pid")"
	shown plain ENDED && shown signal ENDED
	tell watch_ends_by_ctrl_c_and_by_a_signal $?

	timeout 20 "$attache" status --watch | head -n 8 >"$out/blocks"
	[ "$(head -n 1 "$out/blocks" | cut -c 1-22)" = "attache, running for 0" ] &&
		grep -q '^state    online' "$out/blocks" &&
		! grep -q $'\033' "$out/blocks"
	tell watch_without_a_terminal_prints_plain_blocks $?

	begin stays "$attache status --watch"
	shown stays "^state    online"
	kill -TERM "$run"
	wait "$run"
	shown stays "not running .*; waiting" && run_attache &&
		shown stays "^state    online"
	tell watch_waits_for_an_attache_that_has_ended $?
	kill -TERM "$run"
	wait "$run"
	# Not by the hangup of its terminal: the leak check of the sanitizers
	# can wait for ever when that comes while it looks.
	keys stays q
	shown stays ENDED
	tmux -S "$out/tmux" kill-server
}

if [ "${ATTACHE_SCREENS:-}" = inside ]; then
	inside
	exit
fi

# --- outside -----------------------------------------------------------------------

names="screen_of_attache_alone_tells_the_modem_and_what_to_type
screen_of_attache_beside_a_run_tells_its_state
screen_of_watch_is_a_page_of_80x24
watch_follows_the_size_of_the_terminal
watch_has_colour_unless_it_is_unwanted
watch_gives_the_terminal_back_after_q
watch_ends_by_ctrl_c_and_by_a_signal
watch_waits_for_an_attache_that_has_ended
watch_without_a_terminal_prints_plain_blocks
screen_of_the_demo_is_as_described"
echo "1..$(wc -l <<<"$names")"
if ! command -v tmux >/dev/null; then
	why="no tmux, it is in the package tmux"
elif [ ! -w /dev/fuse ] || [ ! -w /dev/net/tun ] ||
	! unshare -rmnpf true 2>/dev/null; then
	why="needs /dev/fuse, /dev/net/tun and new namespaces"
fi
if [ -n "${why:-}" ]; then
	skip_all "$why" $names
fi

# What may be another the next time.
form() {
	sed -E "/^queue/d; s,$attache,attache,g; s/[▁▂▃▄▅▆▇█ ]*[▁▂▃▄▅▆▇█]+/ ▁/g
		s/[0-9]+([.:/][0-9]+)*/0/g; s/\b0 [kMG]?(B|bit)/0 \1/g
		s/^  (down|up) +-? *0? *B?.*/  \1/; s/ +/ /g; s/ $//"
}

# The screen under this heading of docs/screens.md.
described() {
	awk -v name="## $1" '/^## / { on = $0 == name }
		on && /^```/ { text = !text; next }
		on && text' docs/screens.md
}

# is_described NAME FILE
is_described() {
	[ -s "$2" ] || return 1
	described "$1" | form >"$out/expected"
	form <"$2" >"$out/got"
	diff -B "$out/expected" "$out/got" >"$out/said"
}

mode=${ATTACHE_SCREENS:-}
# In a /proc of its own: what else runs on this machine is not to be told.
root=-r
[ "$(id -u)" != 0 ] || root=''
# shellcheck disable=SC2086 # no word, where it is empty
ATTACHE_SCREENS=inside timeout 250 unshare $root -mpf --mount-proc "$simodem" --usbfs -- bash "$0" "$@" \
	>"$out/inside" 2>&1
PATH=$(dirname "$attache"):$(dirname "$simodem"):$PATH timeout 200 \
	tools/demo --installed >"$out/demo" 2>&1
demo=$?
# From the last ping on.
awk '/^PING/ { text = "" } { text = text $0 "\n" } END { printf "%s", text }' \
	"$out/demo" >"$out/end"

if [ "$mode" = write ]; then
	for name in alone beside watch end; do
		echo "# $name"
		cat "$out/$name"
	done
	cat "$out/results" "$out/inside"
	exit
fi

for name in $names; do
	case $name in
	screen_of_attache_alone*) is_described "attache alone" "$out/alone" ;;
	screen_of_attache_beside*) is_described "attache beside a run" "$out/beside" ;;
	screen_of_watch*) is_described "attache status --watch" "$out/watch" ;;
	screen_of_the_demo*)
		[ $demo = 0 ] && is_described "tools/demo" "$out/end"
		;;
	*)
		cp "$out/inside" "$out/said"
		grep -qx "$name 0" "$out/results"
		;;
	esac
	result "$name" $?
done
exit "$failed"
