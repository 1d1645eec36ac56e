/*
 * \brief  Configuration
 * \author attache maintainers
 * \date   2026-11-22
 *
 * A value that is unknown, or longer than it may be, is told and counts as not
 * there. No value is printed that may be a secret.
 */

#ifndef _CONFIG_H_
#define _CONFIG_H_

#include <device_filter.h>
#include <trace_file.h>
#include <base/node.h>
#include <net/mac_address.h>

#include <attache.h>

namespace Attache { struct Config; }


struct Attache::Config
{
	using Address = String<20>; /* 255.255.255.255/32 */
	using Name    = String<64>;

	att_core_config core { };

	bool power     = true;
	bool phone_pin = false; /* the PIN is the one a phone's user typed */

	/* a local side of the router */
	struct Domain { Name name; Address interface, ip_first, ip_last; };

	Domain local    { "default",  "10.0.1.1/24", "10.0.1.2", "10.0.1.200" };
	Domain downlink { "downlink", "10.0.2.1/24", "10.0.2.2", "10.0.2.3" };

	struct Nat { unsigned tcp_ports, udp_ports, icmp_ids; };

	Nat nat { .tcp_ports = 1000, .udp_ports = 1000, .icmp_ids = 1000 };

	/* of the router, for each IP session */
	Name uplink_domain[ATT_CORE_SESSIONS] { "uplink" };

	Name uplink_label { "attache_modem" }; /* in the router's policy */

	/* of the router at the Uplink session, zero: made from the modem's identity */
	Net::Mac_address mac { };

	bool nic_client = false;
	bool verbose    = true;

	/* those that are written */
	struct Report { bool router, state, machines, mac_address, trace; };

	Report report { .router = true, .state = true, .machines = false,
	                .mac_address = false, .trace = false };

	uint32_t seed = 0; /* 0: any */

	bool call = false; /* a phone's user wants one */

	unsigned stall_s = 30; /* data is sent, and none comes; 0: that is no matter */

	Trace_file::Attr trace_file { };

	Device_filter device { };

	/* longer than any text that is taken */
	using Value = String<512>;

	static void _unknown(char const *name, Value const &value)
	{
		warning("configuration: ", name, ": \"", value, "\" is unknown and ignored");
	}

	static bool _fits(char const *name, Value const &value, size_t cap)
	{
		if (value.length() <= cap)
			return true;

		warning("configuration: ", name, " exceeds ", cap - 1, " bytes and is ignored");
		return false;
	}

	template <size_t N>
	static void _text(char (&dst)[N], Node const &node, char const *name)
	{
		Value const value = node.attribute_value(name, Value());

		if (!node.has_attribute(name) || !_fits(name, value, N))
			return;

		bzero(dst, N); /* what is compared has no old bytes behind the text */
		copy_cstring(dst, value.string(), N);
	}

	template <size_t N>
	static void _word(String<N> &dst, Node const &node, char const *name)
	{
		Value const value = node.attribute_value(name, Value(dst));

		if (_fits(name, value, N))
			dst = String<N>(value);
	}

	static void _flag(bool &dst, Node const &node, char const *name)
	{
		Value const value = node.attribute_value(name, Value(dst ? "yes" : "no"));

		bool const yes = value == "yes" || value == "on"  || value == "true";
		bool const no  = value == "no"  || value == "off" || value == "false";

		if (yes || no)
			dst = yes;
		else
			_unknown(name, value);
	}

	static void _number(unsigned &dst, Node const &node, char const *name)
	{
		Value    const value = node.attribute_value(name, Value(dst));
		unsigned       number = 0;

		if (value.length() > 1 && ascii_to(value.string(), number) == value.length() - 1)
			dst = number;
		else
			_unknown(name, value);
	}

	static void _mac(Net::Mac_address &dst, Node const &node, char const *name)
	{
		Value const value = node.attribute_value(name, Value());

		if (value.length() > 1 && ascii_to(value.string(), dst) != value.length() - 1) {
			dst = { };
			_unknown(name, value);
		}
	}

	static void _id(uint16_t &dst, Node const &node, char const *name)
	{
		Value const value = node.attribute_value(name, Value());

		if (value.length() > 1 && ascii_to(value.string(), dst) != value.length() - 1) {
			dst = 0;
			_unknown(name, value);
		}
	}

	static void _domain(Domain &dst, Node const &node)
	{
		_word(dst.name,      node, "name");
		_word(dst.interface, node, "interface");
		_word(dst.ip_first,  node, "ip_first");
		_word(dst.ip_last,   node, "ip_last");
	}

	static uint32_t _auth(Node const &network, bool user)
	{
		static char const * const names[] { "none", "pap", "chap", "mschapv2" };

		/* as 'mbimcli', which has nothing else */
		Value name { names[user] };
		_word(name, network, "auth");

		for (uint32_t i = 0; i < 4; i++)
			if (name == names[i])
				return i;

		_unknown("auth", name);
		return user;
	}

	static void _network(att_core_config &core, Node const &network)
	{
		_text(core.pin,    network, "pin");
		_flag(core.unlock, network, "unlock");
		_session(core.session[0], network);
	}

