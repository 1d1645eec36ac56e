#!/bin/sh
# Every spec of QMI in bad_qmi/ is refused with exactly the messages in its
# first lines, and leaves no file behind.
set -u

tool=$ATTACHE_BUILD/gen/qmi-gen-spec
dir=tests/gen/bad_qmi
. tests/tap.sh
mkdir "$out/generated"

set -- "$dir"/*.yaml
echo "1..$#"
for spec; do
	expected=$(sed -n "s,^# \([0-9]*:[0-9]*: error: \),$spec:\1,p" "$spec")
	got=$("$tool" "$spec" "$out/generated" 2>&1)
	[ $? -eq 1 ] && [ -n "$expected" ] && [ "$got" = "$expected" ] &&
		[ -z "$(ls -A "$out/generated")" ]
	status=$?
	[ $status -eq 0 ] || printf '%s\n' "$got" | sed 's/^/# got: /'
	result "qmi_spec_refuses_$(basename "$spec" .yaml)" $status
done
exit $failed
