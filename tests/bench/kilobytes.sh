#!/bin/bash
# The memory of a program, "RSS PSS ANONYMOUS" in kB, six seconds after it was
# online. In room.sh.
# usage: kilobytes.sh FOLDER PROGRAM ARGS...
set -eu
said=$1/said
shift
"$@" >"$said" 2>&1 &
pid=$!
for ((i = 0; i < 100; i++)); do
	! grep -qs '^+.* link wwan0 up' "$said" || break
	sleep 0.1
done
sleep 6 # attache gives back what only its start needed
awk '/^Rss:/ { rss = $2 } /^Pss:/ { pss = $2 } /^Anonymous:/ { own = $2 }
	END { print rss, pss, own }' /proc/$pid/smaps_rollup
kill $pid
wait $pid || true
