#!/bin/bash
# tests/progress.sh on what ctest and ninja print.
. tests/tap.sh

# shows NAME WHAT LINE...: with the log on stdin each line is among what is said.
# The seconds behind it are any.
shows() {
	local name=$1 what=$2 line bad=0
	shift 2
	ATTACHE_PROGRESS_S=0 tests/progress.sh "$what" >"$out/said" 2>&1 || bad=1
	for line; do
		sed 's/ ([0-9]* s)$//' "$out/said" | grep -qxF -- "$line" || bad=1
	done
	result "$name" $bad
}

echo 1..6
shows builds_are_counted build/test \
	"build/test: 2 of 9 done, 7 left; now Building C object a.c.o" \
	"build/test: 9 of 9 done, 0 left" <<-'END'
	ninja: Entering directory `build/test'
	[1/9] Generating cids.h
	[2/9] Building C object a.c.o
	[9/9] Linking C executable attache
END

shows a_file_that_does_not_compile_is_told_at_once build \
	"build: FAILED: src/a.c.o" "build: 3 of 9 done, 6 left, 1 failed" <<-'END'
	[3/9] Building C object src/a.c.o
	FAILED: src/a.c.o
	src/a.c:1:1: error: unknown type name 'x'
END

cat >"$out/log" <<'END'
test 1
      Start  1: some
test 2
      Start  2: other
1: ok 1 - one
 1/4 Test  #1: some ................   Passed    0.01 sec
test 3
      Start  3: guest
 2/4 Test  #2: other ...............***Timeout  30.00 sec
 3/4 Test  #3: guest ...............***Skipped   0.01 sec
test 4
      Start  4: last
 4/4 Test  #4: last ................
***Failed    0.01 sec
END
shows tests_are_counted_with_those_that_run tests \
	"tests: at work; now some" \
	"tests: 1 of 4 done, 3 left; now other" \
	"tests: 3 of 4 done, 1 left, 1 failed; now last" <"$out/log"

shows failures_are_told_at_once tests "tests: FAILED other (Timeout)" \
	"tests: FAILED last (Failed)" \
	"tests: 4 of 4 done, 0 left, 2 failed" <"$out/log"

! grep -q "FAILED guest" "$out/said"
result a_test_that_is_skipped_has_not_failed $?

# Nothing comes any more; the pipe stays open until a line has been said.
mkfifo "$out/quiet" "$out/heard"
ATTACHE_PROGRESS_S=1 tests/progress.sh tests <"$out/quiet" >"$out/heard" &
exec 3>"$out/quiet" 4<"$out/heard"
echo '      Start  7: long' >&3
read -r -t 60 line <&4
[[ $line == "tests: at work; now long ("* ]]
result silence_is_no_reason_to_be_silent $?
exec 3>&-
wait
exit "$failed"
