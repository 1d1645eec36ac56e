#!/bin/bash
# tests/count.sh on logs of ctest, and what a guest that cannot be made says.
set -u
. tests/tap.sh

# counts PASSED FAILED SKIPPED STATUS: the log on stdin ends so.
counts() {
	cat >"$out/log"
	tests/count.sh "$out/log" 0 >"$out/said"
	[ $? = "$4" ] && [ "$(tail -n 1 "$out/said")" = \
		"$1 passed, $2 failed, $3 skipped" ]
}

echo "1..7"
counts 2 0 0 0 <<-'END'
	1: 1..2
	1: ok 1 - one
	1: ok 2 - two
	1/1 Test #1: some ...............   Passed    0.01 sec
END
result count_of_what_passed $?

counts 1 1 0 1 <<-'END'
	1: ok 1 - one
	1: not ok 2 - two
	1/1 Test #1: some ...............***Failed    0.01 sec
END
result count_of_what_failed $?

counts 1 1 0 1 <<-'END'
	1: ok 1 - one
	1/1 Test #1: some ...............***Timeout 30.00 sec
END
result count_takes_a_program_that_dies_for_a_failure $?

counts 1 0 2 0 <<-'END'
	1: 1..1
	1: ok 1 - guest_is_made # SKIP no kernel
	1/3 Test #1: vm_guest ...............***Skipped   0.01 sec
	2: 1..1
	2: ok 1 - guest_runs_bind # SKIP no kernel
	2/3 Test #2: vm_bind ................***Skipped   0.01 sec
	3: ok 1 - one
	3/3 Test #3: some ...................   Passed    0.01 sec
END
result count_of_what_was_skipped $?

[ "$(grep -c '^skipped: .* # SKIP no kernel' "$out/said")" = 2 ]
result count_shows_why_it_was_skipped $?

counts 1 1 0 1 <<-'END'
	1: ok 1 - one
	1/2 Test #1: some ...............   Passed    0.01 sec
	2/2 Test #2: other ..............***Skipped   0.01 sec
END
result count_takes_a_skip_without_a_reason_for_a_failure $?

mkdir "$out/vm"
echo "the moon is full" >"$out/vm/skip"
ATTACHE_BUILD=$out tests/vm/run.sh simodem tests/vm/bind.sh >"$out/said"
[ $? = 77 ] && grep -qx \
	'ok 1 - guest_runs_bind # SKIP the moon is full' "$out/said"
result guest_that_could_not_be_made_skips_each_of_its_tests $?
exit "$failed"
