#!/bin/bash
# The lint for long functions can fail, and counts no struct as a function.
. tests/tap.sh
lint=$PWD/tests/lint/functions.awk
cd "$out" || exit 1

# body LINES: a function with so many lines.
body() {
	printf 'int f(int a,\n      int b)\n{\n'
	yes '	a += b;' | head -n "$1"
	echo '}'
}

# says NAME STATUS WORDS FILE
says() {
	awk -v of=made_up -v first=1 -v median=12 -v p90=25 -v most=60 \
		-v file_most=600 -f "$lint" "$4" >said 2>&1
	[ $? = "$2" ] && grep -qE "$3" said
	result "$1" $?
}

{
	for _ in 1 2 3 4 5 6 7 8; do body 12; done
	body 25
	body 60
} >good.c
says short_functions_pass 0 '10 functions: median 12, p90 25, longest 60' good.c
body 61 >long.c
says a_long_function_fails 1 '^# long.c:3: 61 lines' long.c
{
	body 1
	body 13
	body 13
} >median.c
says long_halves_fail 1 '^not ok 2' median.c
{
	for _ in 1 2 3 4 5 6 7 8; do body 1; done
	body 26
	body 26
} >p90.c
says a_long_tail_fails 1 '^not ok 3' p90.c
{
	body 1
	yes 'int x;' | head -n 600
} >file.c
says a_long_file_fails 1 '^# file.c: 605 lines' file.c
{
	printf 'namespace A {\n\tstruct B;\n}\n\nstruct A::B\n{\n'
	yes '	int x;' | head -n 80
	printf '\n\tB(int x)\n\t:\n\t\t_x(x)\n\t{\n\t\tx++;\n\t}\n};\n'
} >struct.cc
says a_struct_is_no_function 0 '1 functions: median 1, p90 1, longest 1' struct.cc
: >empty.c
says nothing_at_all_fails 1 '^not ok 1' empty.c
echo "1..$n"
exit $failed
