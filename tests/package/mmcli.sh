# In the container: every action of mmcli, as the table in docs/mmcli.md has it.
# For a modem of QMI it is sourced by mmcli_qmi.sh, with $speaks.
# simodem: --apn internet --profile qualcomm-5g --pin 1234
# with: docs/mmcli.md
exec 3>/run/test/tap 4<>/run/commands
. /run/test/guest.sh
. /run/test/service.sh
tab=$(printf '\t')
speaks=${speaks:-mbim}

state_is() { # state_is WORD
	mmcli -m any -J | grep -q "\"state\":\"$1\""
}

listed() {
	mmcli -L | grep -q /Modem/
}

path() { # path KIND: the last of the modem's objects of this kind
	{
		mmcli -m any -J
		mmcli -m any -J --messaging-list-sms
	} 2>/dev/null | sed 's/"eps":{[^}]*}//' |
		grep -o "/org/[^\"]*/$1/[0-9]*" | tail -n 1
}

# What an action needs to do what it says.
prepare() { # prepare ACTION
	[ "$1" != --factory-reset ] || sleep 1 # the modem is being reset
	until_ok 20 listed
	! state_is locked || mmcli -i "$(path SIM)" --pin=1234
	! state_is disabled || mmcli -m any -e
	until_ok 20 state_is 'registered\|connected'
	case $1 in
	--delete-bearer | --connect)
		mmcli -m any --simple-disconnect
		mmcli -m any --create-bearer=apn=internet
		;;
	--disconnect) mmcli -m any --simple-connect=apn=internet ;;
	--3gpp-ussd-respond | --3gpp-ussd-cancel)
		mmcli -m any --3gpp-ussd-initiate='*101#'
		;;
	--messaging-delete-sms | --send | --store | --store-in-storage)
		mmcli -m any \
			--messaging-create-sms=number=+15550002,text=hello
		;;
	--create-file-with-data)
		mmcli -m any --messaging-create-sms=number=+15550002 \
			--messaging-create-sms-with-data=/etc/hostname
		;;
	--pin)
		mmcli -i "$(path SIM)" --enable-pin --pin=1234
		mmcli -m any -r
		sleep 1
		until_ok 20 state_is locked
		;;
	--puk)
		for _ in 1 2 3; do
			mmcli -i "$(path SIM)" --disable-pin --pin=0000
		done
		;;
	--enable-pin) mmcli -i "$(path SIM)" --disable-pin --pin=1234 ;;
	--disable-pin | --change-pin)
		mmcli -i "$(path SIM)" --enable-pin --pin=1234
		;;
	esac
}

# One command; a monitor does not end by itself.
try() { # try ARGUMENTS
	set -f
	# shellcheck disable=SC2046,SC2086
	set -- $(echo "$1" | sed "s|BEARER|$(path Bearer)|; s|SMS|$(path SMS)|
		s|-i SIM|-i $(path SIM)|; s|DEVICE|$device|")
	set +f
	timeout 5 mmcli "$@"
	status=$?
	[ $status != 124 ] || status=0
	return $status
}

# A word for what came of it, and the output in /tmp/said.
result() { # result TRIED
	rest=$1
	while [ -n "$rest" ]; do
		one=${rest%%; *}
		[ "$one" = "$rest" ] && rest= || rest=${rest#*; }
		try "$one" >/tmp/said 2>&1 && word=works || word=
	done
	[ -z "$word" ] || {
		echo works
		return
	}
	word=$(sed -n 's/.*ModemManager1\.Error\.\([A-Za-z]*\.[A-Za-z]*\).*/\1/p' \
		/tmp/said | head -n 1)
	echo "${word:-no interface}"
}

as_told() { # as_told ACTION TRIED RESULT
	prepare "$1" >/tmp/prepared 2>&1
	got=$(result "$2")
	echo "tried as $2: $got, not $3"
	cat /tmp/said
	case $3 in
	"not MBIM") [ "$got" != works ] ;;
	*) [ "$got" = "$3" ] ;;
	esac
}

actions() {
	mmcli --help-all | awk '/^[A-Z]/ { skip = /^(Help|Common|Test|Appl)/ }
		!skip && match($0, /--[a-z0-9-]+/) {
			print substr($0, RSTART, RLENGTH) }' | sort -u
}

# Behind the heading are those that are another for a modem of QMI.
rows() {
	sed -n "s/^## .*/##/p
		s/^| \`\([^\`]*\)\` | \`\([^\`]*\)\` | \([^|]*\) |.*/\1$tab\2$tab\3/p" \
		/run/test/mmcli.md | awk -F "$tab" -v speaks="$speaks" '
		$0 == "##" { part = "qmi"; next }
		part == "" { action[++n] = $1 }
		part == "" || part == speaks { row[$1] = $0 }
		END { for (i = 1; i <= n; i++) print row[action[i]] }'
}

# Of some rows the table says that a later mmcli has them.
all_have_a_row() {
	actions >/tmp/actions
	rows | cut -f 1 | sort -u >/tmp/rows
	sed -n 's/^| `\([^`]*\)`.* mmcli 1\.24 has it |$/\1/p' \
		/run/test/mmcli.md | sort >/tmp/later
	grep -vxFf /tmp/actions /tmp/later >/tmp/not_yet
	sort -m /tmp/actions /tmp/not_yet | diff - /tmp/rows
}

ok attache_is_installed install /run/test/attache.deb
ok dbus_is_installed install /run/test/attache-dbus.deb
systemctl restart attache
ok modem_is_on_the_bus until_ok 10 listed
ok every_action_has_a_row all_have_a_row
prepare none >/dev/null 2>&1
device=$(mmcli -m any -J | sed 's/.*"device":"\([^"]*\)".*/\1/')
rows >/tmp/table
while IFS=$tab read -r action tried wanted <&5; do
	! grep -qxFe "$action" /tmp/not_yet || continue
	name=$(echo "${action#--}" | tr - _)
	ok "$name" as_told "$action" "$tried" "$wanted"
done 5</tmp/table
for word in works Core. 'not MBIM'; do
	echo "# | actions of mmcli: $word | $(grep -vFf /tmp/not_yet /tmp/table |
		cut -f 3 | grep -c "^$word") |" >&3
done
ok it_is_purged apt-get purge -y attache-dbus attache
echo "1..$n" >&3
