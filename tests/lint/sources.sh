#!/bin/bash
# Rules of the house that a script can check (CONTRIBUTING.md). Run from the
# top of the tree.
set -u
n=0
bad=0

# result NAME OUTPUT: passes if OUTPUT is empty.
result() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | awk 'NR <= 20 { print "# " $0 }
			END { if (NR > 20) print "# and", NR - 20, "more" }'
		bad=1
	fi
}

# Genode's C++ has a style of its own (tests/genode/repository.sh).
files=$(find src drivers gen tools tests genode/src/lib -name '*.[ch]' \
	-not -path "tests/gen/golden/*" 2>/dev/null | sort)
free=$(echo "$files" |
	grep -E '^(src/(base|wire|core|protocol|proxy)|drivers)/' |
	grep -Ev '^drivers/port')

echo "1..10"

result freestanding_layers_use_five_headers "$(grep -nE '^#include <' $free |
	grep -vE '<(stdbool|stddef|stdint|string|assert)\.h>')"

result freestanding_layers_use_three_functions_of_string_h "$(grep -nE \
	'\b(str[a-z]+|memcmp|s?n?printf|malloc|free|calloc)\(' $free)"

result no_platform_conditions_below_the_loop "$(grep -nE \
	'^#[[:space:]]*(if|ifdef|elif)\b' $free | grep -v '_H$')"

result layers_hold "$(
	grep -nE '#include "(wire|core|trace|drivers|net|linux|generated)/' src/base/*.[ch]
	grep -nE '#include "(core|trace|drivers|net|linux)/' \
		src/wire/*.[ch] src/wire/*/*.[ch]
	grep -nE '#include "(wire/(mbim|qmi)|generated)/' src/wire/*.[ch]
	grep -nE '#include "(wire/mbim/|generated/cids)' src/wire/qmi/*.[ch]
	grep -nE '#include "(trace|drivers|net|linux)/' src/core/*.[ch]
	grep -nE '#include "(drivers|net|linux)/' src/trace/*.[ch]
	grep -nE '#include "(wire|core|trace|drivers|linux|generated)/' src/net/*.[ch]
	grep -nE '#include "(wire|core|trace|net|linux|generated|simodem)/' drivers/*.[ch]
	grep -nE '#include "(tools/|simodem)' src/*/*.[ch] src/*/*/*.[ch] \
		drivers/*.[ch]
	grep -nE '#include "(base|wire|core|drivers|net|linux)/' gen/*.[ch] |
		grep -v '"base/nearest.h"')"

# A second protocol may stand in front of the same network.
# The manager's code, without its remarks, names no protocol: there is nothing
# that it could be an `if` about.
result core_knows_no_protocol "$(
	for f in src/core/*.[ch]; do
		code=$(cpp -fpreprocessed -dD -P "$f") ||
			code="mbim and qmi cannot be looked for"
		grep -iE 'mbim|qmi' <<<"$code" | sed "s#^#$f: #"
	done 2>&1)"

result simodem_world_knows_no_protocol "$(
	grep -nE '#include "' tools/simodem/world*.[ch] |
		grep -vE '"(wire/sms/[a-z0-9]+|(base|tools/simodem)/(bytes|nearest|world|world_messages|card|config|addresses))\.h"'
	grep -nE 'MBIM_|QMI|\bCID|_cid\b' tools/simodem/world*.[ch])"

result simodem_card_knows_no_modem "$(
	grep -nE '#include "' tools/simodem/card*.[ch] |
		grep -vE '"(base/bytes|tools/simodem/card(_inside)?)\.h"')"

result no_util "$(find . -iname '*util*' -not -path './.git/*' \
	-not -path './build*')"

result clang_format_is_clean "$(if command -v clang-format >/dev/null; then
	# shellcheck disable=SC2086
	clang-format --dry-run $files 2>&1 | grep -E 'warning:' | cut -c1-120
else
	echo "clang-format is not installed"
fi)"

# Paths of a developer's machine and unmasked identities have no place here.
result no_personal_paths "$(grep -rnIE '/(home|root|tmp/b-)[/a-z]' \
	--include='*.[ch]' --include='*.md' --include='*.yaml' \
	src drivers gen tools machines spec ./*.md | grep -v 'tests/lint')"
exit $bad
