#!/bin/bash
# The lint for comments of public functions can fail.
. tests/tap.sh
lint=$PWD/tests/lint/documented.awk
cd "$out" || exit 1

# says NAME STATUS WORDS LINE...: a header of these lines.
says() {
	local name=$1 status=$2 words=$3
	shift 3
	printf '%s\n' "$@" >x.h
	awk -f "$lint" x.h >said 2>&1
	[ $? = "$status" ] && grep -qE "$words" said
	result "$name" $?
}

says a_comment_above_passes 0 '1 public functions, 0 ' \
	'/* a */' 'int a(void);'
says a_group_passes 0 '3 public functions, 0 ' \
	'/* a, b, c */' 'int a(int x,' '      int y);' 'struct s *b(void);' \
	'enum e c(void);'
says no_comment_fails 1 '^# x.h:1: int a' 'int a(void);'
says a_group_ends_at_a_blank_line 1 '^# x.h:4: int b' \
	'/* a */' 'int a(void);' '' 'int b(void);'
says a_heading_is_no_comment 1 '^# x.h:2: int a' \
	'/* --- a.c ------ */' 'int a(void);'
says the_comment_of_a_struct_is_its_own 1 '^# x.h:6: int a' \
	'/* s */' 'struct s {' '	int x;' '};' '' 'int a(void);'
says bodies_in_a_row_are_a_group 0 '2 public functions, 0 ' \
	'/* a, b */' 'static inline int a(void)' '{' '	int x;' '' \
	'	return x;' '}' '' 'static inline int b(void)' '{' '}'
says a_header_without_functions_fails 1 '^not ok' '/* a */' '#define A 1'
echo "1..$n"
exit $failed
