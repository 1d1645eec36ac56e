# What the scripts of this folder share, to be sourced with the release in $1:
# $suite, this system's release if that is empty or "-"; $dir, its folder; and skip.
suite=${1:--}
[ "$suite" != - ] ||
	suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-unknown}")
dir=$ATTACHE_BUILD/package/$suite

skip() { # NAME REASON
	echo "1..1"
	echo "ok 1 - $1 # SKIP $2"
	exit 77
}
