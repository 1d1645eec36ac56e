#!/bin/sh
# The reference pages: those of two small specs are what was agreed to; with
# ATTACHE_UPDATE=1 the agreed files are rewritten. Those of the real spec are
# whole: each CID, each personal field, no link to nowhere.
set -u

tool=$ATTACHE_BUILD/gen/mbim-gen-spec
golden=tests/gen/golden
spec=spec/mbim_cids.yaml
. tests/tap.sh

# same A B: they are equal, or the difference is printed.
same() {
	diff -u "$1" "$2" >"$out/diff"
	same_status=$?
	sed 's/^/# /' "$out/diff"
	return "$same_status"
}

# quiet COMMAND...: it succeeds and says nothing.
quiet() {
	"$@" >"$out/said" 2>&1
	quiet_status=$?
	head -20 "$out/said" | sed 's/^/# /'
	[ "$quiet_status" -eq 0 ] && [ ! -s "$out/said" ]
}

# Each "service.cid" of a spec, read without the generator.
cids_of() {
	awk '/^[a-z]/ { in_services = /^services:/ }
		!in_services { next }
		/^  [a-z]/ { service = $1; sub(/:.*/, "", service) }
		/^      [a-z]/ { cid = $1; sub(/:.*/, "", cid)
			print service "." cid }' "$1"
}

# Each ID that a page links to, and that it has.
links_of() {
	grep -o 'href="#[^"]*"' "$1" | sed 's/.*#//; s/"$//' | sort -u
}
ids_of() {
	grep -o ' id="[^"]*"' "$1" | sed 's/.*="//; s/"$//' | sort
}

echo 1..28
for name in types versions; do
	mkdir "$out/$name"
	"$tool" --pages $golden/$name.yaml "$out/$name"
	result "pages_of_${name}_are_made" $?
	for ext in html 7; do
		if [ "${ATTACHE_UPDATE:-0}" = 1 ]; then
			cp "$out/$name/mbim_cids.$ext" $golden/$name.$ext
		fi
		same $golden/$name.$ext "$out/$name/mbim_cids.$ext"
		result "page_${name}_${ext}_is_golden" $?
	done
done

mkdir "$out/real"
quiet "$tool" --pages $spec "$out/real"
result pages_of_mbim_are_made $?
html=$out/real/mbim_cids.html
man=$out/real/mbim_cids.7

for page in types versions real; do
	skip_without xmllint html_of_${page}_is_well_formed libxml2-utils ||
		{
			quiet xmllint --noout "$out/$page/mbim_cids.html"
			result html_of_${page}_is_well_formed $?
		}
	skip_without groff man_page_of_${page}_has_no_warnings groff-base ||
		{
			quiet groff -man -ww -Tutf8 -z "$out/$page/mbim_cids.7"
			result man_page_of_${page}_has_no_warnings $?
		}
done

cids_of $spec >"$out/cids"
missing=
while read -r cid; do
	grep -qF "<h3 id=\"$cid\">" "$html" &&
		grep -qxF ".SS $cid" "$man" || missing="$missing $cid"
done <"$out/cids"
echo "# $(wc -l <"$out/cids") CIDs, missing:${missing:- none}"
[ -s "$out/cids" ] && [ -z "$missing" ]
result pages_have_every_cid $?

links_of "$html" >"$out/links"
ids_of "$html" >"$out/ids"
uniq -d "$out/ids" >"$out/twice"
sort -u "$out/ids" | comm -23 "$out/links" - >"$out/nowhere"
sed 's/^/# to nowhere: /' "$out/nowhere"
sed 's/^/# twice: /' "$out/twice"
[ -s "$out/links" ] && [ ! -s "$out/nowhere" ] && [ ! -s "$out/twice" ]
result page_links_lead_somewhere $?

# Layouts that are not another message's stand in each page once.
fields=$(grep -o 'personal: true' $spec | wc -l)
[ "$fields" -gt 0 ] &&
	[ "$(grep -c '<tr class="personal">' "$html")" -eq "$fields" ] &&
	[ "$(grep -cx '\.I personal:' "$man")" -eq "$fields" ]
result pages_mark_every_personal_field $?

! grep -nE '<(script[^>]|link|img|iframe)|https?:|@import|url\(' "$html"
result page_needs_nothing_else $?

# found ID NAME: the first thing that the search box finds.
found() {
	sed -n 's,.*<li aria-current="true"><a href="#\([^"]*\)">\([^ ]*\) .*,\1 \2,p' \
		"$out/dom" >"$out/said"
	[ "$(cat "$out/said")" = "$1 $2" ]
}
# ask WORDS: the page after this was typed.
ask() {
	chromium --headless --no-sandbox --disable-gpu --dump-dom \
		--user-data-dir="$out/browser" "file://$html?find=$1" \
		>"$out/dom" 2>/dev/null
}
[ "$(grep -c '^<script>$' "$html")" -eq 1 ] && grep -q '^<nav' "$html" &&
	grep -q '^<main>' "$html" && [ "$(grep -c "id='find'" "$html")" -eq 0 ] &&
	grep -q "form.id = 'find'" "$html"
