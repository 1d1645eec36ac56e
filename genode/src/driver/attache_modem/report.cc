/*
 * \brief  Reports about the state of the modem and for the NIC router
 * \author attache maintainers
 * \date   2026-11-22
 *
 * Both have the form of those of 'mbimcli', so that other components need not
 * know who wrote them.
 */

#include <ipv4_link.h>
#include <report.h>

extern "C" {
#include <attache/generated/cids.h>
#include <attache/wire/address.h>
}

using namespace Attache;


/**************************
 ** Configuration router **
 **************************/

using Address = Config::Address;


static Address address_text(att_ipv4 const &address)
{
	char buf[16];
	att_text text { };

	att_text_init(&text, buf, sizeof(buf));
	att_ipv4_text(&text, &address);
	return Address(Cstring(buf));
}


static void generate_interface(Generator &g, att_ip_config const &ip)
{
	Ipv4_link const link = Ipv4_link::from(ip);

	g.attribute("interface", Address(link.address, "/", link.prefix));
	g.attribute("gateway",   Address(link.gateway));
	g.attribute("use_arp",   "no");
}


static void generate_uplink(Generator &g, Config const &config, unsigned id,
                            att_ip_config const &ip)
{
	auto nat = [&] (Config::Name const &domain) {
		g.node("nat", [&] {
			g.attribute("domain",    domain);
			g.attribute("tcp-ports", config.nat.tcp_ports);
			g.attribute("udp-ports", config.nat.udp_ports);
			g.attribute("icmp-ids",  config.nat.icmp_ids); }); };

	g.node("domain", [&] {
		g.attribute("name", config.uplink_domain[id]);
		generate_interface(g, ip);
		nat(config.local.name);
		if (config.nic_client)
			nat(config.downlink.name); });
}


static void generate_rules(Generator &g, Config const &config)
{
	auto permit_any = [&] (char const *protocol) {
		g.node(protocol, [&] {
			g.attribute("dst", "0.0.0.0/0");
			g.node("permit-any", [&] {
				g.attribute("domain", config.uplink_domain[0]); }); }); };

	permit_any("tcp");
	permit_any("udp");
	g.node("icmp", [&] {
		g.attribute("dst",    "0.0.0.0/0");
		g.attribute("domain", config.uplink_domain[0]); });
}


/*
 * While the link is down, the local side keeps its addresses.
 */
static void generate_local(Generator &g, Config const &config,
                           Config::Domain const &local, att_ip_config const *ip)
{
	g.node("domain", [&] {
		g.attribute("name",      local.name);
		g.attribute("interface", local.interface);
		g.node("dhcp-server", [&] {
			g.attribute("ip_first", local.ip_first);
			g.attribute("ip_last",  local.ip_last);
			for (unsigned i = 0; ip && i < ip->n_dns4; i++)
				g.node("dns-server", [&] {
					g.attribute("ip", address_text(ip->dns4[i])); }); });
		if (ip)
			generate_rules(g, config); });
}


/*
 * The Uplink session of the first one has the label that all others begin with.
 */
static void generate_policy(Generator &g, Config const &config, unsigned id)
{
	using Label = String<160>;

	char const * const name = config.core.session[id].name;

	g.node("policy", [&] {
		g.attribute("label_prefix", id ? Label(config.uplink_label, " -> ", name)
		                               : Label(config.uplink_label));
		g.attribute("domain",       config.uplink_domain[id]); });
}


void Attache::generate_router_config(Generator &g, Config const &config, Links const &links)
{
	/* the router knows IPv4 only, the local side uses the first session */
	auto ip = [&] (unsigned id) {
		att_ip_config const * const ip = id < links.n ? links.link[id].ip : nullptr;
		return ip && ip->n_ipv4 ? ip : nullptr; };

	g.attribute("verbose",              "no");
	g.attribute("verbose_packets",      "no");
	g.attribute("verbose_domain_state", "yes");

	g.node("default-policy", [&] { g.attribute("domain", config.local.name); });

	for (unsigned id = 0; id < links.n; id++) {
		if (!ip(id))
			continue;
		generate_policy(g, config, id);
		generate_uplink(g, config, id, *ip(id));
	}
	if (config.nic_client) {
		g.node("nic-client", [&] { g.attribute("domain", config.downlink.name); });
		generate_local(g, config, config.downlink, ip(0));
	}
	generate_local(g, config, config.local, ip(0));
}


/***********
 ** State **
 ***********/

using Word = String<64>;


/**
 * Word as libmbim has it, with dashes
 */
static Word word(char const *name)
{
	char buf[Word::capacity()] { };

	copy_cstring(buf, name ? name : "unknown", sizeof(buf));
	for (char &c : buf)
		if (c == '_') c = '-';

	return Word(Cstring(buf));
}


