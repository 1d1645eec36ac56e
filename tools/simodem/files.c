/* What profiles and scenarios have in common. */
#include "tools/simodem/files.h"

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "wire/mbim/cid.h"

#define MAX_MS 600000u
#define DELAY(name, field) \
	ATT_YAML_NUMBER(name, struct sim_config, field, 0, MAX_MS)

const struct att_yaml_key sim_delay_keys[] = {
	DELAY("answer_ms", delay_ms),
	DELAY("sim_ms", sim_ms),
	DELAY("register_ms", register_ms),
	DELAY("attach_ms", attach_ms),
	DELAY("connect_ms", connect_ms),
	DELAY("report_ms", report_ms),
	DELAY("ussd_ms", ussd_ms),
	DELAY("ussd_wait_ms", ussd_wait_ms),
	{0}};

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

/* --- CIDs and messages ------------------------------------------------------
 */

static bool in_mbim(uint32_t i, const char *name, struct sim_subject *s)
{
	const struct mbim_cid *cid =
		mbim_cid_named(&mbim_services[i], name, strlen(name));

	if (!cid)
		return false;
	*s = (struct sim_subject){.service = (uint8_t)i,
				  .number = cid->number,
				  .name = cid->name,
				  .cid = cid};
	return true;
}

static bool in_qmi(uint32_t i, const char *name, struct sim_subject *s)
{
	const struct qmi_message_info *m =
		qmi_message_named(&qmi_services[i], name, strlen(name));

	if (!m || qmi_services[i].number > UINT8_MAX)
		return false;
	*s = (struct sim_subject){.service = (uint8_t)qmi_services[i].number,
				  .number = m->number,
				  .name = qmi_message_info_name(m),
				  .message = m};
	return true;
}

static bool qmi_subject(const char *text, const char *dot,
			struct sim_subject *s)
{
	const struct qmi_service_info *service =
		dot ? qmi_service_named(text, (size_t)(dot - text)) : NULL;

	if (service)
		return in_qmi((uint32_t)(service - qmi_services), dot + 1, s);
	for (uint32_t i = 0; !dot && i < qmi_services_count; i++)
		if (in_qmi(i, text, s))
			return true;
	return false;
}

bool sim_files_subject(const struct att_yaml *y, const char *text,
		       struct sim_subject *s)
{
	const struct sim_config *c = y->user;
	const char *dot = strchr(text, '.');
	const struct mbim_service *service = NULL;

	if (c->speaks_qmi)
		return qmi_subject(text, dot, s);
	if (dot)
		service = mbim_service_named(text, (size_t)(dot - text));
	if (service)
		return in_mbim((uint32_t)(service - mbim_services), dot + 1, s);
	for (uint32_t i = 0; !dot && i < mbim_services_count; i++)
		if (in_mbim(i, text, s))
			return true;
	return false;
}

static void try_mbim(struct att_nearest *near, const char *text,
		     const char *dot)
{
	const struct mbim_service *s =
		dot ? mbim_service_named(text, (size_t)(dot - text)) : NULL;

	for (uint32_t i = 0; i < mbim_services_count; i++)
		if (dot && !s)
			att_nearest_try(near, mbim_services[i].name);
		else if (!dot || s == &mbim_services[i])
			for (uint32_t k = 0; k < mbim_services[i].n_cids; k++)
				att_nearest_try(near,
						mbim_services[i].cids[k].name);
}

static void try_qmi(struct att_nearest *near, const char *text, const char *dot)
{
	const struct qmi_service_info *s =
		dot ? qmi_service_named(text, (size_t)(dot - text)) : NULL;

	for (uint32_t i = 0; i < qmi_services_count; i++) {
		const struct qmi_service_info *of = &qmi_services[i];

		if (dot && !s)
			att_nearest_try(near, of->name);
		else if (!dot || s == of)
			for (uint32_t k = 0; k < of->n_messages; k++)
				att_nearest_try(near,
						qmi_message_info_name(
							&of->messages[k]));
	}
}

/* "service.name": the half that is wrong, or the name alone. */
void sim_files_no_subject(struct att_yaml *y, const yaml_node_t *at,
			  const char *text)
{
	const struct sim_config *c = y->user;
	const char *dot = strchr(text, '.'), *word = text;
	size_t len = dot ? (size_t)(dot - text) : strlen(text);
	struct att_nearest near;

	if (dot && (c->speaks_qmi ? qmi_service_named(text, len) != NULL
				  : mbim_service_named(text, len) != NULL)) {
		word = dot + 1;
		len = strlen(word);
	}
	att_nearest_init(&near, word, len);
	(c->speaks_qmi ? try_qmi : try_mbim)(&near, text, dot);
	att_yaml_error(y, at, "unknown %s \"%.64s\"%s",
		       c->speaks_qmi ? "message" : "CID", text,
		       att_nearest_hint(&near));
}

bool sim_files_read_subject(struct att_yaml *y, const struct att_yaml_key *key,
			    const yaml_node_t *value, struct sim_subject *s)
{
	const char *text = att_yaml_scalar(y, key->name, value);

	if (!text || sim_files_subject(y, text, s))
		return text != NULL;
	sim_files_no_subject(y, value, text);
	return false;
}

void sim_files_status(struct att_yaml *y, const char *name,
		      const yaml_node_t *value, uint32_t *status)
{
	const struct sim_config *c = y->user;
	const struct att_enum *e = c->speaks_qmi
					   ? qmi_enum(QMI_ENUM_protocol_error)
					   : &mbim_status_enum;
	const char *s = att_yaml_scalar(y, name, value);

	struct att_nearest near;

	if (!s)
		return;
	att_nearest_init(&near, s, strlen(s));
	for (unsigned i = 0; i < e->n_values; i++) {
		if (strcmp(att_enum_value_name(e, &e->values[i]), s) == 0) {
			*status = e->values[i].value;
			return;
		}
		att_nearest_try(&near, att_enum_value_name(e, &e->values[i]));
	}
	att_yaml_error(y, value, "unknown status \"%.64s\"%s", s,
		       att_nearest_hint(&near));
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

void sim_files_digits(struct att_yaml *y, const struct att_yaml_key *key,
		      const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);
	size_t n = s ? strlen(s) : 0;

	if (!s)
		return;
	if (strspn(s, "0123456789") != n || n < key->min || n > key->max)
		att_yaml_error(y, value, "%s must be %u to %u digits",
			       key->name, key->min, key->max);
	else
		att_yaml_read_text(y, key, value, target);
}
