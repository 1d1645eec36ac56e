#!/bin/bash
# Every capture of a real modem decodes to what its own comments say: what the
# publisher's tool printed, or what a person explained. The captures are not
# part of the source: ATTACHE_CAPTURES is their folder.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
folder=${ATTACHE_CAPTURES:-$(dirname "$0")/../../../shared/captures}

if ! ls "$folder"/*.hex >/dev/null 2>&1; then
	echo "1..1"
	echo "ok 1 - captures of real modems # SKIP no captures in $folder"
	exit 0
fi

# What the comments and the name of a file promise, as key=value lines. Names
# are brought to snake case, values to lower case with '_' for '-'.
expected() {
	awk '
	function snake(s) {
		gsub(/[a-z0-9][A-Z]/, "&\n", s)
		while (match(s, /.\n/))
			s = substr(s, 1, RSTART - 1) "_" \
			    substr(s, RSTART, 1) substr(s, RSTART + 2)
		gsub(/[ -]/, "_", s)
		return tolower(s)
	}
	function value(s) {
		sub(/ \(.*/, "", s)
		gsub(/\047/, "", s)
		gsub(/, /, "|", s)
		gsub(/-/, "_", s)
		return tolower(s)
	}
	function say(name, v) {
		name = snake(name)
		if (name == "status_error")
			name = "status"
		print name "=" value(v)
	}
	!/^#/ { next }
	{ sub(/^# */, "") }
	# "length=52 type=indicate-status ...", "service=\047sms\047 cid=..."
	/^(length|service)=/ {
		for (i = 1; i <= NF; i++)
			if (split($i, a, "=") == 2)
				say(a[1], a[2])
		next
	}
	# "max control transfer = 512", "SimClass = \047removable\047"
	/^[A-Za-z][A-Za-z0-9 ]* += / {
		name = $0
		sub(/ += .*/, "", name)
		sub(/^[^=]*= /, "")
		say(name, $0)
		next
	}
	/^OPEN MaxControlTransfer=/ {
		say("MaxControlTransfer", substr($2, index($2, "=") + 1))
	}
	/^FUNCTION_ERROR/ {
		match($0, /MBIM_ERROR_[A-Z_]*/)
		say("error", substr($0, RSTART + 11, RLENGTH - 11))
	}
	/^CONNECT set:/ {
		print "operation=set"
		print "session_id=0"
		print "activation_command=activate"
		# no APN/user/password
		print "access_string="
		print "user_name="
		print "password="
		# Compression=0 AuthProtocol=0 IPType=0
		print "compression=none"
		print "auth_protocol=none"
		print "ip_type=default"
		match($0, /[0-9a-f]*-[0-9a-f-]*/)
		say("context_type", substr($0, RSTART, RLENGTH))
	}
	/^status 0/ { print "status=none" }
	/^QMI service cid 1 set/ {
		print "operation=set"
		print "qmi=request dms.set_fcc_authentication client 20"
	}
	/QMUX response 0x555F result TLV success/ {
		print "qmi=response dms.set_fcc_authentication client 20"
		print "tlv=status success"
	}
	/^QMI CTL Allocate CID for service 2 \(DMS\)/ {
		print "qmi=request ctl.allocate_cid client 0"
		print "tlv=service dms"
	}
	/QMI CTL Allocate CID result success, DMS client 3/ {
		print "qmi=response ctl.allocate_cid client 0"
		print "tlv=status success\ntlv=service dms"
		print "tlv=cid 3"
	}
	/^QMI DMS 0x555B/ {
		print "qmi=request dms.swi_get_usb_composition client 3"
	}
	/current composition 8, supported 6,8,9/ {
		print "qmi=response dms.swi_get_usb_composition client 3"
		print "tlv=current 8\ntlv=supported [6, 8, 9]"
	}
	/^an NTB/ {
		print "type=ntb32"
		match($0, /of [0-9]+ bytes/)
		print "datagram=ips 0 length " \
		      substr($0, RSTART + 3, RLENGTH - 9) " not_ip"
		print "ndps=1"
	}' "$1"
	basename "$1" .hex | awk '
	/^[0-9]/ {
		sub(/.*-(em7[34]55|em7345|em820w|l850-gl)-/, "")
		n = split($0, part, "-")
		print "type=" part[1]
		if (part[2] ~ /^frag/) {
			match(part[2], /[0-9]+of[0-9]+/)
			split(substr(part[2], RSTART, RLENGTH), f, "of")
			print "current=" f[1] - 1
			print "total=" f[2]
			next
		}
		if (n >= 3) {
			print "service=" part[2]
			print "cid=" part[3]
		}
		if (n >= 4)
			print "operation=" part[4]
	}'
}

# What attache says, as such lines.
decoded() {
	awk '
	function value(s) {
		sub(/ \([a-z_]+\)$/, "", s) # the name behind a UUID
		gsub(/"/, "", s)
		gsub(/-/, "_", s)
		return tolower(s)
	}
	NR == 1 {
		print "type=" $1
		if ($1 ~ /^ntb/)
			next
		print "transaction=" $2
		if (split($3, a, ".") == 2) {
			print "service=" a[1]
			print "cid=" a[2]
		}
		if ($4 == "query" || $4 == "set")
			print "operation=" $4
		if (!/ fragment /)
			print "total=1\ncurrent=0"
		for (i = 3; i < NF; i++) {
			if ($i == "fragment")
				print "current=" $(i + 1) "\ntotal=" $(i + 3)
			if ($i ~ /^(status|error|max_control_transfer|bytes)$/)
				print $i "=" $(i + 1)
		}
	}
	/^  message: (request|response|indication) / {
		print "qmi=" $2 " " $4 " client " $6
		next
	}
	/^    +[a-z_0-9]+: / {
		name = $1
		sub(/:$/, "", name)
		sub(/^ +[^ ]* /, "")
		print "tlv=" name " " $0
	}
	/^  [a-z_0-9]+: / {
		name = $1
		sub(/:$/, "", name)
		sub(/^  [^ ]* /, "")
		print name "=" value($0)
	}
	/^  ips / { print "datagram=" $1 " " $2 " " $7 " " $8 " " $9 }
	/^  ndps / { print "ndps=" $2 }' "$1"
	echo "length=$(grep -v '^#' "$2" | tr -cd '0-9a-fA-F' | wc -c |
		awk '{ print $1 / 2 }')"
}

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0
n=0
echo "1..$(ls "$folder"/*.hex | wc -l)"
for capture in "$folder"/*.hex; do
	n=$((n + 1))
	name=$(basename "$capture" .hex)
	status=0
	"$attache" decode --personal "$capture" >"$dir/out" 2>"$dir/err" ||
		status=$?
	expected "$capture" | sort -u >"$dir/expected"
	decoded "$dir/out" "$capture" | sort -u >"$dir/decoded"
	want=0
	case $name in
	31-*)	# MessageLength is 4 less than what was sent
		echo "error=length" >>"$dir/expected"
		echo "bytes=65" >>"$dir/expected"
		want=1
		;;
	esac
	sort -u -o "$dir/expected" "$dir/expected"
	comm -23 "$dir/expected" "$dir/decoded" >"$dir/missing"
	if [ -s "$dir/expected" ] && [ ! -s "$dir/missing" ] &&
		[ "$status" -eq "$want" ] && [ ! -s "$dir/err" ]; then
		echo "ok $n - capture_decodes_as_published $name" \
			"($(wc -l <"$dir/expected") values)"
	else
		echo "not ok $n - capture_decodes_as_published $name"
		sed 's/^/# missing: /' "$dir/missing"
		sed 's/^/# /' "$dir/out" "$dir/err"
		echo "# status $status"
		bad=1
	fi
done
exit $bad
