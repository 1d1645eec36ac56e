#!/bin/bash
# The words of attache query and set, completed by bash, zsh and fish.
# usage: test_query_completion.sh ATTACHE
attache=$1 simodem=
# shellcheck source=tests/peer/query.sh
. tests/peer/query.sh
mkdir "$dir/bin"
ln -s "$attache" "$dir/bin/attache"
PATH=$dir/bin:$PATH

# comp LINE WORD...: bash offers exactly these words behind LINE (the cursor).
comp() {
	COMP_LINE=$1 COMP_POINT=${#1}
	_attache
	printf '%s\n' "${COMPREPLY[@]}" | sort >"$dir/out"
	printf '%s\n' "${@:2}" | sort >"$dir/err"
	cmp -s "$dir/out" "$dir/err"
}

# has LINE WORD...: it offers these, and perhaps others.
has() {
	local word
	COMP_LINE=$1 COMP_POINT=${#1}
	_attache
	printf '%s\n' "${COMPREPLY[@]}" >"$dir/out"
	for word in "${@:2}"; do
		grep -qxF -e "$word" "$dir/out" || return 1
	done
}

commands() {
	has "attache " run status query set && comp "attache que" query &&
		comp "attache comp" completion
}

options() {
	comp "attache query --js" --json &&
		has "attache run --" --config --device --help &&
		has "attache decode --" --format --mbimex --personal &&
		has "attache replay --" --as-modem --max-control --json &&
		comp "attache query --mbimex " auto 1.0 2.0 3.0 &&
		comp "attache decode -j --mbimex " auto 1.0 2.0 3.0 &&
		comp "attache import -f u" usbmon usbpcap usbmon-text umbim uqmi &&
		comp "attache decode -f u" usbmon usbpcap usbmon-text umbim uqmi
}

# A notification can be neither queried nor set.
cids() {
	has "attache query " basic_connect. sms. &&
		has "attache query basic_connect." basic_connect.connect \
			basic_connect.device_caps &&
		comp "attache set basic_connect.device_c" "" &&
		comp "attache set basic_connect.device_s" \
			basic_connect.device_service_subscribe_list &&
		comp "attache query --device /dev/x -j basic_connect.radio" \
			basic_connect.radio_state
}

# Services and messages of QMI stand beside them.
messages() {
	has "attache query " nas. dms. wds. &&
		comp "attache query nas.get_serv" nas.get_serving_system &&
		comp "attache set nas.get_serv" "" &&
		has "attache set wds.start_network " apn= username= &&
		comp "attache set dms.set_operating_mode mode=o" online \
			offline &&
		has "attache query uim.read_transparent " file. session. &&
		comp "attache query uim.read_transparent file.file_i" \
			file.file_id=
}

fields() {
	comp "attache set basic_connect.radio_state " radio_state= &&
		has "attache set basic_connect.connect " session_id= \
			access_string= &&
		comp "attache set basic_connect.connect session_id=0 sess" "" &&
		comp "attache query basic_connect.device_caps " ""
}

# bash replaces what is behind the '=' only.
values() {
	comp "attache set basic_connect.radio_state radio_state=" off on &&
		comp "attache set basic_connect.radio_state radio_state=of" \
			off &&
		comp "attache set basic_connect.register_state data_class=lte,5g_n" \
			lte,5g_nsa &&
		comp "attache set basic_connect.connect context_type=sms" sms &&
		comp "attache set basic_connect.connect session_id=" ""
}

lists() {
	local cid=basic_connect.ip_packet_filters

	comp "attache set $cid packet" "packet_filters[0]." &&
		comp "attache set $cid packet_filters[0].packet_f" \
			"packet_filters[0].packet_filter=" &&
		comp "attache set $cid packet_filters[0].packet_filter=00 packet" \
			"packet_filters[0]." "packet_filters[1]."
}

# The shell itself, behind a terminal: TAB at the end of what is typed.
zsh_completes() {
	cat >"$dir/zsh" <<-'END'
		zmodload zsh/zpty
		zpty -b shell zsh -f -i
		zpty -w shell "PS1='% '; autoload -U compinit; compinit -u -D"
		zpty -w shell "source <(attache completion zsh)"
		zpty -w shell "print rea''dy"
		wait_for() {
			local some all= i
			for i in {1..200}; do
				zpty -r -t shell some && all+=$some || sleep 0.1
				[[ $all == *$1* ]] && return 0
			done
			print -r -- "no $1 in: $all"
			return 1
		}
		wait_for ready || exit 1
		zpty -n -w shell $'attache set basic_connect.rad\t'
		wait_for 'io_state ' || exit 1
		zpty -n -w shell $'rad\t'
		wait_for 'io_state=' || exit 1
		zpty -n -w shell $'of\t'
		wait_for 'f ' || exit 1
		zpty -n -w shell $'\C-u'
		zpty -n -w shell $'attache query --js\t'
		wait_for 'on ' || exit 1
		zpty -d shell
	END
	timeout 100 zsh -f "$dir/zsh" >"$dir/out" 2>"$dir/err"
}

# What fish would offer behind a line.
fish_offers() {
	HOME=$dir fish -N -c "source $dir/script.fish; complete -C '$1'" \
		2>"$dir/err" | cut -f1 | sort >"$dir/out"
	printf '%s\n' "${@:2}" | sort | cmp -s - "$dir/out"
}

fish_completes() {
	attache completion fish >"$dir/script.fish" &&
		fish_offers "attache set basic_connect.rad" \
			basic_connect.radio_state &&
		fish_offers "attache set basic_connect.radio_state " \
			radio_state= &&
		fish_offers "attache set basic_connect.radio_state radio_state=of" \
			radio_state=off &&
		fish_offers "attache query --js" --json
}

echo "1..10"
attache completion bash >"$dir/script" || exit 1
# shellcheck source=/dev/null
. "$dir/script"
check bash_completes_commands commands
check bash_completes_options options
check bash_completes_cids_of_the_operation cids
check bash_completes_messages_of_qmi messages
check bash_completes_fields_that_are_not_given_yet fields
check bash_completes_values_of_enums_flags_and_uuids values
check bash_completes_members_of_lists lists
refuses_shell() {
	run 2 completion csh && moans "bash, zsh or fish" && run 2 completion
}
check other_shells_are_refused refuses_shell
if command -v zsh >/dev/null; then
	check zsh_completes_on_a_terminal zsh_completes
else
	skip zsh_completes_on_a_terminal "zsh is not installed"
fi
if command -v fish >/dev/null; then
	check fish_completes fish_completes
else
	skip fish_completes "fish is not installed"
fi
exit $bad
