#!/bin/bash
# The textfile collector of node_exporter gives up a whole file for a type of
# OpenMetrics.
#
# Input: two files for it, each with a gauge and a second family: in the one that is
# of the type info, as OpenMetrics 1.0 has it (5.2.4), in the other a gauge as well.
# Seen: of the file with the info neither family is there, and
# node_textfile_scrape_error is 1; why, only the exporter's log says. Of the other one
# both are there.
# Why: it reads files with the parser of Prometheus' older text format (0.0.4), whose
# types are counter, gauge, histogram, summary and untyped. So a program that has
# OpenMetrics has to write another form for it.
. "$(dirname "$0")/lib/package.sh"
unshare -n true 2>/dev/null || cannot "no network of its own can be made here"
package prometheus-node-exporter 1.5.0-1+b6
runs prometheus-node-exporter --version
mkdir "$work/files"
printf '# TYPE signal gauge\nsignal -73\n# TYPE modem info\nmodem_info{model="a"} 1\n' \
	>"$work/files/info.prom"
printf '# TYPE level gauge\nlevel 3\n# TYPE device_info gauge\ndevice_info{model="a"} 1\n' \
	>"$work/files/gauge.prom"
cat >"$work/ask" <<'END'
ip link set lo up
prometheus-node-exporter --collector.disable-defaults --collector.textfile \
	--collector.textfile.directory="$1/files" \
	--web.listen-address=127.0.0.1:9100 2>"$1/log" &
for _ in $(seq 100); do
	sleep 0.1
	exec 3<>/dev/tcp/127.0.0.1/9100 && break
done 2>/dev/null
printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
cat <&3 | tr -d '\r'
kill $!
END
unshare -n bash "$work/ask" "$work" >"$work/said"
names() {
	grep -oE "^($1)" "$work/said" | sort | tr '\n' ' '
}

seen "of the file with gauges there is" "device_info level " \
	"$(names 'device_info|level')"
seen "of the file with an info there is" "" "$(names 'modem_info|signal')"
seen "the errors are" "node_textfile_scrape_error 1" \
	"$(grep '^node_textfile_scrape_error' "$work/said")"
seen "the log says" "unknown metric type info" \
	"$(tr -d '"\\' <"$work/log" | grep -o "unknown metric type info" | head -n 1)"
