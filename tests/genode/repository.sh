#!/bin/bash
# The parts of the Genode repository speak of the same things: schemas, sources,
# run scripts, recipes and READMEs, also where no Genode tree is there to ask.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
copy=$ATTACHE_BUILD/genode-src
driver=genode/src/driver/attache_modem
sim=genode/src/test/usb_modem_sim

# same NAME: the files a and b have the same lines, and some.
same() {
	sort -u "$out/a" >"$out/a.sorted"
	sort -u "$out/b" >"$out/b.sorted"
	diff "$out/a.sorted" "$out/b.sorted" >"$out/said" && [ -s "$out/a" ]
	result "$1" $?
}

# empty NAME: nothing was written to said.
empty() {
	[ ! -s "$out/said" ]
	result "$1" $?
}

# --- what the sources read is what the schema allows ------------------------

# Attributes and nodes of a schema that is not that of the USB C API.
of_schema() {
	sed -n '/^+ node policy/,$d; s/^ *+ \(attr\|node\) \([a-z0-9_-]*\).*/\2/p' \
		"$1"
}

grep -ohE '(_(text|word|flag|number|mac|id) *\([^"]*|(with_optional|for_each)_sub_node\()"[a-z0-9_-]+"' \
	$driver/config.h | grep -oE '[a-z0-9_-]+"$' | tr -d '"' >"$out/a"
of_schema $driver/attache_modem.hsd >"$out/b"
same driver_reads_what_its_schema_allows

grep -hoE '(text|number|flag|word) *\([^;]*"[a-z_0-9]+"\)|attribute_value\("[a-z_0-9]+"|for_each_sub_node\("[a-z]+"' \
	$sim/config.cc $sim/main.cc | grep -oE '"[a-z_0-9]+"' | tr -d '"' >"$out/a"
of_schema $sim/usb_modem_sim.hsd >"$out/b"
same sim_reads_what_its_schema_allows

# A default in the schema is the one in the README. What a phone's user interface
# writes without effect is behind those.
sed -nE '/^\+ node ring/,$d; s/^ *\+ attr ([a-z0-9_]+) .*default: *(.*)/\1: \2/p' \
	$driver/attache_modem.hsd | sed 's/ *$//' >"$out/a"
sed -n '/^! config/,/^! -/p' $driver/README | grep -oE '[a-z0-9_]+:( [^|]*)?' |
	sed 's/ *$//' >"$out/b"
same readme_shows_the_defaults_of_the_schema

for schema in $driver/attache_modem.hsd $sim/usb_modem_sim.hsd; do
	of_schema $schema | while read -r name; do
		grep -qw -- "$name" "$(dirname $schema)/README" ||
			echo "$(dirname $schema)/README does not tell $name"
	done
done >"$out/said"
empty readmes_tell_every_attribute

# --- the core's words ----------------------------------------------------------

grep -oE '^        [a-z_]+: ' machines/attach.rl | tr -d ' :' >"$out/a"
sed -nE 's/^\t\t\{ "([a-z_]+)", .*/\1/p' $driver/report.cc >"$out/b"
same state_report_knows_every_state_of_attach

# --- run scripts -----------------------------------------------------------------

basename -s .run genode/run/*.run >"$out/a"
sed -nE 's/^! (attache_modem[a-z0-9_]*) +\|.*/\1/p' genode/README >"$out/b"
same readme_lists_every_run_script

for script in genode/run/*.run; do
	grep -qE '^((run_modem_scenario|run_genode_until) .*(ping|ipv6)_done|run_genode_until .*child "ping" exited with exit value 0|source .*/(\[scenario\]|attache_modem_[a-z0-9_]+)\.run$)' \
		"$script" ||
		echo "$script does not end with a ping"
done >"$out/said"
empty run_scripts_end_with_a_ping

# --- quotas ------------------------------------------------------------------------

sed -nE 's/^\+ start attache_modem \| caps: ([0-9]+) \| ram: ([0-9]+M)\}.*/\1 \2/p' \
	genode/run/attache_modem.inc >"$out/a"
{
	sed -nE 's/^runtime \| ram: ([0-9]+M) \| caps: ([0-9]+) .*/\2 \1/p' \
		genode/recipes/pkg/attache_modem/runtime
	sed -nE "s/.*'attache_modem' has ([0-9]+) MiB of RAM and ([0-9]+) cap.*/\2 \1M/p" \
		genode/README
} >"$out/b"
same quotas_are_the_same_in_run_recipe_and_readme

awk '{ exit !($1 <= 150 && $2 + 0 <= 4) }' "$out/a"
result quotas_are_at_most_4_mib_and_150_caps $?

