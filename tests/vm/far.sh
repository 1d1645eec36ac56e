#!/bin/sh
# simodem with a TUN device as its far side, in a network namespace where iperf3
# listens, at ports 5201 and 5202. To be started by `unshare`, see run.sh.
# usage: far.sh SIMODEM OPTION...
set -e
ip tuntap add mode tun name far
for n in 0 1; do
	ip addr add 10.64.$n.1/24 dev far
	ip addr add 2001:db8:64:$n::1/64 dev far nodad
done
ip link set far up
iperf3 -s -D -p 5201
iperf3 -s -D -p 5202
exec "$@" --tun far