/**
 * Names of the bits of an enum of flags, as "umts, lte"
 */
static Word flags(att_enum const &e, uint32_t value)
{
	Word result { };

	for (uint32_t bit = 1; bit; bit <<= 1) {
		char const * const name = value & bit ? att_enum_name(&e, bit) : nullptr;
		if (name)
			result = Word(result, result.valid() ? ", " : "", word(name));
	}
	return result.valid() ? result : Word("none");
}


/*
 * What the state of the machine says about the SIM, in the words of libmbim
 * and in those of the phone manager, a null pointer: nothing new.
 */
struct Sim { char const *state, *sim, *pin; };

static Sim sim_of(char const *state)
{
	static Sim const sims[] {
		{ "idle",            "not-initialized",  "" },
		{ "surveying",       "not-initialized",  nullptr },
		{ "slot",            "not-initialized",  nullptr },
		{ "slot_switching",  "not-initialized",  nullptr },
		{ "radio",           "not-initialized",  nullptr },
		{ "radio_switching", "not-initialized",  nullptr },
		{ "radio_blocked",   "not-initialized",  "" },
		{ "radio_lock",      "not-initialized",  nullptr },
		{ "unlocking",       "not-initialized",  nullptr },
		{ "restarting",      "not-initialized",  nullptr },
		{ "sim",             "not-initialized",  nullptr },
		{ "sim_starting",    "not-initialized",  nullptr },
		{ "sim_absent",      "sim-not-inserted", "" },
		{ "sim_bad",         "bad-sim",          "" },
		{ "pin",             "device-locked",    nullptr },
		{ "pin_entering",    "device-locked",    "checking" },
		{ "pin_checking",    "device-locked",    "checking" },
		{ "pin_blocked",     "device-locked",    "required" },
		{ "puk_blocked",     "device-locked",    "puk needed" },
		{ "registration",    "initialized",      "ok" },
		{ "bearer",          "initialized",      "ok" },
		{ "bearer_setting",  "initialized",      "ok" },
		{ "bearer_cycling",  "initialized",      "ok" },
		{ "registering",     "initialized",      "ok" },
		{ "searching",       "initialized",      "ok" },
		{ "denied",          "initialized",      "ok" },
		{ "roaming_barred",  "initialized",      "ok" },
		{ "packet",          "initialized",      "ok" },
		{ "attaching",       "initialized",      "ok" },
		{ "attach_waiting",  "initialized",      "ok" },
		{ "attach_failed",   "initialized",      "ok" },
		{ "unattached",      "initialized",      "ok" },
		{ "attached",        "initialized",      "ok" },
		{ "regaining",       "initialized",      "ok" },
	};

	for (Sim const &sim : sims)
		if (strcmp(sim.state, state) == 0)
			return sim;

	return { state, "unknown", nullptr };
}


/**
 * Bars from 0 to 4, with the thresholds of Android for LTE and GSM
 */
static unsigned bars(struct att_core_status const &s)
{
	static int const rsrp[] { -128, -118, -108, -98 }, rssi[] { -107, -103, -97, -89 };

	bool const by_rsrp = s.rsrp_dbm != ATT_RSRP_UNKNOWN;

	unsigned result = 0;
	for (unsigned i = 0; i < 4; i++)
		if (by_rsrp ? s.rsrp_dbm >= rsrp[i] : s.rssi_dbm && s.rssi_dbm >= rssi[i])
			result++;
	return result;
}


static void generate_radio(Generator &g, struct att_core_status const &s)
{
	bool const roaming = s.register_state == MBIM_REGISTER_STATE_ROAMING;

	g.node("network", [&] {
		g.attribute("error",      word(att_enum_name(&mbim_nw_error_enum, s.nw_error)));
		g.attribute("registered", word(att_enum_name(&mbim_register_state_enum,
		                                              s.register_state)));
		g.attribute("provider",   s.provider);
		if (*s.provider_id)
			g.attribute("operator", s.provider_id);
		g.attribute("data_class", flags(mbim_data_class_enum, s.data_class));
		g.attribute("roaming",    roaming ? "yes" : "no"); });

	g.node("signal", [&] {
		if (s.rssi_dbm)
			g.attribute("rssi_dbm", s.rssi_dbm);
		else
			g.attribute("rssi_dbm", "unknown");
		g.attribute("bars", bars(s));
		if (s.rsrp_dbm != ATT_RSRP_UNKNOWN)
			g.attribute("rsrp_dbm", s.rsrp_dbm);
		if (s.rsrq_db != ATT_RSRQ_UNKNOWN)
			g.attribute("rsrq_db", s.rsrq_db);
		if (s.snr_db != ATT_SNR_UNKNOWN)
			g.attribute("snr_db", s.snr_db);
		if (s.cell_id != ATT_CELL_UNKNOWN)
			g.attribute("cell_id", s.cell_id);
		if (s.tac != ATT_TAC_UNKNOWN)
			g.attribute("tac", s.tac);
		g.attribute("error_rate", 99u); }); /* unknown, the core does not ask */
}