	static void _session(att_core_session &session, Node const &network)
	{
		session.ip = ATT_IP_V4; /* the NIC router knows nothing else */

		_text(session.apn,      network, "apn");
		_text(session.user,     network, "user");
		_text(session.password, network, "password");
		_flag(session.roaming,  network, "roaming");
		_flag(session.partner,  network, "partner");

		bool ipv6 = false;
		_flag(ipv6, network, "ipv6");
		if (ipv6)
			session.ip = ATT_IP_V4V6;

		session.auth = _auth(network, session.user[0]);
	}

	/**
	 * A session besides that of 'network', which needs a name of its own
	 */
	static void _further_session(att_core_config &core, Node const &node)
	{
		if (core.n_sessions == ATT_CORE_SESSIONS) {
			warning("configuration: more than ", +ATT_CORE_SESSIONS, " sessions, ignored");
			return;
		}
		att_core_session &session = core.session[core.n_sessions];

		_text(session.name, node, "name");

		for (unsigned i = 0; i < core.n_sessions; i++)
			if (!*session.name || strcmp(core.session[i].name, session.name) == 0) {
				warning("configuration: a session has no name of its own, ignored");
				bzero(&session, sizeof(session));
				return;
			}

		_session(session, node);
		core.n_sessions++;
	}

	static void _core(att_core_config &core, Node const &config)
	{
		/* what is compared has no old bytes behind a text */
		bzero(&core, sizeof(core));

		copy_cstring(core.session[0].name, "uplink", sizeof(core.session[0].name));
		core.session[0].ip = ATT_IP_V4;
		core.n_sessions    = 1;

		/* a Usb session cannot take a device off its bus */
		att_recovery_default(&core.recovery);
		core.recovery.rungs &= ~(unsigned)ATT_RUNG_REENUMERATE;

		config.with_optional_sub_node("network", [&] (Node const &network) {
			_network(core, network); });

		config.for_each_sub_node("session", [&] (Node const &session) {
			_further_session(core, session); });

		/* that of a phone's user */
		_text(core.pin, config, "pin");
	}

	/**
	 * A ROM that is not there, or cannot be read, is no configuration
	 */
	static bool readable(Node const &node) { return node.has_type("config"); }

	/**
	 * Without a configuration, the modem is left alone
	 */
	static Config from_node(Node const &node)
	{
		Config config { };

		config.power     = readable(node);
		config.phone_pin = node.has_attribute("pin");
		config.call      = node.has_sub_node("call");

		_core  (config.core,            node);
		_flag  (config.power,           node, "power");
		_word  (config.uplink_label,    node, "uplink_label");
		_word  (config.uplink_domain[0], node, "uplink_domain");

		for (unsigned i = 1; i < config.core.n_sessions; i++)
			config.uplink_domain[i] = Name(Cstring(config.core.session[i].name));

		_mac   (config.mac,             node, "mac");
		_flag  (config.nic_client,      node, "nic_client_enable");
		_flag  (config.verbose,         node, "verbose");
		_flag  (config.report.trace,    node, "trace");
		_number(config.seed,            node, "seed");
		_number(config.stall_s,          node, "stall");
		_word  (config.trace_file.name,  node, "trace_file");
		_number(config.trace_file.size,  node, "trace_size");
		_number(config.trace_file.files, node, "trace_files");
		_flag  (config.trace_file.mask,  node, "mask");

		node.with_optional_sub_node("report", [&] (Node const &report) {
			_flag(config.report.router,   report, "router");
			_flag(config.report.state,    report, "state");
			_flag(config.report.machines, report, "machines");
			_flag(config.report.mac_address, report, "mac_address"); });

		node.with_optional_sub_node("device", [&] (Node const &device) {
			_id  (config.device.vendor_id,  device, "vendor_id");
			_id  (config.device.product_id, device, "product_id");
			_word(config.device.name,       device, "name"); });

		node.with_optional_sub_node("nat", [&] (Node const &nat) {
			_number(config.nat.tcp_ports, nat, "tcp_ports");
			_number(config.nat.udp_ports, nat, "udp_ports");
			_number(config.nat.icmp_ids,  nat, "icmp_ids"); });

		node.with_optional_sub_node("default-domain", [&] (Node const &domain) {
			_domain(config.local, domain); });

		node.with_optional_sub_node("downlink-domain", [&] (Node const &domain) {
			_domain(config.downlink, domain); });

		return config;
	}

	/**
	 * Keep the PIN of a phone's user
	 *
	 * The user interface takes it away as soon as it is checked. It is forgotten
	 * when the modem is switched off.
	 */
	void keep_phone_pin(Config const &old)
	{
		if (!power || !old.power || !old.phone_pin || core.pin[0])
			return;

		copy_cstring(core.pin, old.core.pin, sizeof(core.pin));
		phone_pin = true;
	}

	bool same_core(Config const &other) const
	{
		return att_core_config_same(&core, &other.core);
	}
};

#endif /* _CONFIG_H_ */
