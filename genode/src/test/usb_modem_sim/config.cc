/*
 * \brief  Configuration of the simulated modem
 * \author attache maintainers
 * \date   2026-11-22
 */

#include <base/log.h>

#include <config.h>

using namespace Genode;


template <size_t N>
static void text(char (&dst)[N], Node const &node, char const *name)
{
	String<N> const current { Cstring(dst) };
	copy_cstring(dst, node.attribute_value(name, current).string(), N);
}


static void number(uint32_t &dst, Node const &node, char const *name)
{
	dst = node.attribute_value(name, dst);
}


static void flag(bool &dst, Node const &node, char const *name)
{
	dst = node.attribute_value(name, dst);
}


struct Word { char const *word; uint8_t number; };


/**
 * The number of the word that the attribute has, 'fallback' without it
 */
static uint8_t word(auto const &words, uint8_t fallback, Node const &node, char const *name)
{
	using Value = String<16>;

	Value const value = node.attribute_value(name, Value());

	for (Word const &known : words)
		if (value == known.word)
			return known.number;

	if (value.valid())
		warning("unknown value of attribute '", name, "': ", value);
	return fallback;
}


/**
 * What a modem that speaks QMI is besides
 */
static void qmi(sim_config &config, Node const &node)
{
	static Word const protocols[]    { { "mbim", false }, { "qmi", true } };
	static Word const links[]        { { "802_3", 1 }, { "raw_ip", 2 } };
	static Word const aggregations[] { { "none",    0 }, { "qmap",    5 },
	                                   { "qmap_v4", 8 }, { "qmap_v5", 9 } };

	sim_qmi_config &qmi = config.qmi;

	uint8_t const link        = word(links,        0, node, "link");
	uint8_t const aggregation = word(aggregations, 5, node, "aggregation");

	config.speaks_qmi = word(protocols, false, node, "protocol");

	/* as nearly all of them have it: a notification fills a packet */
	if (config.speaks_qmi)
		config.usb.notify_packet = 8;

	/* bits of the numbers of wda, see tools/simodem/config.h */
	qmi.aggregations = uint16_t(1u | 1u << aggregation);
	if (link) {
		qmi.link  = link;
		qmi.links = uint8_t(1u << link);
	}
	if (node.attribute_value("needs_dtr", false))
		config.quirks |= SIM_QUIRK_NEEDS_DTR;
}


static void event(sim_scenario &scenario, Node const &node)
{
	if (scenario.n_events == SIM_EVENTS) {
		warning("more than ", +SIM_EVENTS, " events");
		return;
	}
	sim_event &event = scenario.event[scenario.n_events];

	number(event.at_ms,   node, "at_ms");
	text  (event.command, node, "do");

	if (sim_command_known(event.command))
		scenario.n_events++;
	else
		warning("no such command: ", Cstring(event.command));
}


static void fault(sim_scenario &scenario, Node const &node)
{
	static struct { char const *name; uint8_t kind; } const faults[] {
		{ "stall",                SIM_FAULT_STALL },
		{ "duplicate",            SIM_FAULT_DUPLICATE },
		{ "several_in_one",       SIM_FAULT_SEVERAL_IN_ONE },
		{ "zero_length_response", SIM_FAULT_ZERO_LENGTH_RESPONSE },
		{ "missing_notification", SIM_FAULT_MISSING_NOTIFICATION },
	};

	using Name = String<32>;

	Name const name = node.attribute_value("name", Name());

	for (auto const &known : faults) {
		if (name != known.name || scenario.n_faults == SIM_FAULTS)
			continue;

		sim_fault &fault = scenario.fault[scenario.n_faults++];
		fault.kind = known.kind;
		number(fault.message, node, "message");
		return;
	}
	warning("fault '", name, "' ignored");
}


void Usb_modem_sim::update_config(sim_config &config, Node const &node)
{
	number(config.connect_error, node, "connect_error");
	flag  (config.deny_registration, node, "deny_registration");
}


sim_config Usb_modem_sim::modem_config(Node const &node)
{
	sim_config config { };

	sim_config_default(&config);

	text  (config.pin,          node, "pin");
	text  (config.apn,          node, "apn");
	text  (config.imei,         node, "imei");
	number(config.pin_attempts, node, "pin_attempts");
	number(config.delay_ms,     node, "delay_ms");
	number(config.sim_ms,       node, "sim_ms");
	number(config.register_ms,  node, "register_ms");
	number(config.attach_ms,    node, "attach_ms");
	number(config.connect_ms,   node, "connect_ms");
	flag  (config.sim_inserted, node, "sim_inserted");
	flag  (config.radio_off,    node, "radio_off");
	flag  (config.auto_attach,  node, "auto_attach");

	qmi(config, node);

	config.modem       = node.attribute_value("modem", config.modem);
	config.ipv4_prefix = node.attribute_value("ipv4_prefix", config.ipv4_prefix);

	config.usb.at_interface = node.attribute_value("at_interface", config.usb.at_interface);

	number(config.ipv6_advertised, node, "ipv6_advertised");

	update_config(config, node);

	node.for_each_sub_node("event", [&] (Node const &sub_node) {
		event(config.scenario, sub_node); });

	node.for_each_sub_node("fault", [&] (Node const &sub_node) {
		fault(config.scenario, sub_node); });

	return config;
}
