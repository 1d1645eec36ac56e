#!/bin/sh
# What the generator of QMI writes for a small spec is what was agreed to; with
# ATTACHE_UPDATE=1 the agreed files are rewritten. It is C that compiles and
# that clang-format would not change.
set -u

tool=$ATTACHE_BUILD/gen/qmi-gen-spec
golden=tests/gen/golden
. tests/tap.sh

# same A B: they are equal, or the difference is printed.
same() {
	diff -u "$1" "$2" >"$out/diff"
	same_status=$?
	sed 's/^/# /' "$out/diff"
	return "$same_status"
}

formatted() {
	clang-format --style=file:.clang-format "$1" >"$out/f" &&
		same "$1" "$out/f"
}

echo 1..6
dir=$out/qmi/generated
mkdir -p "$dir"
"$tool" $golden/qmi.yaml "$dir"
result qmi_spec_is_accepted $?
for ext in h c; do
	if [ "${ATTACHE_UPDATE:-0}" = 1 ]; then
		cp "$dir/qmi_messages.$ext" $golden/qmi.$ext
	fi
	same $golden/qmi.$ext "$dir/qmi_messages.$ext"
	result "qmi_spec_${ext}_is_golden" $?
done
if ! skip_without clang-format qmi_spec_is_formatted clang-format; then
	formatted "$dir/qmi_messages.h" && formatted "$dir/qmi_messages.c"
	result qmi_spec_is_formatted $?
fi
"${CC:-cc}" -std=c11 -Wall -Wextra -Wconversion -Werror -fsyntax-only \
	-I"$out/qmi" -Isrc "$dir/qmi_messages.c"
result qmi_spec_compiles $?
! grep -q -e "$out" -e "$PWD" -r "$dir"
result qmi_spec_output_has_no_paths $?
exit $failed
