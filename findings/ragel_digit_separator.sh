#!/bin/bash
# Ragel 6.10 takes the apostrophe in 10'000 for the begin of a literal, and the
# machine behind it for C++.
#
# Input: a file with a constant of C++14 (also of C23) in front of the machine:
#   static const long period_ms = 10'000;
#   %%{ machine door; main := 'o' 'c'; }%%
#   %% write data;
# Seen, as it stands:
#   this specification has no name, nor does any previous specification
# which is said of "%% write data". With a second such constant at the end of
# the file: exit code 0, no message, and the output is the input, machine and
# "%%{" included.
# Expected: the machine in both. The apostrophe belongs to the number (C++14
# 2.14.2 [lex.icon], C23 6.4.4.1), and no literal here goes on over a line.
. "$(dirname "$0")/lib/package.sh"
package ragel 6.10-4
runs ragel --version

# spec NUMBER [LAST]: the file.
spec() {
	cat <<-END
		static const long period_ms = $1;
		%%{
			machine door;
			main := 'o' 'c';
		}%%
		%% write data;
		${2:+static const long wait_ms = $2;}
	END
}
# run NUMBER [LAST]: the exit code, and what became of the file.
run() {
	rm -f "$work/door.cc"
	spec "$@" >"$work/door.rl"
	(cd "$work" && ragel -o door.cc door.rl) 2>"$work/ragel.log"
	local code=$? result=nothing
	if [ -s "$work/door.cc" ]; then
		result=
		grep -q 'door_start = ' "$work/door.cc" && result+="a machine"
		grep -q '%%{' "$work/door.cc" && result+="the chart as text"
	fi
	echo "$code, $result"
}
seen "10000" "0, a machine" "$(run 10000 20000)"
seen "10'000" "1, nothing" "$(run "10'000")"
seen "its message" \
	"this specification has no name, nor does any previous specification" \
	"$(sed -n '1s/^[^ ]* //p' "$work/ragel.log")"
seen "10'000 and 20'000" "0, the chart as text" "$(run "10'000" "20'000")"
seen "its message" "" "$(cat "$work/ragel.log")"
