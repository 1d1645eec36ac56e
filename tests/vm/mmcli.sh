# Each action of mmcli that ModemManager 1.20 has for MBIM: SIM, location, signal,
# scan, registration, profiles, the bearer of the attach, bearers, modes, slots, power
# and reset. For a modem of MBIM it has no time, no calls, no firmware, and location and
# signal only where the modem has AT&T's service.
start_udev
until_ok 20 here
start_modemmanager
ok the_modem_is_found until_ok 60 says "/Modem/0" mm -L

# does NAME TEXT ARGS...: the modem's action says this.
does() {
	name=$1
	text=$2
	shift 2
	ok "$name" says "$text" mm -m any "$@"
}

shows() { # shows TEXT ARGS...: sooner or later
	until_ok 20 says "$@" >/dev/null
}

ok sim_is_locked shows "locked" mm -m any
ok pin_unlocks says "successfully sent PIN code to the SIM" \
	mm -i any --pin=1234
ok the_modem_is_ready until_ok 40 says "disabled" mm -m any
ok pin_is_changed says "successfully changed PIN code in the SIM" \
	mm -i any --pin=1234 --change-pin=4321
ok pin_is_disabled says "successfully disabled PIN code request in the SIM" \
	mm -i any --pin=4321 --disable-pin
ok pin_is_enabled says "successfully enabled PIN code request in the SIM" \
	mm -i any --pin=4321 --enable-pin
does modem_is_enabled "successfully enabled the modem" --enable
ok modem_is_registered until_ok 40 says "registered" mm -m any

does location_is_gathered "successfully setup location gathering" \
	--location-enable-3gpp
ok location_is_told until_ok 40 says "tracking area code: 000001" \
	mm -m any --location-get
does signal_is_polled "Successfully setup signal quality information polling" \
	--signal-setup=2
ok signal_is_told until_ok 20 says "rssi" mm -m any --signal-get
does scan_sees_operators "00102 - Forbidden" --3gpp-scan --timeout=60
does registers_at_home "successfully registered the modem" --3gpp-register-home
does registers_with_an_operator "successfully registered the modem" \
	--3gpp-register-in-operator=00101
does registration_of_5g_is_set \
	"successfully set 5GNR registration settings" \
	--3gpp-set-nr5g-registration-settings=mico-mode=disabled,drx-cycle=unknown

does profile_is_made "apn: ims" \
	--3gpp-profile-manager-set=apn=ims,ip-type=ipv4v6,apn-type=ims
does profiles_are_listed "apn: internet" --3gpp-profile-manager-list
does profile_is_deleted "successfully deleted" \
	--3gpp-profile-manager-delete=profile-id=2
does bearer_of_the_attach_is_set \
	"Successfully set initial EPS bearer properties" \
	--3gpp-set-initial-eps-bearer-settings=apn=internet
does packet_service_is_detached "successfully set packet service state" \
	--3gpp-set-packet-service-state=detached
does packet_service_is_attached "successfully set packet service state" \
	--3gpp-set-packet-service-state=attached

does bearer_is_made "/Bearer/" --create-bearer=apn=internet,ip-type=ipv4
bearer=$(sed -n 's/.*\(.org.*Bearer.[0-9]*\).*/\1/p' /tmp/says)
ok bearer_connects says "successfully connected the bearer" \
	mm -b "$bearer" --connect
ok bearer_has_an_address says "10.64.0.2" mm -b "$bearer"
ok bearer_disconnects says "successfully disconnected the bearer" \
	mm -b "$bearer" --disconnect
does bearer_is_deleted "successfully deleted" --delete-bearer="$bearer"

does modes_are_set "successfully set current modes" --set-allowed-modes=4g
does bands_are_set "successfully set current bands" --set-current-bands=any
does modem_is_disabled "successfully disabled the modem" --disable
does power_is_low "successfully set new power state" --set-power-state-low
does power_is_on "successfully set new power state" --set-power-state-on
does slot_is_chosen "successfully requested primary SIM switch" \
	--set-primary-sim-slot=2
ok card_of_the_other_slot_is_used \
	until_ok 60 says "iccid: 8900000000000000077" mm -i any
does modem_is_reset "successfully reseted the modem" --reset
ok modem_goes until_ok 20 gone
ok modem_comes_back until_ok 40 here
[ -z "$failed" ] || tail -n 150 /tmp/mm
