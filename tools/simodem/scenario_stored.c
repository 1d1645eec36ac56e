/* What a card stores at power-up, short messages and numbers, and what the
 * network says to the codes of USSD. */
#include "tools/simodem/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "wire/sms/sms.h"
#include "wire/sms/ussd.h"

#define CONFIG(name, fn, field) ATT_YAML_KEY(name, fn, struct sim_config, field)
#define NUMBER(name, field, min, max) \
	ATT_YAML_NUMBER(name, struct sim_config, field, min, max)

static void read_number(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);
	struct att_sms_address a;

	if (s && s[0] != '\0' && !att_sms_address_of(s, &a))
		att_yaml_error(y, value, "%s must be a number, not \"%.64s\"",
			       key->name, s);
	else if (s)
		att_yaml_read_text(y, key, value, target);
}

/* --- messages ---------------------------------------------------------------
 */

struct entry {
	char from[24], to[24], text[SIM_COMMAND], pdu[2 * SIM_PDU + 1];
	uint32_t state;
};

#define ENTRY(name, fn, field) ATT_YAML_KEY(name, fn, struct entry, field)

static const struct att_yaml_word states[] = {{"new", SIM_SMS_NEW},
					      {"old", SIM_SMS_OLD},
					      {"draft", SIM_SMS_DRAFT},
					      {"sent", SIM_SMS_SENT},
					      {0}};
static const struct att_yaml_key entry_keys[] = {
	ENTRY("from", read_number, from),
	ENTRY("to", read_number, to),
	ENTRY("text", att_yaml_read_text, text),
	ENTRY("pdu", att_yaml_read_text, pdu),
	ATT_YAML_WORDS("state", att_yaml_read_word, struct entry, state,
		       states),
	{0}};

/* Into the first place that is free: false, there is none. */
static bool store(struct sim_stored *c, uint32_t state, const uint8_t *pdu,
		  size_t len)
{
	uint32_t i = 0;

	while (i < c->places && c->sms[i].state != SIM_SMS_FREE)
		i++;
	if (i == c->places)
		return false;
	c->sms[i].state = (uint8_t)state;
	c->sms[i].len = (uint8_t)len;
	memcpy(c->sms[i].pdu, pdu, len);
	return true;
}

/* Received on the first of January 2026, or to be sent. */
static struct att_sms begun(const struct sim_stored *c, const struct entry *e)
{
	const struct att_sms_time first = {.year = 2026, .month = 1, .day = 1};
	struct att_sms s = {
		.first = e->to[0] != '\0' ? ATT_SMS_SUBMIT
					  : ATT_SMS_DELIVER | ATT_SMS_NO_MORE,
	};

	att_sms_stamp_put(&first, s.sent);
	att_sms_address_of(e->to[0] != '\0' ? e->to : e->from, &s.peer);
	if (!att_sms_address_of(c->centre, &s.smsc))
		s.smsc = (struct att_sms_address){.type = 0};
	return s;
}

/* NULL, or what is wrong. */
static const char *store_text(struct sim_stored *c, const struct entry *e)
{
	struct att_bytes text = att_bytes_of(e->text, strlen(e->text));
	struct att_sms s = begun(c, e);
	struct att_sms_split x;
	uint8_t pdu[SIM_PDU];

	if (att_sms_split(text, &x) != 0)
		return "the text of a message must be UTF-8";
	for (uint8_t i = 1; i <= x.parts; i++) {
		int len;

		att_sms_put_part(&s, &x, i, 1);
		len = att_sms_encode(&s, pdu, sizeof(pdu));
		if (len < 0 || !store(c, e->state, pdu, (size_t)len))
			return "there are more messages than places";
	}
	return NULL;
}

static const char *store_pdu(struct sim_stored *c, const struct entry *e)
{
	size_t n = strlen(e->pdu), len = n / 2;
	uint8_t pdu[SIM_PDU];
	struct att_sms s;

	if (n % 2 != 0 || strspn(e->pdu, "0123456789abcdefABCDEF") != n)
		return "pdu must be bytes in hex";
	for (size_t i = 0; i < len; i++) {
		const char byte[] = {e->pdu[2 * i], e->pdu[2 * i + 1], '\0'};

		pdu[i] = (uint8_t)strtoul(byte, NULL, 16);
	}
	if (att_sms_decode(att_bytes_of(pdu, len), &s) != (int)len)
		return "pdu is no message";
	return store(c, e->state, pdu, len)
		       ? NULL
		       : "there are more messages than places";
}

static void read_stored(struct att_yaml *y, const yaml_node_t *item,
			void *target)
{
	struct sim_config *c = target;
	struct entry e = {.state = SIM_SMS_NEW};
	unsigned errors = y->errors;
	bool from, to, pdu;
	const char *wrong = NULL;

	att_yaml_mapping(y, "a message", entry_keys, item, &e);
	from = e.from[0] != '\0';
	to = e.to[0] != '\0';
	pdu = e.pdu[0] != '\0';
	if (y->errors > errors)
		return;
	if (from + to + pdu != 1 || (pdu && e.text[0] != '\0'))
		wrong = "a message needs from or to with text, or pdu";
	else
		wrong = pdu ? store_pdu(&c->stored, &e)
			    : store_text(&c->stored, &e);
	if (wrong)
		att_yaml_error(y, item, "%s", wrong);
}