result page_has_a_search_box $?
skip_without chromium search_box_finds_names chromium || {
	ask rssi && found basic_connect.signal_state.response rssi &&
		ask "pin+enter" && found enum.pin_operation enter &&
		ask DEVICE_CAPS && found basic_connect.device_caps device_caps
	result search_box_finds_names $?
}

# What the effects of the charts ask for: each row is a link in both pages, and
# each link has its anchor.
charts=machines/mbim_requests.tsv
mkdir "$out/charts"
for name in mbim_control attach connect; do
	"$ATTACHE_BUILD/gen/mbim-gen-chart" --docs machines/$name.rl \
		"$out/charts" $charts || break
done && "$tool" --pages --charts $charts $spec "$out/charts"
result pages_of_charts_are_made $?
# anchored: lines "PAGE#ID" lead to something in the folder.
anchored() {
	while IFS='#' read -r page id; do
		grep -qF " id=\"$id\"" "$out/charts/$page" && continue
		echo "# to nowhere: $page#$id"
		return 1
	done
}
grep -v -e '^#' -e '	-	' $charts >"$out/rows"
while IFS='	' read -r chart effect cid op; do
	grep -qF "<a href=\"$chart.html#do.$effect\">" \
		"$out/charts/mbim_cids.html" &&
		grep "^<tr id=\"do.$effect\">" "$out/charts/$chart.html" |
		grep -qF "<a href=\"mbim_cids.html#$cid.$op\">" || break
	echo "$chart.html#do.$effect"
	echo "mbim_cids.html#$cid.$op"
done <"$out/rows" >"$out/anchors"
[ "$(wc -l <"$out/anchors")" -eq $((2 * $(wc -l <"$out/rows"))) ] &&
	anchored <"$out/anchors"
result pages_of_spec_and_charts_have_links_to_each_other $?
status=0
for name in mbim_control attach connect; do
	grep -o 'href="#[^"]*"' "$out/charts/$name.html" |
		sed "s/.*\"#/$name.html#/; s/\"\$//" | sort -u |
		anchored || status=1
done
result links_inside_the_pages_of_charts_lead_somewhere $status
skip_without xmllint html_of_charts_is_well_formed libxml2-utils || {
	quiet xmllint --noout "$out"/charts/*.html
	result html_of_charts_is_well_formed $?
}
printf 'attach\tquery_pim\tbasic_connect.pin\tquery\n' >"$out/t.tsv"
! "$ATTACHE_BUILD/gen/mbim-gen-chart" --docs machines/attach.rl "$out/charts" \
	"$out/t.tsv" 2>"$out/said" && grep -qx \
	"$out/t.tsv:1:1: error: there is no effect 'query_pim'" "$out/said" &&
	printf 'attach\tquery_pin\tbasic_connect.pim\tquery\n' >"$out/t.tsv" &&
	! "$tool" --pages --charts "$out/t.tsv" $spec "$out/charts" \
		2>"$out/said" && grep -qx \
	"$out/t.tsv:1:1: error: there is no CID 'basic_connect.pim'" "$out/said"
result wrong_row_of_requests_is_told $?
grep -v query_bearer $charts >"$out/t.tsv"
! "$ATTACHE_BUILD/gen/mbim-gen-chart" --docs machines/attach.rl "$out/charts" \
	"$out/t.tsv" 2>"$out/said" &&
	grep -q "^machines/attach.rl:[0-9:]* error: 'query_bearer' asks, but has no\
 row in $out/t.tsv\$" "$out/said"
result effect_that_asks_without_a_row_is_told $?

# Two runs with an old time stamp between them: an untouched file keeps it.
touch -t 200001010000 "$html" "$man"
"$tool" --pages $spec "$out/real" &&
	[ -z "$(find "$out/real" -type f -newermt 2001-01-01)" ]
result pages_that_do_not_change_keep_their_time $?

mkdir "$out/bad"
"$tool" --pages tests/gen/bad/missing_type.yaml "$out/bad" 2>/dev/null
[ $? -eq 1 ] && [ -z "$(ls -A "$out/bad")" ]
result pages_of_bad_spec_are_not_written $?

# "<", "&", a dot at the start of a line and a letter outside ASCII.
sed 's/doc: in dBm/doc: ".a < b \& µs"/' $golden/types.yaml >"$out/odd.yaml"
mkdir "$out/odd"
quiet "$tool" --pages "$out/odd.yaml" "$out/odd" &&
	grep -qF '.a &lt; b &amp; µs' "$out/odd/mbim_cids.html" &&
	grep -qxF '\&.a < b & \[u00B5]s' "$out/odd/mbim_cids.7"
result pages_escape_what_is_special_to_them $?
exit $failed
