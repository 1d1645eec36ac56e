#!/bin/sh
# The command line of simodem: clear errors for what it does not understand.
# usage: test_simodem_options.sh SIMODEM
simodem=$1
n=0

refused() { # refused NAME "MESSAGE" ARGS...
	n=$((n + 1))
	name=$1 want=$2
	shift 2
	out=$("$simodem" "$@" 2>&1 >/dev/null </dev/null)
	status=$?
	case $status:$out in
	2:*"$want"*) echo "ok $n - $name" ;;
	*)
		echo "not ok $n - $name"
		echo "# status $status: $out"
		;;
	esac
}

echo "1..30"
refused front_is_needed "one of --pty, --mbim-proxy, --qmi-proxy, --qrtr,"
refused two_fronts_are_too_many "one of --pty, --mbim-proxy, --qmi-proxy, --qrtr," \
	--pty --usbfs
refused usbredir_needs_a_place "--usbredir: bad value: host:1" --usbredir host:1
refused proxy_needs_a_name "--mbim-proxy: bad value: @" --mbim-proxy @
refused speed_is_known "--speed: bad value: low" --speed low --pty
refused unknown_option_is_named "unknown option --bogus" --bogus
refused missing_value_is_named "--pin needs DIGITS" --pin
refused pin_has_digits "--pin: bad value: 12a4" --pin 12a4 --pty
refused max_control_has_a_minimum "--max-control: bad value: 32" \
	--max-control 32 --pty
refused max_control_has_a_maximum "--max-control: bad value: 65535" \
	--max-control 65535 --pty
refused version_is_known "--mbimex: bad value: 4.0" --mbimex 4.0 --pty
refused number_is_a_number "--delay-ms: bad value: -1" --delay-ms -1 --pty
refused ids_are_hex "--id: bad value: 12d1" --id 12d1 --pty
refused imei_has_digits "--imei: bad value: 12x" --imei 12x --pty
refused iccid_has_digits "--iccid: bad value: 8" --iccid 8 --pty
refused pty_has_no_data "--tun needs USB" --pty --tun far0
refused pty_has_no_rate "--rate-up and --rate-down need USB" --pty \
	--rate-down 5000000
refused rate_is_a_number "--rate-up: bad value: 20M (8000 to 1000000000)" \
	--rate-up 20M --usbfs
refused proxy_has_no_rate "--rate-up and --rate-down need USB" --mbim-proxy \
	--rate-up 5000000
refused unknown_profile_is_named \
	'no profile "nonsense" (see --help)' --profile nonsense --pty
bad=$(mktemp)
page=$(mktemp)
trap 'rm -f "$bad" "$page" "$page.words"' EXIT
printf 'usb:\n  max_kontrol: 3\n' >"$bad"
refused profile_tells_where_it_is_wrong \
	"$bad:2:3: error: unknown key \"max_kontrol\"" --profile "$bad" --pty
printf 'faults: [{fault: drop}]\n' >"$bad"
refused scenario_tells_where_it_is_wrong \
	"$bad:1:10: error: a fault needs at" --scenario "$bad" --pty
sed -n '/^```yaml/,/^```/{/^```/!p}' tools/simodem/profiles/README.md >"$bad"
refused scenario_of_the_readme_is_one "unknown option --bogus" \
	--scenario "$bad" --bogus
# seen NAME COMMAND...
seen() {
	n=$((n + 1))
	name=$1
	shift
	if "$@"; then echo "ok $n - $name"; else
		echo "not ok $n - $name"
		echo "$out" | head -5 | sed 's/^/# /'
	fi
}

helps() {
	"$simodem" --help | grep -q -- "$1"
}

# A file that is no link is neither replaced nor removed.
spares_a_file() {
	out=$(timeout 10 "$simodem" --pty "$bad" 2>&1 </dev/null)
	[ $? = 1 ] && [ -s "$bad" ] && [ "$out" = "simodem: --pty $bad: File exists" ]
}

names_the_folder() {
	out=$(timeout 10 "$simodem" --pty /nonexistent/modem 2>&1 </dev/null)
	[ $? = 1 ] && [ "$out" = \
		"simodem: --pty /nonexistent/modem: No such file or directory" ]
}

spares_a_file_that_is_no_socket() {
	out=$(timeout 10 "$simodem" --usbredir "unix:$bad" 2>&1 </dev/null)
	[ $? = 1 ] && [ -s "$bad" ] &&
		[ "$out" = "simodem: usbredir unix:$bad: Address already in use" ]
}

tells_what_is_no_fifo() {
	out=$(timeout 10 "$simodem" --commands "$bad" --pty 2>&1 </dev/null)
	[ $? = 1 ] && [ "$out" = "simodem: FIFO $bad: File exists" ]
}

# Each option of --help, and each command, is in the manual page.
manual_has_all() {
	out=$("$simodem" --help)
	echo "$out" | grep -oE '^  --[a-z0-9-]+' | tr -d ' ' >"$page.words"
	echo "$out" | sed -n '/^Commands/,/^Behind/p' |
		sed 's/^Commands, one a line://; /^Behind/d' | tr '\n,' ' \n' |
		awk '{ sub(/\.$/, "", $1); print $1 }' >>"$page.words"
	[ "$(grep -c . "$page.words")" -gt 50 ] || return 1
	tr -d '\\' <docs/simodem.1 >"$page"
	while read -r word; do
		grep -qwF -e "$word" "$page" || {
			out="docs/simodem.1 has no $word"
			return 1
		}
	done <"$page.words"
}

seen manual_has_each_option_and_command manual_has_all
seen help_lists_the_options helps --needs-ntb-input
seen help_lists_the_profiles helps '^  sierra-em7455$'
seen pty_spares_what_is_no_link spares_a_file
seen pty_needs_a_place_for_its_link names_the_folder
seen usbredir_spares_what_is_no_socket spares_a_file_that_is_no_socket
seen commands_need_a_fifo tells_what_is_no_fifo
