# shellcheck shell=bash
# The happy path's modem, as genode/run/attache_modem.run has it: one NAME=VALUE
# a line. To be sourced from the top of the tree.
happy_path_modem() {
	sed -n '/^set sim_config {/,/}/p' genode/run/attache_modem.run |
		grep -oE '[a-z_]+: *[a-z0-9]+' | tr -d ' ' | tr : =
}

# The transitions among the lines of a log up to the first link, without times.
transitions_of() {
	sed -nE 's/.*\+[0-9]+\.[0-9]{3} ([a-z]+ [a-z_]+ --.*)/\1/p' "$1" |
		sed 's/\x1b\[[0-9;]*m//g' | tr -d '\r' |
		awk '{ print } /\[link_up\]/ { exit }'
}