static void read_stored_list(struct att_yaml *y, const struct att_yaml_key *key,
			     const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_stored, target);
}

static const struct att_yaml_key message_keys[] = {
	NUMBER("places", stored.places, 1, SIM_SMS_PLACES),
	CONFIG("centre", read_number, stored.centre),
	ATT_YAML_PART("stored", read_stored_list, NULL),
	{0}};

void sim_scenario_read_messages(struct att_yaml *y,
				const struct att_yaml_key *key,
				const yaml_node_t *value, void *target)
{
	att_yaml_mapping(y, key->name, message_keys, value, target);
}

/* --- phonebook --------------------------------------------------------------
 */

struct contact {
	uint32_t place;
	struct sim_contact is;
};

static const struct att_yaml_key contact_keys[] = {
	ATT_YAML_NUMBER("place", struct contact, place, 1, SIM_CONTACTS),
	ATT_YAML_KEY("name", att_yaml_read_text, struct contact, is.name),
	ATT_YAML_KEY("number", read_number, struct contact, is.number),
	{0}};

static void read_contact(struct att_yaml *y, const yaml_node_t *item,
			 void *target)
{
	struct sim_stored *c = &((struct sim_config *)target)->stored;
	struct contact e = {.place = 1};
	unsigned errors = y->errors;

	while (e.place <= c->contacts &&
	       c->contact[e.place - 1].number[0] != '\0')
		e.place++;
	att_yaml_mapping(y, "an entry", contact_keys, item, &e);
	if (y->errors > errors)
		return;
	if (e.is.number[0] == '\0')
		att_yaml_error(y, item, "an entry needs a number");
	else if (e.place > c->contacts)
		att_yaml_error(y, item, "there are %u places", c->contacts);
	else
		c->contact[e.place - 1] = e.is;
}

static void read_contacts(struct att_yaml *y, const struct att_yaml_key *key,
			  const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_contact, target);
}

static const struct att_yaml_key phonebook_keys[] = {
	NUMBER("places", stored.contacts, 1, SIM_CONTACTS),
	NUMBER("name_length", stored.name_len, 1, 20),
	NUMBER("number_length", stored.number_len, 3, 20),
	ATT_YAML_PART("entries", read_contacts, NULL),
	{0}};

void sim_scenario_read_phonebook(struct att_yaml *y,
				 const struct att_yaml_key *key,
				 const yaml_node_t *value, void *target)
{
	att_yaml_mapping(y, key->name, phonebook_keys, value, target);
}

/* --- USSD -------------------------------------------------------------------
 */

#define USSD(name, field) \
	ATT_YAML_KEY(name, att_yaml_read_text, struct sim_ussd_answer, field)

static const struct att_yaml_word results[] = {
	{"done", SIM_USSD_DONE},
	{"asks", SIM_USSD_ASKS},
	{"terminated", SIM_USSD_TERMINATED},
	{"other_client", SIM_USSD_OTHER_CLIENT},
	{"unsupported", SIM_USSD_UNSUPPORTED},
	{"timeout", SIM_USSD_TIMEOUT},
	{0}};
static const struct att_yaml_key ussd_keys[] = {
	USSD("after", after),
	USSD("code", code),
	USSD("says", says),
	ATT_YAML_WORDS("result", att_yaml_read_word, struct sim_ussd_answer,
		       result, results),
	{0}};

static void read_ussd(struct att_yaml *y, const yaml_node_t *item, void *target)
{
	struct sim_config *c = target;
	struct sim_ussd_answer a = {.result = SIM_USSD_DONE};
	uint8_t data[ATT_USSD_MAX], dcs;
	unsigned errors = y->errors;

	att_yaml_mapping(y, "an answer", ussd_keys, item, &a);
	if (y->errors > errors)
		return;
	if (a.code[0] == '\0')
		att_yaml_error(y, item, "an answer needs a code");
	else if (att_ussd_encode(att_bytes_of(a.says, strlen(a.says)), &dcs,
				 data) < 0)
		att_yaml_error(y, item, "says is longer than USSD can be");
	else if (c->n_ussd == SIM_USSD_ANSWERS)
		att_yaml_error(y, item, "more than %u answers",
			       SIM_USSD_ANSWERS);
	else
		c->ussd[c->n_ussd++] = a;
}

/* In place of those that there are without it. */
void sim_scenario_read_ussd(struct att_yaml *y, const struct att_yaml_key *key,
			    const yaml_node_t *value, void *target)
{
	((struct sim_config *)target)->n_ussd = 0;
	sim_files_list(y, key->name, value, read_ussd, target);
}
