#!/bin/bash
# The lint for policies can fail: made-up policies of two files.
. tests/tap.sh
lint=$PWD/tests/lint/policies.sh
cd "$out" || exit 1

# says NAME STATUS WORDS: the lint ends like this and says this.
says() {
	"$lint" list core >said 2>&1
	[ $? = "$2" ] && grep -qE "$3" said
	result "$1" $?
}

# other LINE: a line of a file whose policy it is not.
other() {
	echo "$1" >core/core.c
}

mkdir core
echo 'sim.c: pin_use tries' >list
cat >core/sim.c <<'EOC'
	c->pin_use = SPENT;
	if (++c->tries > 3)
EOC
other '	if (c->pin_use == SPENT && c->tries >= 3)'
says reading_is_free 0 '^ok 1'
while read -r line; do
	other "	$line"
	says "a_write_elsewhere_fails: $line" 1 '^# core/core.c:1: writes'
done <<'EOC'
c->pin_use = FRESH;
c->tries |= 1;
a = c->tries = 0;
s->machine.tries++;
if (--c->session[i].tries)
c->tries[i] = 0;
EOC
other '	o->pin_use = c->pin_use; /* c->tries = 0 */'
says an_operation_is_no_state 0 '^ok 1'
other ''
echo 'sim.c: pin_use tries renamed' >list
says a_member_that_is_never_written_fails 1 '^# sim.c does not write renamed'
echo '# nothing' >list
says an_empty_list_fails 1 '^not ok 3'
echo "1..$n"
exit $failed
