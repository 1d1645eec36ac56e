/* A device profile: what a modem is, as YAML. */
#include "tools/simodem/files.h"

#include <string.h>

#include "base/nearest.h"
#include "tools/simodem/mbim.h"

#define KEY(name, fn, field) ATT_YAML_KEY(name, fn, struct sim_config, field)
#define NUMBER(name, field, min, max) \
	ATT_YAML_NUMBER(name, struct sim_config, field, min, max)
#define WORDS(name, fn, field, words) \
	ATT_YAML_WORDS(name, fn, struct sim_config, field, words)

const struct att_yaml_word sim_versions[] = {
	{"1.0", MBIM_EX_1}, {"2.0", MBIM_EX_2}, {"3.0", MBIM_EX_3}, {0}};
const struct att_yaml_word sim_speeds[] = {
	{"full", 12}, {"high", 480}, {"super", 5000}, {0}};
static const struct att_yaml_word ipv6_from[] = {
	{"configuration", 0}, {"advertisement", 1}, {0}};
static const struct att_yaml_word quirks[] = {
	{"reopen_closes", SIM_QUIRK_REOPEN_CLOSES},
	{"needs_ntb_input", SIM_QUIRK_NEEDS_NTB_INPUT},
	{"ndp_at_end", SIM_QUIRK_NDP_AT_END},
	{"needs_zlp", SIM_QUIRK_NEEDS_ZLP},
	{"ntb_input_8", SIM_QUIRK_NTB_INPUT_8},
	{"late_answers", SIM_QUIRK_LATE_ANSWERS},
	{"fcc_lock", SIM_QUIRK_FCC_LOCK},
	{"foxconn_lock", SIM_QUIRK_FOXCONN_LOCK},
	{"quectel_lock", SIM_QUIRK_QUECTEL_LOCK},
	{"lock_until_restart", SIM_QUIRK_LOCK_RESTART},
	{"first_request_lost", SIM_QUIRK_FIRST_LOST},
	{"needs_dtr", SIM_QUIRK_NEEDS_DTR},
	{"needs_endpoint", SIM_QUIRK_NEEDS_ENDPOINT},
	{"format_refused", SIM_QUIRK_FORMAT_REFUSED},
	{"autoconnect", SIM_QUIRK_AUTOCONNECT},
	{"no_effect", SIM_QUIRK_NO_EFFECT},
	{"plain_reasons", SIM_QUIRK_PLAIN_REASONS},
	{"empty_serving_system", SIM_QUIRK_EMPTY_SERVING},
	{"empty_system_info", SIM_QUIRK_EMPTY_SYSTEM},
	{"wrong_station", SIM_QUIRK_WRONG_STATION},
	{"told_once", SIM_QUIRK_TOLD_ONCE},
	{"silent_lock", SIM_QUIRK_SILENT_LOCK},
	{"sms_index_1", SIM_QUIRK_SMS_INDEX},
	{0}};

static void read_id(struct att_yaml *y, const struct att_yaml_key *key,
		    const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);
	struct sim_config *c = target;

	if (s && !sim_files_id(s, &c->vendor, &c->product))
		att_yaml_error(y, value,
			       "id must be VID:PID in hex, not \"%.64s\"", s);
}

static void read_other(struct att_yaml *y, const yaml_node_t *item,
		       void *target)
{
	struct sim_config *c = target;
	uint32_t n;

	if (att_yaml_u32(y, "others", item, 0, 31, &n))
		c->usb.others |= 1u << n;
}

static void read_others(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_other, target);
}

static const struct att_yaml_key extended_keys[] = {
	WORDS("version", att_yaml_read_word, usb.ex_version, sim_versions),
	NUMBER("outstanding", max_outstanding, 1, 255),
	NUMBER("mtu", usb.mtu, 0, 65535),
	{0}};

/* The extended functional descriptor, or the word none. */
static void read_extended(struct att_yaml *y, const struct att_yaml_key *key,
			  const yaml_node_t *value, void *target)
{
	static const struct att_yaml_word none[] = {{"none", 1}, {0}};
	struct sim_config *c = target;
	uint32_t v;

	c->usb.no_extended = value->type != YAML_MAPPING_NODE;
	if (c->usb.no_extended)
		att_yaml_word(y, key->name, value, none, &v);
	else
		att_yaml_mapping(y, key->name, extended_keys, value, target);
}

