#!/bin/sh
# Every spec in bad/ is refused with exactly the messages in its first lines,
# and leaves no file behind; what is not a spec at all is refused as well.
set -u

tool=$ATTACHE_BUILD/gen/mbim-gen-spec
dir=tests/gen/bad
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT
mkdir "$out/generated"
n=0
failed=0

# result NAME EXPECTED: the last run said this, left nothing and ended with 1.
result() {
	n=$((n + 1))
	left=$(ls -A "$out/generated")
	if [ "$status" -eq 1 ] && [ "$got" = "$2" ] && [ -z "$left" ]; then
		echo "ok $n - $1"
		return
	fi
	echo "not ok $n - $1"
	failed=1
	printf '%s\n' "$2" | sed 's/^/# expected: /'
	printf '%s\n' "$got" | sed 's/^/# got:      /'
	echo "# exit $status, files left: $left"
}

# run SPEC [OUTDIR]
run() {
	got=$("$tool" "$1" "${2:-$out/generated}" 2>&1)
	status=$?
}

set -- "$dir"/*.yaml
echo "1..$(($# + 4))"
for spec; do
	run "$spec"
	result "spec_refuses_$(basename "$spec" .yaml)" \
		"$(sed -n "s,^# \([0-9]*:[0-9]*: error: \),$spec:\1,p" "$spec")"
done

: >"$out/empty.yaml"
run "$out/empty.yaml"
result spec_refuses_file_of_no_bytes "$out/empty.yaml:1:1: error: the file is empty"

run "$out/missing.yaml"
result spec_reports_file_it_cannot_read \
	"mbim-gen-spec: $out/missing.yaml: No such file or directory"

run tests/gen/golden/types.yaml "$out/no/folder"
result spec_reports_folder_it_cannot_write \
	"mbim-gen-spec: $out/no/folder/cids.h.tmp: No such file or directory"

# The second output cannot be written: the first one must not stay.
mkdir "$out/half" "$out/half/cids.c.tmp"
run tests/gen/golden/types.yaml "$out/half"
[ -z "$(find "$out/half" -type f)" ] || status=none
result spec_writes_both_files_or_none \
	"mbim-gen-spec: $out/half/cids.c.tmp: Is a directory"
exit $failed
