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

# q_beside: several at once at attache's socket, as at libqmi's proxy; each has an
# id of its own, and one is refused what would end attache's call.
q_beside() {
	for i in 1 2 3 4; do
		timeout 60 qmicli -p --device-open-qmi -d /dev/null \
			--nas-get-serving-system >/tmp/beside$i 2>&1 &
		eval "beside$i=$!"
	done
	! timeout 60 qmicli -p --device-open-qmi -d /dev/null \
		--wds-start-network=apn=internet >/tmp/refused 2>&1
	refused=$?
	for i in 1 2 3 4; do
		eval "wait \$beside$i" || refused=1
	done
	cat /tmp/refused /tmp/beside?
	[ $refused = 0 ] && grep -q AccessDenied /tmp/refused &&
		[ "$(grep -l "Registration state: 'registered'" /tmp/beside? |
			wc -l)" = 4 ] && up
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