/* A power of two, as NCM 1.0 table 6-3 wants divisors and alignments. */
static void read_power(struct att_yaml *y, const struct att_yaml_key *key,
		       const yaml_node_t *value, void *target)
{
	uint32_t v;

	if (!att_yaml_u32(y, key->name, value, 4, 32768, &v))
		return;
	if ((v & (v - 1)) != 0)
		att_yaml_error(y, value, "%s must be a power of two",
			       key->name);
	else
		att_yaml_read_number(y, key, value, target);
}

#define NTB_KEYS(side)                                             \
	NUMBER("max", usb.side.max, 2048, SIM_NTB_MAX),            \
		KEY("divisor", read_power, usb.side.divisor),      \
		NUMBER("remainder", usb.side.remainder, 0, 32767), \
		KEY("alignment", read_power, usb.side.alignment)

static const struct att_yaml_key in_keys[] = {NTB_KEYS(in), {0}};
static const struct att_yaml_key out_keys[] = {
	NTB_KEYS(out), NUMBER("datagrams", usb.out_datagrams, 0, 65535), {0}};
static const struct att_yaml_key ntb_keys[] = {
	ATT_YAML_PART("in", att_yaml_read_mapping, in_keys),
	ATT_YAML_PART("out", att_yaml_read_mapping, out_keys),
	KEY("ntb32", att_yaml_read_bool, ntb32),
	{0}};

static const struct att_yaml_key control_keys[] = {
	NUMBER("interface", usb.control_interface, 0, 31),
	NUMBER("altsetting", usb.control_alt, 0, 1),
	NUMBER("endpoint", usb.ep_notify, 0x81, 0x8f),
	NUMBER("packet", usb.notify_packet, 8, 1024),
	NUMBER("interval", usb.notify_interval, 1, 255),
	{0}};
static const struct att_yaml_key data_keys[] = {
	NUMBER("interface", usb.data_interface, 0, 31),
	NUMBER("altsetting", usb.data_alt, 0, 2),
	NUMBER("in", usb.ep_in, 0x81, 0x8f),
	NUMBER("out", usb.ep_out, 0x01, 0x0f),
	NUMBER("packet", usb.bulk_packet, 64, 1024),
	{0}};
static const struct att_yaml_key usb_keys[] = {
	NUMBER("configuration", configuration, 1, 4),
	ATT_YAML_PART("control", att_yaml_read_mapping, control_keys),
	ATT_YAML_PART("data", att_yaml_read_mapping, data_keys),
	ATT_YAML_PART("others", read_others, NULL),
	KEY("union", sim_files_not, no_union),
	KEY("iad", sim_files_not, usb.no_iad),
	/* libusb and QEMU carry no control transfer above 4096 bytes. */
	NUMBER("max_control", max_control, 64, 4096),
	NUMBER("filters", usb.filters, 0, 255),
	NUMBER("filter_size", usb.filter_size, 0, 192),
	NUMBER("max_segment", usb.max_segment, 1280, 65535),
	NUMBER("capabilities", usb.capabilities, 0, 0xff),
	ATT_YAML_PART("extended", read_extended, NULL),
	{0}};

/* What no single value shows. */
static void read_usb(struct att_yaml *y, const struct att_yaml_key *key,
		     const yaml_node_t *value, void *target)
{
	const struct sim_usb_layout *l = &((struct sim_config *)target)->usb;
	uint32_t ours;

	att_yaml_mapping(y, key->name, usb_keys, value, target);
	if (((const struct sim_config *)target)->speaks_qmi)
		return; /* control and data are one interface */
	ours = 1u << l->control_interface | 1u << l->data_interface;
	if (l->control_interface == l->data_interface || (l->others & ours))
		att_yaml_error(y, value, "an interface is there twice");
	if (l->ep_in == l->ep_notify)
		att_yaml_error(y, value, "an endpoint is there twice");
	if (l->control_alt > 0 && l->data_alt < 2)
		att_yaml_error(y, value,
			       "behind NCM, the data altsetting is 2");
}

/* --- services --------------------------------------------------------------
 */

static bool answered(uint8_t service, uint32_t cid)
{
	for (uint32_t i = 0; i < sim_cids_count; i++)
		if (sim_cids[i].service == service && sim_cids[i].number == cid)
			return true;
	return false;
}

