# A network namespace of its own for a test that meets the name of a library's
# proxy: abstract sockets belong to one. Sourced with $needs set, the programs
# without which the test is skipped; runs the test again, inside.
for need in $needs; do
	if ! command -v "$need" >/dev/null; then
		echo "1..0 # SKIP $need is not installed"
		exit 0
	fi
done
if [ "${ATTACHE_NETNS:-}" != yes ]; then
	if ! unshare -n true 2>/dev/null; then
		echo "1..0 # SKIP no network namespace can be made here"
		exit 0
	fi
	ATTACHE_NETNS=yes exec unshare -n "$0" "$@"
fi
