#!/bin/bash
# Every action of Debian's mbimcli against simodem, as mbimcli_actions.tsv says: row
# by row with the profile qualcomm-5g, counted with each other profile. Its lines
# `profile NAME WORKS REFUSED` are written by --update.
# usage: test_mbimcli_actions.sh SIMODEM [--update]
simodem=$1 update=$2
table=tests/peer/mbimcli_actions.tsv
profiles=$(dirname "$simodem")/profiles
version=1.28

# shellcheck source=tests/tap.sh
. tests/tap.sh
sim=
trap 'stop; rm -rf "$out"' EXIT

stop() {
	[ -n "$sim" ] && kill "$sim" 2>/dev/null && wait "$sim"
	sim=
}

# start PROFILE: a modem at $out/modem, which follows it when it restarts.
start() {
	stop
	rm -f "$out/ready"
	mkfifo "$out/ready"
	"$simodem" --profile "$1" --pin 1234 --pty "$out/modem" \
		>"$out/ready" 2>"$out/sim" &
	sim=$!
	timeout 60 head -n 1 "$out/ready" >/dev/null
}

# act ARGUMENTS: the status of mbimcli, what it says in $out/said.
act() {
	# shellcheck disable=SC2086 # several options may stand in a row
	timeout 30 mbimcli -d "$(readlink "$out/modem")" $1 >"$out/said" 2>&1
}

# The rows without comments and without the lines of the profiles.
rows() {
	grep -v -e '^#' -e '^profile ' "$table"
}

# The actions of this mbimcli: all options but those of help and of the program.
actions() {
	mbimcli --help-all | awk '/^[A-Z].*:$/ { of = $1 }
		of != "Help" && of != "Application" && $1 ~ /^--/ {
			sub(/=.*/, "", $1)
			print $1
		}' | sort
}

# fits RESULT TEXT STATUS: did the action end as its row says?
fits() {
	case $1 in
	works | unheard) [ "$3" -eq 0 ] && grep -qF -- "$2" "$out/said" ;;
	refused) [ "$3" -eq 1 ] && grep -qF -- "$2" "$out/said" ;;
	*) false ;;
	esac
}

# counted PROFILE: how many of the rows work, and how many are refused.
counted() {
	local row result text why works=0 refused=0

	start "$1"
	while IFS=$'\t' read -r row result text why; do
		[ "$result" = works ] || [ "$result" = refused ] || continue
		if act "$row"; then
			works=$((works + 1))
		else
			refused=$((refused + 1))
		fi
	done < <(rows)
	echo "profile $1 $works $refused"
}

mapfile -t others < <(basename -s .yaml "$profiles"/*.yaml | grep -vx qualcomm-5g)
mapfile -t table_rows < <(rows)
echo "1..$((${#table_rows[@]} + ${#others[@]} + 2))"
if ! mbimcli --version 2>/dev/null | grep -q "^mbimcli $version"; then
	for _ in $(seq $((${#table_rows[@]} + ${#others[@]} + 2))); do
		n=$((n + 1))
		echo "ok $n - row_$n # SKIP the table is of mbimcli $version (libmbim-utils)"
	done
	exit 0
fi

rows | cut -f 1 | grep -oE -- '--[a-z0-9-]+' |
	grep -v -e '^--device-open' -e '^--no-open' -e '^--no-close' | sort -u >"$out/rows"
actions >"$out/actions"
diff "$out/actions" "$out/rows" >"$out/said"
result "each_of_$(wc -l <"$out/actions")_actions_has_a_row" $?
rows | awk -F '\t' '($2 == "refused" || $2 == "unheard") && $4 == "" ||
	$3 == "" { print "without a text or a reason: " $1 }' >"$out/said"
[ ! -s "$out/said" ]
result each_refusal_has_a_reason $?

start qualcomm-5g
while IFS=$'\t' read -r row result text why; do
	act "$row"
	fits "$result" "$text" $?
	result "$result $row" $?
done < <(rows)
[ "$update" != --update ] || sed -i '/^profile /d' "$table"
for profile in "${others[@]}"; do
	counted "$profile" >"$out/count"
	[ "$update" != --update ] || cat "$out/count" >>"$table"
	{
		grep "^profile $profile " "$table"
		cat "$out/count"
	} >"$out/said"
	grep -qxF "$(cat "$out/count")" "$table"
	result "counts_of_$profile" $?
done
exit $failed
