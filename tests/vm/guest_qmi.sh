# What the scenarios of QMI share, in the guest.
second=qmimux1 # the network device of the second session

qmi_bound() {
	ls -d /sys/bus/usb/drivers/qmi_wwan/*:* >/dev/null 2>&1
}

qmi_here() {
	qmi_bound && [ -c $wdm ] && [ -n "$(netdev)" ]
}

qmi_gone() {
	[ ! -e $wdm ] && ! qmi_bound
}

# The node of the modem with these ids; status 1: it has none.
node_of() {
	for sys in /sys/class/usbmisc/cdc-wdm*; do
		read -r vendor <"$sys/device/../idVendor" &&
			read -r product <"$sys/device/../idProduct" &&
			[ "$vendor:$product" = "$1" ] &&
			echo "/dev/${sys##*/}" && return
	done
	return 1
}

# q ARGS...: qmicli at the modem; what it says is in /tmp/said, too.
q() {
	timeout 30 qmicli -d "$wdm" "$@" >/tmp/said 2>&1
	status=$?
	cat /tmp/said
	return $status
}

# q_says TEXT ARGS...
q_says() {
	text=$1
	shift
	q "$@" && grep -qF -- "$text" /tmp/said
}

# q_keep ARGS...: the client that it used is kept, as $cid.
q_keep() {
	q --client-no-release-cid "$@" || return 1
	cid=$(sed -n "s/^.*CID: '\([0-9]*\)'.*/\1/p" /tmp/said | tail -n 1)
	[ -n "$cid" ]
}

# q_nobody SERVICE...: none of them has a client. The modem gives out the lowest
# id that is free.
q_nobody() {
	for service; do
		q_keep "--$service-noop" || return 1
		q "--$service-noop" "--client-cid=$cid" >/dev/null
		[ "$cid" = 1 ] || return 1
	done
}

# q_start SESSION ARGS...: a call of IPv4 by a client of its own, $cid, which
# keeps it; its handle is $call.
q_start() {
	[ -n "$cid" ] || q_keep --wds-noop || return 1
	q --client-no-release-cid "--client-cid=$cid" \
		--wds-start-network=apn=internet,ip-type=4 || return 1
	call=$(sed -n "s/.*Packet data handle: '\([0-9]*\)'.*/\1/p" /tmp/said)
	[ -n "$call" ]
}

# Its client goes with the call.
q_stop() {
	q "--client-cid=$cid" "--wds-stop-network=$call"
}

modprobe qmi_wwan
