#!/bin/bash
# Debian's newest libmbim-glib (of sid), with its headers and all libraries that
# it needs, the C library too, unpacked into FOLDER/root; nothing is installed,
# and what is there stays until somebody removes FOLDER.
# Prints its version, or says why there is none and fails.
# usage: newest_libmbim.sh FOLDER
set -eu
mkdir -p "$1"
cd "$1"
[ ! -e version ] || exec cat version
keys=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keys] http://deb.debian.org/debian sid main" >sources
mkdir -p lists/partial cache/archives/partial deb
options="-o Dir::Etc::sourcelist=$PWD/sources -o Dir::Etc::sourceparts=none
-o Dir::State::lists=$PWD/lists -o Dir::State::status=/dev/null
-o Dir::Cache=$PWD/cache -o Acquire::Languages=none -o APT::Sandbox::User=root
-o APT::Architectures=amd64 -o APT::Update::Error-Mode=any"

fail() {
	echo "no newer libmbim: $1" >&2
	exit 1
}

[ "$(dpkg --print-architecture)" = amd64 ] || fail "only amd64 is known here"
timeout 300 apt-get -qq $options update >log 2>&1 ||
	fail "Debian's archive is not there"
needs=$(apt-cache $options depends --recurse --no-recommends --no-suggests \
	--no-conflicts --no-breaks --no-replaces --no-enhances libmbim-glib4 |
	grep '^[a-z]' | grep -v '^gcc-') || fail "it is not in Debian's archive"
(cd deb && timeout 300 apt-get -qq $options download $needs \
	libmbim-glib-dev) >>log 2>&1 ||
	fail "its packages cannot be downloaded"
for p in deb/*.deb; do
	dpkg-deb -x "$p" root
done
dpkg-deb -f deb/libmbim-glib4_*.deb Version >version.new
rm -r lists cache deb
mv version.new version
cat version
