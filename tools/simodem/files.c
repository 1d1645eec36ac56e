/* What profiles and scenarios have in common. */
#include "tools/simodem/files.h"

#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"
#include "wire/mbim/cid.h"

#define MAX_MS 600000u
#define DELAY(name, field) \
	ATT_YAML_NUMBER(name, struct sim_config, field, 0, MAX_MS)

const struct att_yaml_key sim_delay_keys[] = {
	DELAY("answer_ms", delay_ms),	   DELAY("sim_ms", sim_ms),
	DELAY("register_ms", register_ms), DELAY("attach_ms", attach_ms),
	DELAY("connect_ms", connect_ms),   {0}};

bool sim_files_id(const char *text, uint16_t *vendor, uint16_t *product)
{
	static const char hex[] = "0123456789abcdefABCDEF";

	if (strlen(text) != 9 || strspn(text, hex) != 4 || text[4] != ':' ||
	    strspn(text + 5, hex) != 4)
		return false;
	*vendor = (uint16_t)strtoul(text, NULL, 16);
	*product = (uint16_t)strtoul(text + 5, NULL, 16);
	return true;
}

bool sim_files_word(const struct att_yaml_word *words, const char *text,
		    uint32_t *value)
{
	for (; words->name; words++)
		if (strcmp(words->name, text) == 0) {
			*value = words->value;
			return true;
		}
	return false;
}

void sim_files_not(struct att_yaml *y, const struct att_yaml_key *key,
		   const yaml_node_t *value, void *target)
{
	bool *member = (bool *)((char *)target + key->at);

	*member = !*member;
	att_yaml_read_bool(y, key, value, target);
	*member = !*member;
}

static const struct mbim_cid *in_service(uint32_t i, const char *name,
					 uint8_t *service)
{
	*service = (uint8_t)i;
	return mbim_cid_named(&mbim_services[i], name, strlen(name));
}

const struct mbim_cid *sim_files_cid(const char *text, uint8_t *service)
{
	const char *dot = strchr(text, '.');
	const struct mbim_service *s = NULL;
	const struct mbim_cid *cid = NULL;

	if (dot)
		s = mbim_service_named(text, (size_t)(dot - text));
	if (s)
		return in_service((uint32_t)(s - mbim_services), dot + 1,
				  service);
	for (uint32_t i = 0; !dot && !cid && i < mbim_services_count; i++)
		cid = in_service(i, text, service);
	return cid;
}

void sim_files_status(struct att_yaml *y, const char *name,
		      const yaml_node_t *value, uint32_t *status)
{
	const char *s = att_yaml_scalar(y, name, value);

	for (unsigned i = 0; s && i < mbim_status_enum.n_values; i++)
		if (strcmp(mbim_status_enum.values[i].name, s) == 0) {
			*status = (uint32_t)mbim_status_enum.values[i].value;
			return;
		}
	if (s)
		att_yaml_error(y, value, "unknown status \"%.64s\"", s);
}

void sim_files_list(struct att_yaml *y, const char *name,
		    const yaml_node_t *list,
		    void (*fn)(struct att_yaml *y, const yaml_node_t *item,
			       void *target),
		    void *target)
{
	if (list->type != YAML_SEQUENCE_NODE) {
		att_yaml_error(y, list, "%s must be a list", name);
		return;
	}
	for (const yaml_node_item_t *i = list->data.sequence.items.start;
	     i < list->data.sequence.items.top; i++)
		fn(y, att_yaml_node(y, *i), target);
}