static void offer(struct att_yaml *y, const yaml_node_t *item,
		  const struct mbim_service *s, struct sim_config *c)
{
	uint8_t service = (uint8_t)(s - mbim_services);
	const char *name = att_yaml_scalar(y, "a CID", item);
	const struct mbim_cid *cid;

	if (!name)
		return;
	cid = mbim_cid_named(s, name, strlen(name));
	if (!cid || !answered(service, cid->number))
		att_yaml_error(y, item, "simodem has no CID %s.%.64s", s->name,
			       name);
	else
		c->offered[service] |= 1ull << (cid->number & 63);
}

static void offer_service(struct att_yaml *y, const yaml_node_t *cids,
			  const struct mbim_service *s, struct sim_config *c)
{
	static const struct att_yaml_word all[] = {{"all", 1}, {0}};
	uint32_t v;

	if (cids->type == YAML_SEQUENCE_NODE) {
		for (const yaml_node_item_t *i =
			     cids->data.sequence.items.start;
		     i < cids->data.sequence.items.top; i++)
			offer(y, att_yaml_node(y, *i), s, c);
		return;
	}
	if (att_yaml_word(y, s->name, cids, all, &v))
		c->offered[s - mbim_services] = UINT64_MAX;
}

/* service: all, or a list of its CIDs; what is not named is not there */
static void unknown_service(struct att_yaml *y, const yaml_node_t *at,
			    const char *name)
{
	struct att_nearest near;

	att_nearest_init(&near, name, strlen(name));
	for (uint32_t i = 0; i < mbim_services_count; i++)
		att_nearest_try(&near, mbim_services[i].name);
	att_yaml_error(y, at, "unknown service \"%.64s\"%s", name,
		       att_nearest_hint(&near));
}

static void read_services(struct att_yaml *y, const struct att_yaml_key *key,
			  const yaml_node_t *value, void *target)
{
	struct sim_config *c = target;

	if (value->type != YAML_MAPPING_NODE) {
		att_yaml_error(y, value, "%s must be a mapping", key->name);
		return;
	}
	c->restricted = true;
	for (const yaml_node_pair_t *p = value->data.mapping.pairs.start;
	     p < value->data.mapping.pairs.top; p++) {
		const yaml_node_t *at = att_yaml_node(y, p->key);
		const char *name = att_yaml_scalar(y, "a service", at);
		const struct mbim_service *s =
			name ? mbim_service_named(name, strlen(name)) : NULL;

		if (s)
			offer_service(y, att_yaml_node(y, p->value), s, c);
		else if (name)
			unknown_service(y, at, name);
	}
}

static const struct att_yaml_word protocols[] = {
	{"mbim", false}, {"qmi", true}, {0}};

static const struct att_yaml_key profile_keys[] = {
	WORDS("speaks", att_yaml_read_word, speaks_qmi, protocols),
	ATT_YAML_PART("qmi", sim_profile_read_qmi, NULL),
	ATT_YAML_PART("id", read_id, NULL),
	KEY("manufacturer", att_yaml_read_text, manufacturer),
	KEY("model", att_yaml_read_text, model),
	KEY("firmware", att_yaml_read_text, firmware),
	WORDS("speed", att_yaml_read_word, speed_mbit, sim_speeds),
	ATT_YAML_PART("usb", read_usb, NULL),
	ATT_YAML_PART("ntb", att_yaml_read_mapping, ntb_keys),
	WORDS("mbimex", att_yaml_read_word, ex_version, sim_versions),
	NUMBER("sessions", max_sessions, 1, SIM_SESSIONS),
	WORDS("ipv6", att_yaml_read_word, ipv6_advertised, ipv6_from),
	NUMBER("dhcp_lease_s", dhcp_lease_s, 0, 86400),
	NUMBER("dss", max_dss, 0, SIM_DSS),
	NUMBER("slots", slots, 1, SIM_SLOTS),
	ATT_YAML_PART("services", read_services, NULL),
	KEY("nr", att_yaml_read_bool, nr),
	KEY("radio_off", att_yaml_read_bool, radio_off),
	KEY("auto_attach", att_yaml_read_bool, auto_attach),
	ATT_YAML_PART("delays", att_yaml_read_mapping, sim_delay_keys),
	WORDS("quirks", att_yaml_read_bits, quirks, quirks),
	{0}};

int sim_profile_read(struct sim_config *c, const char *path,
		     att_yaml_report *report, void *ctx)
{
	struct att_yaml y = {.path = path, .report = report, .ctx = ctx};

	return att_yaml_read(&y, "the profile", profile_keys, c);
}
