#!/bin/sh
# What the generator writes for two small specs is what was agreed to; with
# ATTACHE_UPDATE=1 the agreed files are rewritten. It is C that compiles and
# that clang-format would not change, and only what changes is written.
set -u

tool=$ATTACHE_BUILD/gen/mbim-gen-spec
golden=tests/gen/golden
. tests/tap.sh

# same A B: they are equal, or the difference is printed.
same() {
	diff -u "$1" "$2" >"$out/diff"
	same_status=$?
	sed 's/^/# /' "$out/diff"
	return "$same_status"
}

# formatted FOLDER: clang-format leaves cids.h and cids.c as they are.
formatted() {
	formatted_status=0
	for file in "$1/cids.h" "$1/cids.c"; do
		clang-format --style=file:.clang-format "$file" >"$out/f" &&
			same "$file" "$out/f" || formatted_status=1
	done
	return "$formatted_status"
}

# result_formatted NAME FOLDER: the same, skipped without the program.
result_formatted() {
	if ! skip_without clang-format "$1" clang-format; then
		formatted "$2"
		result "$1" $?
	fi
}

echo 1..16
for name in types versions; do
	dir=$out/$name/generated
	mkdir -p "$dir"
	"$tool" $golden/$name.yaml "$dir"
	result "spec_accepts_$name" $?
	for ext in h c; do
		if [ "${ATTACHE_UPDATE:-0}" = 1 ]; then
			cp "$dir/cids.$ext" $golden/$name.$ext
		fi
		same $golden/$name.$ext "$dir/cids.$ext"
		result "spec_${name}_${ext}_is_golden" $?
	done
	"$tool" --fields $golden/$name.yaml >"$out/$name.tsv"
	if [ "${ATTACHE_UPDATE:-0}" = 1 ]; then
		cp "$out/$name.tsv" $golden/$name.tsv
	fi
	same $golden/$name.tsv "$out/$name.tsv"
	result "spec_${name}_fields_are_golden" $?
	result_formatted "spec_${name}_is_formatted" "$dir"
	"${CC:-cc}" -std=c11 -Wall -Wextra -Wconversion -Werror \
		-fsyntax-only -I"$out/$name" -Isrc "$dir/cids.c"
	result "spec_${name}_compiles" $?
done

result_formatted spec_of_mbim_is_formatted "$ATTACHE_BUILD/generated"

# Two runs with an old time stamp between them: an untouched file keeps it.
dir=$out/types/generated
touch -t 200001010000 "$dir/cids.h" "$dir/cids.c"
"$tool" $golden/types.yaml "$dir" &&
	[ -z "$(find "$dir" -type f -newermt 2001-01-01)" ]
result spec_unchanged_files_keep_their_time $?

sed 's/max: 512/max: 256/' $golden/types.yaml >"$out/changed.yaml"
"$tool" "$out/changed.yaml" "$dir" && grep -q 'MAX(256)' "$dir/cids.c"
result spec_changed_files_are_replaced $?

# Neither the place of the spec nor of the output is in what is written.
! grep -q -e "$out" -e "$PWD" -r "$dir"
result spec_output_has_no_paths $?
exit $failed
