#!/bin/bash
# The lint for circles can fail: made-up files of a made-up layer.
. tests/tap.sh
lint=$PWD/tests/lint/circles.sh
mkdir -p "$out/src/core"
cd "$out" || exit 1

# file NAME FUNCTION...: defines NAME, and calls each FUNCTION.
file() {
	local name=$1 object=build/src/core/CMakeFiles/core.dir/$1.c.o
	shift
	mkdir -p "$(dirname "$object")"
	{
		printf 'void %s(void);\n' "$name" "$@"
		echo "void $name(void) {"
		printf '%s();\n' "$@"
		echo "}"
	} | sed '/^();$/d; /^void (void);$/d' >"src/core/$name.c"
	"${CC:-cc}" -c -O0 -o "$object" "src/core/$name.c"
}

# says NAME STATUS WORDS: the lint ends like this and says this.
says() {
	"$lint" list build 3 >said 2>&1
	[ $? = "$2" ] && grep -qE "$3" said
	result "$1" $?
}

file a b
file b c
file c
: >list
says files_without_a_circle_pass 0 '3 files, 2 arrows; .* 0 new'

file c a
says a_new_circle_fails 1 'a new circle: src/core/a.c src/core/b.c src/core/c.c'
says the_way_round_is_said 1 'src/core/b.c wants c of src/core/c.c'

echo 'allowed src/core/a.c src/core/b.c src/core/c.c: a reason' >list
says an_allowed_circle_passes 0 '1 allowed, 0 known, 0 new'
echo 'allowed src/core/a.c src/core/b.c src/core/c.c src/core/d.c: more' >list
says an_allowed_circle_is_exact 1 'not ok 1'
echo 'known src/core/a.c src/core/b.c src/core/c.c src/core/d.c: more' >list
says a_known_circle_may_be_smaller 0 '0 allowed, 1 known, 0 new'
echo 'known src/core/a.c src/core/b.c: less' >list
says a_known_circle_may_not_grow 1 'not ok 1'
echo 'allowed src/core/a.c src/core/b.c src/core/c.c' >list
says a_line_needs_a_reason 1 'no reason is given'

file c
echo 'known src/core/a.c src/core/b.c src/core/c.c: a reason' >list
says a_line_without_its_circle_fails 1 'no circle any more: known src/core/a.c'

: >list
file c a
rm src/core/b.c
says objects_without_a_source_are_passed_over 1 '# 2 files, 1 arrows'
rm -r build
says no_files_at_all_fail 1 'not ok 3'
echo "1..$n"
exit $failed
