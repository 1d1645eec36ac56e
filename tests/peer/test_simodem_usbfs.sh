#!/bin/sh
# Runs test_simodem_usbfs as a program of `simodem --usbfs`, with the built-in
# far side ("host"), the same behind a slow radio ("rate"), or with the kernel
# behind a TUN device ("tun").
# usage: test_simodem_usbfs.sh SIMODEM PROGRAM host|rate|tun
simodem=$1 program=$2 far=$3

if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	echo "1..0 # SKIP needs /dev/fuse and new namespaces"
	exit 0
fi
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
SIMODEM_COMMANDS=$dir/commands
export SIMODEM_COMMANDS

slow=
[ "$far" != rate ] || slow="--rate-up 200000 --rate-down 200000"
if [ "$far" != tun ]; then
	# shellcheck disable=SC2086 # several words
	"$simodem" $slow --commands "$SIMODEM_COMMANDS" --usbfs -- "$program"
	exit
fi
if ! [ -c /dev/net/tun ]; then
	echo "1..0 # SKIP needs /dev/net/tun"
	exit 0
fi
# shellcheck disable=SC2016 # expanded inside
unshare -n sh -c '
	ip tuntap add far0 mode tun && ip addr add 10.64.0.1/30 dev far0 &&
		ip link set far0 up &&
		exec "$1" --tun far0 --usbfs -- "$2" tun' sh "$simodem" "$program"
