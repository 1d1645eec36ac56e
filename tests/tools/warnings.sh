#!/bin/bash
# A user's build has the warnings, but they do not stop it: another compiler has
# others. The project's own scripts make them errors.
set -u
. tests/tap.sh

configure() {
	cmake -S . -B "$out/build" -G Ninja "$@" >"$out/said" 2>&1
}
commands=$out/build/compile_commands.json

echo "1..3"
configure && grep -q -- -Wextra "$commands" && ! grep -q -- -Werror "$commands"
result warnings_stop_no_user $?

configure -DATTACHE_WERROR=ON && grep -q -- -Werror "$commands"
result warnings_can_be_errors $?

grep -L ATTACHE_WERROR=ON tools/test tools/bench tools/fuzz >"$out/said"
[ ! -s "$out/said" ]
result warnings_are_errors_in_our_scripts $?
exit "$failed"