void Attache::generate_machines(Generator &g, struct att_core_status const &s)
{
	g.attribute("control",  s.control);
	g.attribute("attach",   s.attach);
	g.attribute("connect",  s.connect[0]);
	g.attribute("refused",  s.refused);
	g.attribute("timeouts", s.timeouts);
}


void Phone::step(att_trace_rec const &rec)
{
	if (rec.refused || !_is(rec.machine->name, "attach"))
		return;

	char const * const state = rec.machine->states[rec.to];
	char const * const event = rec.machine->events[rec.event - ATT_EVENT_FIRST];
	char const * const pin   = sim_of(state).pin;

	if (_is(state, "pin_blocked"))
		_spent = !_is(event, "pin_missing");

	if (pin)
		_pin = pin;

	if (_is(state, "idle"))
		*this = { };
	else if (pin)
		_started = true;
}


void Phone::generate(Generator &g, struct att_core_status const &s,
                     bool wanted, bool present, unsigned seconds) const
{
	bool const closed = !present || _is(s.control, "closed");

	if (!wanted) {
		g.attribute("power", closed ? "off" : "shutting down");
		return;
	}
	if (!present) {
		g.attribute("power", "unavailable");
		return;
	}
	g.attribute("power", _started ? "on" : "starting up");
	if (!_started)
		g.attribute("startup_seconds", seconds);
	if (!_started || !*_pin)
		return;

	g.attribute("pin", _pin);

	/* with the attempts, "required" means that the PIN was rejected */
	if (_is(_pin, "required") && _spent && s.pin_attempts != ATT_ATTEMPTS_UNKNOWN)
		g.attribute("pin_remaining_attempts", s.pin_attempts);
}


static Word ipv6_text(att_ipv6 const &address, unsigned prefix)
{
	char buf[48];
	att_text text { };

	att_text_init(&text, buf, sizeof(buf));
	att_ipv6_text(&text, &address);
	return prefix ? Word(Cstring(buf), "/", prefix) : Word(Cstring(buf));
}


/*
 * Of the first session, the nodes have no name, as those of 'mbimcli'.
 */
static void generate_link(Generator &g, char const *name, att_ip_config const &ip)
{
	g.node("link", [&] {
		if (name)
			g.attribute("name", name);
		if (ip.n_ipv4)
			g.attribute("address", Address(address_text(ip.ipv4[0].address), "/",
			                               ip.ipv4[0].prefix));
		if (ip.has_gateway4)
			g.attribute("gateway", address_text(ip.gateway4));
		if (ip.n_dns4)
			g.attribute("dns", address_text(ip.dns4[0]));
		if (ip.n_ipv6)
			g.attribute("address6", ipv6_text(ip.ipv6[0].address, ip.ipv6[0].prefix));
		if (ip.n_dns6)
			g.attribute("dns6", ipv6_text(ip.dns6[0], 0));
		if (ip.mtu)
			g.attribute("mtu", ip.mtu); });
}


static void generate_uplink(Generator &g, char const *name, Ip_session::Status const &link)
{
	g.node("uplink", [&] {
		if (name)
			g.attribute("name", name);
		g.attribute("session", link.uplink);
		g.attribute("dropped", link.dropped); });
}


void Attache::generate_state(Generator &g, struct att_core_status const &s,
                             Phone const &phone, Surroundings const &around,
                             Links const &links)
{
	auto name = [&] (unsigned id) { return id ? around.sessions[id].name : nullptr; };

	phone.generate(g, s, around.wanted, around.device.valid(), around.startup_seconds);

	g.node("device", [&] {
		g.attribute("name",     around.device);
		g.attribute("firmware", s.firmware);
		g.attribute("sim",      sim_of(s.attach).sim); });

	generate_radio(g, s);

	for (unsigned id = 0; id < links.n; id++)
		if (links.link[id].ip)
			generate_link(g, name(id), *links.link[id].ip);

	if (*s.problem_text)
		g.node("problem", [&] {
			g.attribute("stuck", s.stuck ? "yes" : "no");
			g.attribute("text",  s.problem_text); });

	for (unsigned id = 0; id < links.n; id++)
		generate_uplink(g, name(id), links.link[id]);
}
