#!/bin/bash
# The lint for layers can fail: made-up files of two layers.
. tests/tap.sh
lint=$PWD/tests/lint/layers.sh
cd "$out" || exit 1

# file PATH LINE...: a source, and its object.
file() {
	local object=build/${1%/*}/CMakeFiles/x.dir/${1##*/}.o path=$1
	shift
	mkdir -p "${path%/*}" "${object%/*}"
	printf '%s\n' "$@" >"$path"
	case $path in
	*.c) "${CC:-cc}" -c -O0 -Isrc -I. -o "$object" "$path" ;;
	esac
}

# says NAME STATUS WORDS: the lint ends like this and says this.
says() {
	"$lint" list build 1 >said 2>&1
	[ $? = "$2" ] && grep -qE "$3" said
	result "$1" $?
}

cat >rules <<'EOF'
includes src/core: base/*
calls src/core: src/base/*
includes src/protocol: base/* core/protocol.h
calls src/protocol: src/base/*
includes src/later: base/*
EOF
cp rules list
file src/base/base.h 'void base(void);'
file src/base/base.c '#include "base/base.h"' 'void base(void) {}'
file src/core/protocol.h '#include "base/base.h"'
file src/core/core.h 'void core(void);'
file src/core/core.c '#include "core/core.h"' '#include "base/base.h"' \
	'void core(void) { base(); }'
file src/protocol/mbim/mbim.c '#include "core/protocol.h"' \
	'void mbim(void); void mbim(void) { base(); }'
says what_the_rules_allow_passes 0 '^# 6 files, 3 objects; known: 0|^ok 4'

file src/core/core.c '#include "core/core.h"' '#include "generated/cids.h"' \
	'void core(void) {}' 2>/dev/null
says a_header_too_many_fails 1 \
	'^# src/core/core.c includes generated/cids.h$'
file src/core/core.c '#include "core/core.h"' 'void core(void) {}'

file src/core/protocol.h '#include "core/core.h"'
says a_header_by_way_of_another_fails 1 \
	'^# src/core/protocol.h includes core/core.h \(and so does src/protocol/'
file src/core/protocol.h '#include "base/base.h"'

file src/protocol/mbim/mbim.c \
	'void core(void); void mbim(void); void mbim(void) { core(); }'
says a_call_too_many_fails 1 \
	'^# src/protocol/mbim/mbim.c calls src/core/core.c \(core\)$'
echo 'known src/protocol/*/mbim.c calls src/core/*.c: a reason' >>list
says a_known_call_passes 0 'known: 1$'

file src/protocol/mbim/mbim.c 'void mbim(void); void mbim(void) {}'
says a_known_line_that_is_not_met_fails 1 '^# no longer: known src/protocol'
cp rules list
echo 'known src/core/core.c calls src/base/base.c' >>list
says a_known_line_needs_a_reason 1 'no reason is given'
cp rules list
rm -r build
says no_objects_at_all_fail 1 'not ok 4'
echo "1..$n"
exit $failed
