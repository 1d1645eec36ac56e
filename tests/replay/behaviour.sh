#!/bin/bash
# The recorded behaviour is a test that can fail: each kind of change in what was
# recorded is noticed, and renamed words are the only ones that are let through.
. tests/tap.sh
behaviour=$ATTACHE_BUILD/tests/replay/behaviour
tree=$out/tree
data=$tree/tests/replay/recorded
mkdir -p "$data"
book=ways

# A fresh copy of one run: the first one of this book.
fresh() {
	awk '/^case / { n++ } n < 2' "tests/replay/recorded/$book.txt" \
		>"$data/ways.txt"
	: >"$tree/tests/replay/renamed.txt"
	: >"$tree/tests/replay/mended.txt"
	: >"$tree/tests/replay/reworded.txt"
}

# fails NAME WORDS SED_SCRIPT: the changed file differs, and WORDS are said.
fails() {
	fresh
	sed -i "$3" "$data/ways.txt"
	"$behaviour" "$tree" >"$out/said" && result "$1" 1 && return
	grep -q "$2" "$out/said"
	result "$1" $?
}

fresh
"$behaviour" "$tree" >"$out/said"
result the_run_itself_passes $?
fails a_changed_byte_is_noticed 'from byte 12' \
	'/^message open /s/.\{8\}$/01020000/'
fails another_transaction_is_noticed 'from byte [89]' \
	'0,/> open\/[0-9]* #/s//&1/'
fails a_changed_transition_is_noticed 'expected:.*--wanted--> closing' \
	'0,/--wanted--> opening/s//--wanted--> closing/'
fails a_missing_transition_is_noticed 'came:.*--open_done-->' \
	'0,/--open_done-->/{/--open_done-->/d}'
fails a_changed_effect_is_noticed 'expected: link_up 1' \
	'0,/\* link_up 0/s//* link_up 1/'
fails a_missing_effect_is_noticed 'came: *link_up 0' \
	'0,/\* link_up 0/{/\* link_up 0/d}'
fails a_changed_status_is_noticed 'expected control=closing' \
	'0,/status control=opening/s//status control=closing/'
book=faults_to_host # one that waits for a time
fails another_time_is_noticed 'differ' \
	'0,/^[1-9][0-9]* ! expire/s//1 ! expire/'
book=ways
fails another_seed_is_noticed 'differ' 's/seed=42/seed=43/'

fresh
sed -i 's/\bsurveying\b/looking/; s/\[query_radio\]/[ask_radio]/
	s/--unregistered-->/--nowhere-->/' "$data/ways.txt"
printf '%s\n' 'attach state looking surveying' \
	'attach effect ask_radio query_radio' \
	'attach event nowhere unregistered' >"$tree/tests/replay/renamed.txt"
"$behaviour" "$tree" >"$out/said"
result renamed_words_are_let_through $?

fresh
sed -i '/attach idle --channel_open-->/a\  attach here --went--> there [go]' \
	"$data/ways.txt"
echo 'attach gone here went there go' >"$tree/tests/replay/renamed.txt"
"$behaviour" "$tree" >"$out/said"
result a_step_that_is_no_more_is_let_through $?

fresh
name=$(sed -n 's/^case //p' "$data/ways.txt" | head -1)
echo "$name: no reason" >"$tree/tests/replay/mended.txt"
"$behaviour" "$tree" >"$out/said" && false
[ $? = 1 ] && grep -q 'it does not differ' "$out/said"
result a_mended_run_has_to_differ $?

fresh
echo "ways/$name: no reason" >"$tree/tests/replay/mended.txt"
"$behaviour" "$tree" >"$out/said" && false
[ $? = 1 ] && grep -q 'it does not differ' "$out/said" &&
	echo "profiles/$name: no reason" >"$tree/tests/replay/mended.txt" &&
	"$behaviour" "$tree" >"$out/said"
result a_mended_run_is_one_of_its_book $?

fresh
echo 'attach state nowhere somewhere' >"$tree/tests/replay/renamed.txt"
"$behaviour" "$tree" >"$out/said" && false
[ $? = 1 ] && grep -q 'no story has attach state nowhere' "$out/said"
result a_word_that_is_not_met_is_noticed $?
# Sentences of the status: only from what was recorded to what is listed.
reworded() {
	fresh
	sed -i '0,/problem=no%20modem/s//problem=an%20old%20word/' "$data/ways.txt"
	printf '%s\n' "was $1" "now $2" >"$tree/tests/replay/reworded.txt"
	"$behaviour" "$tree" >"$out/said"
}
reworded 'an old word' 'no *'
result a_reworded_sentence_is_let_through $?
reworded 'another word' 'no *'
result a_sentence_that_was_not_recorded_is_not_let_through $((! $?))
reworded 'an old word' 'told today'
result a_sentence_that_is_not_told_is_noticed $((! $?))
fresh
printf '%s\n' 'was an old word' 'now a new one' >"$tree/tests/replay/reworded.txt"
"$behaviour" "$tree" >"$out/said"
grep -q 'no story needs "now a new one"' "$out/said"
result a_sentence_that_no_story_needs_is_an_error $?
echo "1..$n"
exit $failed
