/* The part of a device profile that is about QMI. */
#include "tools/simodem/files.h"

#include <string.h>

#include "tools/simodem/qmi.h"

#define NUMBER(name, field, min, max) \
	ATT_YAML_NUMBER(name, struct sim_config, qmi.field, min, max)
#define WORDS(name, fn, field, words) \
	ATT_YAML_WORDS(name, fn, struct sim_config, qmi.field, words)

static const struct att_yaml_word technologies[] = {
	{"lte", false}, {"umts", true}, {0}};
static const struct att_yaml_word links[] = {
	{"802_3", QMI_WDA_LINK_LAYER_PROTOCOL_802_3},
	{"raw_ip", QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP},
	{0}};
static const struct att_yaml_word link_bits[] = {
	{"802_3", 1u << QMI_WDA_LINK_LAYER_PROTOCOL_802_3},
	{"raw_ip", 1u << QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP},
	{0}};
static const struct att_yaml_word aggregation_bits[] = {
	{"none", 1u << QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED},
	{"qmap", 1u << QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAP},
	{"qmap_v4", 1u << QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAPV4},
	{"qmap_v5", 1u << QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAPV5},
	{0}};

/* --- what it lacks ----------------------------------------------------------
 */

static bool add(struct sim_qmi_config *c, uint8_t service, uint16_t message)
{
	if (c->n_without == SIM_QMI_MISSING)
		return false;
	c->without[c->n_without++] = (struct sim_qmi_missing){
		.service = service, .message = message};
	return true;
}

static bool begins(const char *name, const char *pattern, size_t len)
{
	bool all = len > 0 && pattern[len - 1] == '*';

	if (all)
		return strncmp(name, pattern, len - 1) == 0;
	return strlen(name) == len && strncmp(name, pattern, len) == 0;
}

/* The messages that simodem has by this name, which may end in a star. False:
 * none. */
static bool add_named(struct sim_qmi_config *c,
		      const struct qmi_service_info *s, const char *pattern)
{
	bool any = false;

	for (uint32_t i = 0; i < sim_qmi_rows_count; i++) {
		const struct sim_qmi_row *row = &sim_qmi_rows[i];
		const struct qmi_message_info *m;

		if (row->service != s->number)
			continue;
		m = qmi_message_find(s, row->message, QMI_REQUEST, 0);
		if (m != NULL &&
		    begins(qmi_message_info_name(m), pattern, strlen(pattern)))
			any |= add(c, row->service, row->message);
	}
	return any;
}

/* "uim", "wds.set_ip_family", "dms.uim_*" */
static void read_missing(struct att_yaml *y, const yaml_node_t *item,
			 void *target)
{
	struct sim_config *c = target;
	const char *text = att_yaml_scalar(y, "without", item);
	const char *dot = text != NULL ? strchr(text, '.') : NULL;
	size_t len = dot != NULL ? (size_t)(dot - text) : 0;
	const struct qmi_service_info *s;
	bool found;

	if (text == NULL)
		return;
	s = qmi_service_named(text, dot != NULL ? len : strlen(text));
	found = s != NULL && (dot != NULL ? add_named(&c->qmi, s, dot + 1)
					  : add(&c->qmi, (uint8_t)s->number,
						SIM_QMI_SERVICE));
	if (!found)
		att_yaml_error(y, item, "simodem has no QMI message %.64s",
			       text);
}

static void read_without(struct att_yaml *y, const struct att_yaml_key *key,
			 const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_missing, target);
}

/* The number of a service, also of one whose messages nobody knows; 0: none. */
static uint8_t service_named(const char *text)
{
	const struct att_enum *e = qmi_enum(QMI_ENUM_service);

	for (unsigned i = 0; i < e->n_values; i++)
		if (strcmp(att_enum_value_name(e, &e->values[i]), text) == 0 &&
		    e->values[i].value <= UINT8_MAX)
			return (uint8_t)e->values[i].value;
	return 0;
}

/* A service that simodem has no message of. */
static void read_one_also(struct att_yaml *y, const yaml_node_t *item,
			  void *target)
{
	struct sim_qmi_config *c = &((struct sim_config *)target)->qmi;
	const char *text = att_yaml_scalar(y, "also", item);
	uint8_t service = text != NULL ? service_named(text) : 0;

	if (text == NULL)
		return;
	for (uint32_t i = 0; service != 0 && i < sim_qmi_rows_count; i++)
		if (sim_qmi_rows[i].service == service) {
			att_yaml_error(y, item, "simodem has %.64s itself",
				       text);
			return;
		}
	if (service == 0)
		att_yaml_error(y, item, "unknown service \"%.64s\"", text);
	else if (c->n_also == SIM_QMI_ALSO)
		att_yaml_error(y, item, "more than %u services", SIM_QMI_ALSO);
	else
		c->also[c->n_also++] = service;
}

static void read_also(struct att_yaml *y, const struct att_yaml_key *key,
		      const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_one_also, target);
}

static const struct att_yaml_key down_keys[] = {
	NUMBER("size", down_size, 1504, SIM_NTB_MAX - 1),
	NUMBER("datagrams", down_datagrams, 1, 64),
	{0}};
static const struct att_yaml_key up_keys[] = {
	NUMBER("size", up_size, 1504, SIM_NTB_MAX - 1),
	NUMBER("datagrams", up_datagrams, 1, 64),
	{0}};
static const struct att_yaml_key qmi_keys[] = {
	NUMBER("clients", clients, 1, 60),
	WORDS("technology", att_yaml_read_word, umts, technologies),
	WORDS("links", att_yaml_read_bits, links, link_bits),
	WORDS("link", att_yaml_read_word, link, links),
	WORDS("aggregations", att_yaml_read_bits, aggregations,
	      aggregation_bits),
	ATT_YAML_PART("down", att_yaml_read_mapping, down_keys),
	ATT_YAML_PART("up", att_yaml_read_mapping, up_keys),
	ATT_YAML_PART("without", read_without, NULL),
	ATT_YAML_PART("also", read_also, NULL),
	{0}};

void sim_profile_read_qmi(struct att_yaml *y, const struct att_yaml_key *key,
			  const yaml_node_t *value, void *target)
{
	const struct sim_qmi_config *c = &((struct sim_config *)target)->qmi;

	att_yaml_mapping(y, key->name, qmi_keys, value, target);
	if ((c->links >> c->link & 1) == 0)
		att_yaml_error(y, value, "link must be one of links");
}
