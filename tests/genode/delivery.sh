#!/bin/bash
# What Genode's tools take: configurations as the schemas say, recipes with the
# hash of what they make, options of Sculpt. Without a Genode tree (GENODE_DIR),
# a small reader and a few lines of shell stand for Genode's tools.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
copy=$ATTACHE_BUILD/genode-src
driver=genode/src/driver/attache_modem
schemas=(genode/src/*/*/*.hsd)
hid=tests/genode/hid.py

# empty NAME: nothing was written to said.
empty() {
	[ ! -s "$out/said" ]
	result "$1" $?
}

# --- configurations ------------------------------------------------------------

run_scripts() {
	mkdir "$out/genode"
	# attache_modem_quota has the configuration of another script.
	# attache_modem_config_lost has one value that is wrong on purpose, and the
	# phone manager writes for its calls what the driver does not know.
	for script in $(grep -L '^source .*/\[scenario\].run' genode/run/*.run); do
		config=$out/$(basename "$script")
		tclsh tests/genode/run_config.tcl genode "$script" "$out" \
			>"$config" || echo "$script: cannot be read"
		python3 $hid --system "$config" "${schemas[@]}" |
			grep -vE -e "_config_lost.*verbose: 'maybe' is no bool$" \
				-e '_phone.*/config has no attribute speaker$'
	done >"$out/said" 2>&1
	empty configurations_of_run_scripts_fit_the_schemas
}
skip_without tclsh configurations_of_run_scripts_fit_the_schemas tcl ||
	run_scripts

{
	python3 $hid genode/recipes/raw/attache_modem/attache_modem.config \
		$driver/attache_modem.hsd
	python3 $hid genode/recipes/raw/attache_network/attache_network.config
	for file in genode/sculpt/option/* genode/recipes/pkg/*/runtime; do
		python3 $hid "$file"
	done
} >"$out/said" 2>&1
empty configurations_of_recipes_fit_the_schemas

# wrong TEXT...: each line of a configuration that the reader has to refuse.
wrong() {
	for text; do
		printf 'config | seed: 1\n%s\n-\n' "$text" >"$out/config"
		python3 $hid "$out/config" $driver/attache_modem.hsd >/dev/null &&
			echo "taken: $text"
	done >"$out/said" 2>&1
}
wrong '+ network | apm: internet' '+ network | pin: 12ab' '+ networks' \
	'+ network | + default-domain' '       | apn: internet' \
	'       | seed: 2' '+ network | apn internet'
empty a_wrong_configuration_is_noticed

# --- recipes -------------------------------------------------------------------

# The digest as tool/depot/mk/extract.inc has it: names, then contents.
digest() {
	(cd "$1" && { find . -type f | LC_ALL=C sort
		find . -type f -print0 | LC_ALL=C sort -z | xargs -0 cat; }) |
		sha1sum | cut -d ' ' -f 1
}

# genode_version TYPE/NAME, of an archive of Genode's own or of ours
genode_version() {
	local file
	for file in "$copy/recipes/$1/hash" ${GENODE_DIR:+"$GENODE_DIR"/repos/*/recipes/$1/hash}; do
		[ ! -f "$file" ] || {
			cut -d ' ' -f 1 "$file"
			return
		}
	done
	sed -n "s|^$1 ||p" genode/recipes/genode_versions
}

# what the recipes make, written down once more: a folder for each
mkdir -p "$out"/{raw,src,pkg}
for raw in attache_modem attache_network; do
	mkdir "$out/raw/$raw"
	cp "genode/recipes/raw/$raw/$raw.config" "$out/raw/$raw/"
done
for pkg in attache_modem attache_network; do
	mkdir "$out/pkg/$pkg"
	cp genode/recipes/pkg/$pkg/{README,runtime} "$out/pkg/$pkg/"
	sed 's|^_/||' genode/recipes/pkg/$pkg/archives | while read -r name; do
		echo "_/$name/$(genode_version "$name")"
	done >"$out/pkg/$pkg/_archives"
done
for src in driver/attache_modem test/usb_modem_sim; do
	to=$out/src/$(basename $src)
	mkdir -p "$to"
	other=attache_trace
	[ $src != test/usb_modem_sim ] || other=attache_sim
	(cd "$copy" && tar c LICENSE src/$src src/lib/{attache_core,$other} \
		{lib/mk/,lib/import/import-}{attache_core,$other}.mk) |
		tar x -C "$to"
	while read -r api; do
		echo "$api/$(genode_version "api/$api")"
	done <"genode/recipes/src/$(basename $src)/used_apis" >"$to/used_apis"
done
for archive in "$out"/{raw,src,pkg}/*; do
	name=${archive#"$out/"}
	read -r version hash <"$copy/recipes/$name/hash"
	[ "$hash" = "$(digest "$archive")" ] &&
		[ "$version" != "${version%"-${hash:0:8}"}" ] ||
		echo "$name: the hash file is of something else"
done >"$out/said" 2>&1
empty recipes_have_the_hash_of_what_they_make

# --- packages and options --------------------------------------------------------

# What init gives to its children is what the package asks for.
for runtime in genode/recipes/pkg/*/runtime; do
	config=genode/recipes/raw/$(sed -nE \
		's/.* config: ([a-z_]+)\.config.*/\1\/\1/p' "$runtime").config
	asked=$(sed -nE 's/.*ram: ([0-9]+)M \| caps: ([0-9]+) .*/\1 \2/p' "$runtime")
	needs=$(sed -nE '/^\+ start/s/.*/& | caps: 100/; s/^\+ start.*caps: ([0-9]+).*ram: ([0-9]+)M.*/\2 \1/p
		s/^\+ start .*ram: ([0-9]+)M \| caps: ([0-9]+).*/\1 \2/p' "$config" |
		awk '{ ram += $1; caps += $2 } END { print ram + 0, caps + 0 }')
	echo "$asked $needs" | awk -v file="$runtime" '
		NF != 4 || $1 < $3 || $2 < $4 { print file ": gives " $0 }'
done >"$out/said"
empty packages_have_what_their_children_get

for option in genode/sculpt/option/*; do
	grep -qE '^\+ child [a-z]+ \| (binary: attache_modem \| ram: 4M \| caps: 150|pkg: attache_network) \|' \
		"$option" && grep -qE '(uplink|nic) +\| \+ child network \| label: mobile$' \
		"$option" || echo "$option: quota, binary or label is another"
done >"$out/said"
empty options_start_the_driver_as_mobile

# --- Genode's own tools --------------------------------------------------------

# genodes NAME COMMAND...: with Genode's tree.
genodes() {
	local name=$1
	shift
	if [ -z "${GENODE_DIR:-}" ]; then
		skip "$name" "GENODE_DIR is not set"
		return
	fi
	"$@" >"$out/said" 2>&1
	result "$name" $?
}

# tool/hid says what is wrong, but not by its exit status.
hid_takes() {
	local schema=$1 file
	shift
	for file; do
		"$GENODE_DIR/tool/hid" check --schema "$GENODE_DIR/$schema" \
			"$file" || return
	done 2>&1 | tee "$out/hid"
	[ ! -s "$out/hid" ]
}

depot_takes() {
	DEPOT_DIR=$out/depot REPOSITORIES="$(echo "$GENODE_DIR"/repos/* "$copy")" \
		"$GENODE_DIR/tool/depot/extract" t/pkg/attache_modem \
		t/pkg/attache_network t/src/usb_modem_sim
}

genodes genode_takes_the_options hid_takes \
	repos/gems/src/app/depot_deploy/option.hsd genode/sculpt/option/*
genodes genode_takes_the_runtimes hid_takes \
	repos/gems/src/app/depot_deploy/pkg_runtime.hsd \
	genode/recipes/pkg/*/runtime
genodes genode_takes_the_configuration_of_the_package hid_takes \
	repos/os/src/init/init.hsd \
	genode/recipes/raw/attache_network/attache_network.config
genodes genode_extracts_the_archives_without_a_flag depot_takes
echo "1..$n"
exit $failed