# Used: the last two columns of the table, where it was measured.
awk -F '|' '/^! attache_modem[a-z_]* / && $5 !~ /-/ {
	rows++
	if ($5 + 0 > 3072 || $6 + 0 > 100 || $5 + 0 == 0)
		print "more than 3072 KiB or 100 capabilities:" $0
} END { if (!rows) print "no row has what was used" }' genode/README >"$out/said"
empty used_is_at_most_3_mib_and_100_caps

# --- recipes -----------------------------------------------------------------------

for recipe in genode/recipes/src/*/content.mk; do
	sed -n '/^MIRROR_FROM_REP_DIR/,/[^\\]$/p' "$recipe" |
		sed 's/.*:=//; s/\\//' | tr -s ' \t' '\n\n' | grep . |
		while read -r path; do
			[ -e "$copy/$path" ] || echo "$recipe: no $path"
		done
done >"$out/said"
empty recipes_mirror_what_is_there

# api NAME: a Genode session header belongs to the API of the same name.
for name in attache_modem usb_modem_sim; do
	dir=$(find genode/src -path "*/$name/target.mk" -printf '%h\n')
	grep -hoE '#include <[a-z_]+_session/|#include <(net|genode_c_api)/' \
		"$dir"/*.h "$dir"/*.cc | sed -E 's/.*<([a-z_]+)\//\1/' | sort -u |
		while read -r api; do
			grep -qx "$api" "genode/recipes/src/$name/used_apis" ||
				echo "$name uses the API $api"
		done
done >"$out/said"
empty recipes_name_the_apis_that_are_used

# The archives of a package are ours, or Genode's, whose version is known; what
# its runtime wants is in them.
for pkg in genode/recipes/pkg/*; do
	sed 's|^_/||' "$pkg/archives" >"$out/archives"
	while read -r archive; do
		[ -f "genode/recipes/$archive/content.mk" ] ||
			grep -q "^$archive " genode/recipes/genode_versions ||
			echo "$pkg: no recipe for $archive"
	done <"$out/archives"
	grep -oE 'rom \| name: .*' "$pkg/runtime" | sed 's/.*: //' |
		while read -r rom; do
			grep -qxE "(src|raw)/${rom%.config}" "$out/archives" ||
				[ "$rom" = ld.lib.so ] || echo "$pkg: whose is $rom?"
		done
done >"$out/said"
empty packages_are_made_of_archives_that_are_there

# --- files -------------------------------------------------------------------------

for target in genode/src/*/*/target.mk; do
	dir=$(dirname "$target")
	(cd "$dir" && ls -- *.cc) >"$out/x"
	sed -n 's/^SRC_CC *= *//p' "$target" | tr ' ' '\n' | grep -v / |
		sort | diff "$out/x" - | sed "s|^|$target: |"
done >"$out/said"
empty targets_are_made_of_all_their_sources

for dir in genode genode/run genode/sculpt genode/src/*/* genode/recipes/pkg/*; do
	[ -f "$dir/README" ] || echo "no README in $dir"
done >"$out/said"
empty every_directory_has_a_readme

# Ours have a folder of their own, beside Genode's base/ and others.
{
	find "$copy"/src/lib -mindepth 2 -name '*.[ch]' \
		! -path '*/src/lib/*/attache/*' ! -path '*/src/lib/*/include/*'
	grep -rn '^#include "' "$copy/src" | grep -v '"attache/'
} >"$out/said"
empty names_of_the_library_stand_below_attache

# Platforms are chosen by the build: no conditions but include guards.
grep -rnE '^#[ \t]*(if|ifdef|elif|else)\b' genode/src >"$out/said"
empty no_platform_conditions

for file in genode/src/driver/*/*.{cc,h} genode/src/test/*/*.{cc,h}; do
	sed -n '2p' "$file" | grep -q '^ \* \\brief ' || echo "$file: no brief"
	awk -v file="$file" 'length($0) > 96 { print file ": line " FNR }' "$file"
	[ "$(wc -l <"$file")" -le 600 ] || echo "$file: more than 600 lines"
	# A function ends with a brace as far to the right as its first one.
	awk -v file="$file" '/^\t*\{$/ && !/^\t\t\t/ { start[length($0)] = FNR }
		/^\t*\};$/ { delete start[length($0) - 1] }
		/^\t*\}$/ && (length($0) in start) {
			if (FNR - start[length($0)] > 61)
				print file ":" start[length($0)] ": > 60 lines"
			delete start[length($0)]
		}' "$file"
done >"$out/said"
empty sources_have_heads_and_bounds
echo "1..$n"
exit $failed
