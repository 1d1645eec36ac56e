# Topic: the installed service: how long an upgrade or a restart takes the link

# A clean tree of this Debian and this tree's package, as the tests make them.
tree() {
	ATTACHE_BUILD=$PWD/$build tests/package/check.sh >"$work/tree" 2>&1 &&
		return
	echo "not measured: $(grep -m 1 -e SKIP -e '^not ok' "$work/tree")"
	return 1
}

echo "from the old run's \"ending\" to the new run's link, of systemd's journal"
if tree; then
	ninja -C $build simodem >/dev/null
	ATTACHE_BUILD=$PWD/$build tests/package/container.sh \
		$build/tools/simodem/simodem upgrade.sh >"$work/upgrade" ||
		{ tail -n 40 "$work/upgrade"; exit 1; }
	sed -n 's/^# | \(.*\) |$/  \1/p' "$work/upgrade" | tr -d '|'
	worst=$(awk -F '|' '/^# \| back/ && $3 > max { max = $3 }
		END { print max + 0 }' "$work/upgrade")
	figure "service: longest time without a link, upgrade or restart" \
		- - "$worst ms" "<= 1000 ms"
fi
echo "not covered: a modem that takes time of its own, and the kernel's drivers"
