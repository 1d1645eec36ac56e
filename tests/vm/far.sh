#!/bin/sh
# simodem with a TUN device as its far side, in a network namespace where iperf3
# listens at the ports 5201 to 5208; they end with simodem. One port for each
# test: a server that has served is not ready again at once. They tell what they
# receive in each half second.
# usage: unshare --net far.sh SIMODEM OPTION...
set -e
ip tuntap add mode tun name far
for n in 0 1; do
	ip addr add 10.64.$n.1/24 dev far
	ip addr add 2001:db8:64:$n::1/64 dev far nodad
done
ip link set far up
for port in 1 2 3 4 5 6 7 8; do
	setpriv --pdeathsig TERM iperf3 -s -i 0.5 -f k -p 520$port >/dev/null 2>&1 &
done
exec "$@" --tun far
