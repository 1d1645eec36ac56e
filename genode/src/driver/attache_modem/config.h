/*
 * \brief  Configuration
 * \author attache maintainers
 * \date   2026-11-22
 */

#ifndef _CONFIG_H_
#define _CONFIG_H_

#include <base/node.h>
#include <net/mac_address.h>

#include <attache.h>

namespace Attache { struct Config; }


struct Attache::Config
{
	using Address = String<20>; /* 255.255.255.255/32 */

	att_core_config core { };

	/* of the local side of the router */
	Address interface { }, ip_first { }, ip_last { };

	/* policy of the router for the Uplink session */
	using Label = String<64>;
	Label uplink_label { };

	/* of the router at the Uplink session, zero: made from the modem's identity */
	Net::Mac_address mac { };

	bool nic_client = false;
	bool verbose    = false;

	/* those that are written */
	struct Report { bool router, state, machines, mac_address, trace; };
	Report report { };

	uint32_t seed = 0; /* 0: any */

	template <size_t N>
	static void _text(char (&dst)[N], Node const &node, char const *name)
	{
		copy_cstring(dst, node.attribute_value(name, String<N>()).string(), N);
	}

	static uint32_t _auth(Node const &network)
	{
		static char const * const names[] { "none", "pap", "chap", "mschapv2" };

		using Name = String<16>;

		/* as 'mbimcli', which has nothing else */
		bool const user = network.attribute_value("user", Name()).valid();
		Name const name = network.attribute_value("auth", Name(names[user]));

		for (uint32_t i = 0; i < 4; i++)
			if (name == names[i])
				return i;

		warning("unknown value of attribute 'auth'");
		return 0;
	}

	static att_core_config _core(Node const &config)
	{
		att_core_config core { };
		att_core_session &session = core.session[0];

		copy_cstring(session.name, "uplink", sizeof(session.name));
		session.ip      = ATT_IP_V4; /* the NIC router knows nothing else */
		core.n_sessions = 1;

		/* a Usb session cannot take a device off its bus */
		att_recovery_default(&core.recovery);
		core.recovery.rungs &= ~(unsigned)ATT_RUNG_REENUMERATE;

		config.with_optional_sub_node("network", [&] (Node const &network) {
			_text(core.pin,         network, "pin");
			core.unlock     = network.attribute_value("unlock", false);
			_text(session.apn,      network, "apn");
			_text(session.user,     network, "user");
			_text(session.password, network, "password");
			session.auth    = _auth(network);
			session.roaming = network.attribute_value("roaming", false);
			if (network.attribute_value("ipv6", false))
				session.ip = ATT_IP_V4V6;
			session.partner = network.attribute_value("partner", false);
		});
		return core;
	}

	static Report _report(Node const &config)
	{
		Report report { .router = true, .state = true, .machines = false,
		                .mac_address = false, .trace = config.attribute_value("trace", false) };

		config.with_optional_sub_node("report", [&] (Node const &node) {
			report.router   = node.attribute_value("router",   report.router);
			report.state    = node.attribute_value("state",    report.state);
			report.machines = node.attribute_value("machines", report.machines);
			report.mac_address = node.attribute_value("mac_address", report.mac_address);
		});
		return report;
	}

	static Config from_node(Node const &node)
	{
		Config config { };

		config.core         = _core(node);
		config.interface    = "10.0.1.1/24";
		config.ip_first     = "10.0.1.2";
		config.ip_last      = "10.0.1.200";
		config.uplink_label = node.attribute_value("uplink_label", Label("attache_modem"));
		config.mac          = node.attribute_value("mac", Net::Mac_address());
		config.nic_client   = node.attribute_value("nic_client_enable", false);
		config.verbose      = node.attribute_value("verbose", true);
		config.report       = _report(node);
		config.seed         = node.attribute_value("seed", 0u);

		node.with_optional_sub_node("default-domain", [&] (Node const &domain) {
			config.interface = domain.attribute_value("interface", config.interface);
			config.ip_first  = domain.attribute_value("ip_first",  config.ip_first);
			config.ip_last   = domain.attribute_value("ip_last",   config.ip_last);
		});
		return config;
	}

	bool same_core(Config const &other) const
	{
		return att_core_config_same(&core, &other.core);
	}
};

#endif /* _CONFIG_H_ */
