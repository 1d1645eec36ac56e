#!/bin/bash
# Writes the hash files of the recipes in the Genode repository COPY, which its
# depot tools compare with what a recipe makes: the files of an archive, their
# names first, then what is in them (Genode's tool/depot/mk/extract.inc). The
# version of an archive is that of attache and the beginning of its hash.
# Usage: genode_hashes.sh COPY VERSION
# A package and a source archive name versions of Genode's own archives. These
# are in genode/recipes/genode_versions; with GENODE_DIR in the environment,
# those of that tree are taken.
set -euo pipefail
copy=$(cd "$1" && pwd)
version=$2
recipes=$copy/recipes
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# version_of TYPE/NAME: of an archive, ours or Genode's
version_of() {
	local from=$recipes/genode_versions word
	if [ -f "$recipes/$1/hash" ]; then
		read -r word _ <"$recipes/$1/hash"
	elif [ -n "${GENODE_DIR:-}" ]; then
		from=$GENODE_DIR/repos/*/recipes/$1/hash
		read -r word _ <<<"$(cat $from 2>/dev/null)"
	else
		word=$(sed -n "s|^$1 ||p" "$from")
	fi
	[ -n "${word:-}" ] || {
		echo "$from: no version of $1" >&2
		return 1
	}
	echo "$word"
}

# What content.mk of the recipe $1 makes, as tool/depot/mk/content_env.mk has it.
content() {
	cat >"$scratch/make" <<-'END'
		SHELL := bash
		mirror_from_rep_dir = mkdir -p $(dir $@); cp -r $(REP_DIR)/$@ $(dir $@)
		include $(CONTENT_MK)
		.NOTPARALLEL:
	END
	MAKEFLAGS='' make -s -f "$scratch/make" -C "$scratch/archive" \
		REP_DIR="$copy" CONTENT_MK="$recipes/$1/content.mk" >&2
}

# The files that an archive of the recipe $1 has in the end.
extract() {
	local name used
	case $1 in
	pkg/*)
		for name in "$recipes/$1"/*; do
			case $name in */archives | */hash) ;; *)
				cp "$name" "$scratch/archive/" ;;
			esac
		done
		while IFS=/ read -r _ name; do
			used=$(version_of "$name")
			echo "_/$name/$used"
		done <"$recipes/$1/archives" >"$scratch/archive/_archives"
		;;
	*)
		content "$1"
		[ ! -f "$recipes/$1/used_apis" ] || while read -r name; do
			used=$(version_of "api/$name")
			echo "$name/$used"
		done <"$recipes/$1/used_apis" >"$scratch/archive/used_apis"
		;;
	esac
}

digest() {
	(
		cd "$scratch/archive"
		find . -type f | LC_ALL=C sort >"$scratch/names"
		xargs -d '\n' cat "$scratch/names" <"$scratch/names"
	) | sha1sum | cut -d ' ' -f 1
}

command -v make >/dev/null || {
	echo "genode-src: no make, so the recipes have no hashes" >&2
	exit 0
}
for type in src raw pkg; do
	for recipe in "$recipes/$type"/*/; do
		name=$type/$(basename "$recipe")
		rm -rf "$scratch/archive"
		mkdir "$scratch/archive"
		extract "$name"
		hash=$(digest)
		echo "$version-${hash:0:8} $hash" >"$recipes/$name/hash"
	done
done
