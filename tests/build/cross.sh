#!/bin/bash
# attache builds for another processor, and its unit tests pass there, under
# qemu-user: each program of tests is a line. Those with so many cases that the
# emulator would need minutes for each are left out; `all` has them too.
# usage: cross.sh aarch64|armv7 [all]
set -u
. tests/tap.sh
name=$1
build=build/$name
long="wire_(qmi_)?random|faults|recovery|lives|latency"
[ "${2:-}" != all ] || long='^$'

tools/setup cross >"$out/said" 2>&1 ||
	exec tests/skip.sh "${name}_builds" "tools/setup cross has failed"
tools/build-cross "$name" -DATTACHE_WERROR=ON -DBUILD_TESTING=ON \
	-DCMAKE_BUILD_TYPE=Release >"$out/said" 2>&1
status=$?
[ $status != 3 ] ||
	exec tests/skip.sh "${name}_builds" "the packages cannot be had"
tests=$(ctest --test-dir "$build" -N -E "$long" |
	sed -n 's/^ *Test *#[0-9]*: //p')
left=$(ctest --test-dir "$build" -N -R "$long" |
	sed -n 's/^ *Test *#[0-9]*: //p')
echo "1..$(($(wc -w <<<"$tests") + 3))"
result "${name}_builds" $status
[ "$failed" = 0 ] || exit 1

# What runs it, and that it is hardened as others are.
is_of_that_processor() {
	local machine
	case $name in
	aarch64) machine=AArch64 ;;
	*) machine=ARM ;;
	esac
	readelf -hldW "$build/attache" >"$out/said"
	grep -q "Machine: *$machine" "$out/said" &&
		grep -q 'FLAGS_1.*NOW.*PIE' "$out/said" &&
		grep -q GNU_RELRO "$out/said"
}
is_of_that_processor
result "${name}_is_what_it_says_and_hardened" $?
[ "$(wc -w <<<"$tests")" -gt 100 ]
result "${name}_has_the_unit_tests" $?

# A test that is left out is told, and none of them is lost.
ctest --test-dir "$build" -j2 -V -E "$long" >"$out/tests"
for test in $tests; do
	grep -qE " $test \.+ +Passed" "$out/tests"
	passed=$?
	number=$(sed -n "s/^ *Start *\([0-9]*\): $test\$/\1/p" "$out/tests")
	[ $passed = 0 ] || grep "^$number: " "$out/tests" | tail -60 >"$out/said"
	result "${name}_$test" $passed
done
echo "# left out, as they take minutes in the emulator:" $left
size "$build/attache" | sed 's/^/# /'
exit "$failed"
