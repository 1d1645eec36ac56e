#!/bin/sh
# What the generator of QMI writes of a small spec but C (Lua, pages, table) is
# what was agreed to; with ATTACHE_UPDATE=1 the agreed files are rewritten. The
# pages of the real spec are whole: each message, each personal field, no link
# to nowhere.
set -u

tool=$ATTACHE_BUILD/gen/qmi-gen-spec
golden=tests/gen/golden
spec=spec/qmi_messages.yaml
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

# Each "service.message" of a spec, read without the generator.
messages_of() {
	awk '/^[a-z]/ { in_services = /^services:/ }
		!in_services { next }
		/^  [a-z]/ { service = $1; sub(/:.*/, "", service) }
		/^      [a-z]/ { message = $1; sub(/:.*/, "", message)
			print service "." message }' "$1"
}

links_of() {
	grep -o 'href="#[^"]*"' "$1" | sed 's/.*#//; s/"$//' | sort -u
}
ids_of() {
	grep -o ' id="[^"]*"' "$1" | sed 's/.*="//; s/"$//' | sort
}

echo 1..13
dir=$out/tlvs
mkdir "$dir" "$out/real"
quiet "$tool" $golden/tlvs.yaml "$dir" &&
	quiet "$tool" --pages $golden/tlvs.yaml "$dir" &&
	quiet "$tool" --lua $golden/tlvs.yaml "$dir" &&
	"$tool" --fields $golden/tlvs.yaml >"$dir/qmi_messages.tsv"
result qmi_spec_with_every_type_is_accepted $?
mv "$dir/qmi_tables.lua" "$dir/qmi_messages.lua"
for ext in lua html 7 tsv; do
	if [ "${ATTACHE_UPDATE:-0}" = 1 ]; then
		cp "$dir/qmi_messages.$ext" $golden/tlvs.$ext
	fi
	same $golden/tlvs.$ext "$dir/qmi_messages.$ext"
	result "qmi_${ext}_is_golden" $?
done

quiet "$tool" --pages $spec "$out/real"
result pages_of_qmi_are_made $?
html=$out/real/qmi_messages.html
man=$out/real/qmi_messages.7

skip_without xmllint html_of_qmi_is_well_formed libxml2-utils || {
	quiet xmllint --noout "$html" "$dir/qmi_messages.html"
	result html_of_qmi_is_well_formed $?
}
skip_without groff man_page_of_qmi_has_no_warnings groff-base || {
	quiet groff -man -ww -Tutf8 -z "$man" &&
		quiet groff -man -ww -Tutf8 -z "$dir/qmi_messages.7"
	result man_page_of_qmi_has_no_warnings $?
}

messages_of $spec >"$out/messages"
missing=
while read -r message; do
	grep -qF "<h3 id=\"$message\">" "$html" &&
		grep -qxF ".SS $message" "$man" || missing="$missing $message"
done <"$out/messages"
echo "# $(wc -l <"$out/messages") messages, missing:${missing:- none}"
[ "$(wc -l <"$out/messages")" -gt 400 ] && [ -z "$missing" ]
result pages_have_every_message $?

links_of "$html" >"$out/links"
ids_of "$html" >"$out/ids"
uniq -d "$out/ids" >"$out/twice"
sort -u "$out/ids" | comm -23 "$out/links" - >"$out/nowhere"
sed 's/^/# to nowhere: /' "$out/nowhere"
sed 's/^/# twice: /' "$out/twice"
[ -s "$out/links" ] && [ ! -s "$out/nowhere" ] && [ ! -s "$out/twice" ]
result page_links_of_qmi_lead_somewhere $?

fields=$(grep -o 'personal: true' $spec | wc -l)
[ "$fields" -gt 0 ] &&
	[ "$(grep -c '<tr class="personal">' "$html")" -eq "$fields" ] &&
	[ "$(grep -cx '\.I personal:' "$man")" -eq "$fields" ]
result pages_mark_every_personal_field_of_qmi $?

touch -t 200001010000 "$html" "$man" "$dir/qmi_messages.h"
"$tool" --pages $spec "$out/real" && "$tool" $golden/tlvs.yaml "$dir" &&
	[ -z "$(find "$html" "$man" "$dir/qmi_messages.h" \
		-newermt 2001-01-01)" ]
result files_of_qmi_that_do_not_change_keep_their_time $?
exit $failed
