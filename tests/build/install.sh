#!/bin/bash
# What is installed is whole, each component has its own, and all of it works
# where it was moved to.
set -u
. tests/tap.sh
plain=$ATTACHE_BUILD/plain
parts=$out/parts
moved=$out/else/where

# put COMPONENT: installs it into a folder of its own.
put() {
	DESTDIR=$parts/$1 cmake --install "$plain" --component "$1" \
		>"$out/said" 2>&1
}

# lists COMPONENT FILE...: exactly these are there, from /usr.
lists() {
	local part=$1
	shift
	put "$part" || return
	(cd "$parts/$part/usr" && find . -type f | sed 's|^\./||' | sort) \
		>"$out/said"
	printf '%s\n' "$@" | sort >"$out/want"
	diff "$out/want" "$out/said" >"$out/differs" || {
		mv "$out/differs" "$out/said"
		return 1
	}
}

# pages PROGRAM: its pages, one or several.
pages() {
	(cd docs && printf 'share/man/man1/%s\n' "$1"*.1)
}

# shellcheck disable=SC2046
attache_is_whole() {
	lists attache bin/attache $(pages attache) \
		share/man/man7/{mbim_cids,qmi_messages}.7 \
		share/attache/qmi.lua \
		share/bash-completion/completions/attache \
		share/zsh/site-functions/_attache \
		share/fish/vendor_completions.d/attache.fish
}

# shellcheck disable=SC2046
simodem_is_whole() {
	lists simodem bin/simodem $(pages simodem) $(cd tools/simodem &&
		find profiles -type f | sed 's|^|share/attache/|')
}

doc_is_whole() {
	put doc && (cd "$parts/doc/usr/share/doc/attache" &&
		ls mbim_cids.html qmi_messages.html >"$out/said" 2>&1)
}

move_all() {
	DESTDIR=$out/all cmake --install "$plain" >"$out/said" 2>&1 &&
		mkdir "$out/else" && mv "$out/all/usr" "$moved"
}

completions_are_those_of_attache() {
	local share=$moved/share
	"$moved/bin/attache" completion bash |
		cmp - "$share/bash-completion/completions/attache" &&
		"$moved/bin/attache" completion zsh |
		cmp - "$share/zsh/site-functions/_attache" &&
		"$moved/bin/attache" completion fish |
		cmp - "$share/fish/vendor_completions.d/attache.fish"
} >"$out/said" 2>&1

# From another folder, by a profile's name.
programs_work() (
	cd / || exit 1
	mkfifo "$out/ready"
	"$moved/bin/simodem" --profile sierra-em7455 --pty >"$out/ready" \
		2>"$out/said" &
	trap 'kill $!' EXIT
	"$moved/bin/attache" query basic_connect.radio_state \
		--device "$(timeout 60 head -n 1 "$out/ready")" \
		>>"$out/said" 2>&1
)

profiles_are_listed() {
	"$moved/bin/simodem" --help >"$out/said" 2>&1 &&
		grep -q '^  quectel-eg25g$' "$out/said"
}

echo "1..7"
attache_is_whole
result component_attache_is_whole $?
simodem_is_whole
result component_simodem_is_whole $?
doc_is_whole
result component_doc_has_the_reference $?
move_all
result all_is_installed $?
completions_are_those_of_attache
result completions_are_those_of_attache $?
profiles_are_listed
result moved_simodem_lists_its_profiles $?
programs_work
result moved_programs_work_from_elsewhere $?
exit "$failed"
