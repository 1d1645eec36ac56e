/* What an answer with the status "none" says of success all the same. */
#include "query_result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "generated/cids.h"

/* A message, decoded. */
struct message {
	const struct att_layout *layout;
	uint8_t *fields; /* the C struct, in `most` or on the heap */
	_Alignas(16) uint8_t most[1024];
};

/* 0, or why it does not decode. */
static int decode(struct message *m, const struct query *q, enum mbim_kind kind,
		  struct att_bytes body, uint16_t ex)
{
	m->layout = mbim_cid_layout(q->cid, kind, ex);
	m->fields = NULL;
	if (!m->layout)
		return 0;
	m->fields = m->most;
	if (m->layout->size > sizeof(m->most))
		m->fields = malloc(m->layout->size);
	if (!m->fields)
		abort();
	memset(m->fields, 0, m->layout->size);
	return att_layout_decode(m->layout, body, m->fields);
}

static void end(struct message *m)
{
	if (m->fields != m->most)
		free(m->fields);
}

/* The field of 32 bits of this name, or NULL. */
static const struct att_field *number(const struct message *m, const char *name,
				      uint32_t *value)
{
	const struct att_field *f =
		m->layout ? fields_find(m->layout, name, strlen(name)) : NULL;

	if (!f || f->type != ATT_T_U32)
		return NULL;
	memcpy(value, m->fields + f->at, sizeof(*value));
	return f;
}

/* --- the card's status words ------------------------------------------ */

/* ETSI TS 102 221 10.2.1; by SW1 alone where SW2 is any. */
static const struct {
	uint8_t sw1, sw2;
	bool any;
	const char *means;
} card_words[] = {
	{0x90, 0x00, false, "done"},
	{0x91, 0x00, true, "done; the card has a command of its own"},
	{0x61, 0x00, true, "done; there are more bytes to fetch"},
	{0x62, 0x82, false, "end of the file reached"},
	{0x62, 0x83, false, "the file is deactivated"},
	{0x62, 0x00, true, "warning, nothing was changed"},
	{0x63, 0xc0, false, "verification failed, no attempt is left"},
	{0x63, 0xc1, false, "verification failed, 1 attempt is left"},
	{0x63, 0xc2, false, "verification failed, 2 attempts are left"},
	{0x63, 0xc3, false, "3 attempts are left"},
	{0x63, 0x00, true, "verification failed, or a warning"},
	{0x64, 0x00, true, "error, nothing was changed"},
	{0x65, 0x00, true, "error, memory may have changed"},
	{0x67, 0x00, true, "wrong length"},
	{0x68, 0x81, false, "logical channels are not supported"},
	{0x68, 0x82, false, "secure messaging is not supported"},
	{0x69, 0x81, false, "the file has another structure"},
	{0x69, 0x82, false, "security status not satisfied"},
	{0x69, 0x83, false, "the PIN is blocked"},
	{0x69, 0x84, false, "the PIN is disabled"},
	{0x69, 0x85, false, "conditions of use not satisfied"},
	{0x69, 0x00, true, "command not allowed"},
	{0x6a, 0x80, false, "wrong data"},
	{0x6a, 0x81, false, "function not supported"},
	{0x6a, 0x82, false, "file or application not found"},
	{0x6a, 0x83, false, "record not found"},
	{0x6a, 0x84, false, "no room in the file"},
	{0x6a, 0x86, false, "wrong P1 or P2"},
	{0x6a, 0x88, false, "referenced data not found"},
	{0x6b, 0x00, true, "wrong P1 or P2"},
	{0x6c, 0x00, true, "wrong length, SW2 is the right one"},
	{0x6d, 0x00, true, "instruction not supported"},
	{0x6e, 0x00, true, "class not supported"},
	{0x6f, 0x00, true, "technical problem"},
	{0x93, 0x00, false, "the card is busy with its own command"},
	{0x98, 0x62, false, "authentication error"},
};

static const char *meaning(unsigned sw1, unsigned sw2)
{
	for (size_t i = 0; i < sizeof(card_words) / sizeof(card_words[0]); i++)
		if (card_words[i].sw1 == sw1 &&
		    (card_words[i].any || card_words[i].sw2 == sw2))
			return card_words[i].means;
	return "no meaning of these is known";
}

/* SW1 in the lower byte, 0: there are none. In one field, or in two. */
static uint32_t status_words(const struct query *q, const struct message *m)
{
	uint32_t sw1 = 0, sw2 = 0;

	if (q->service == &mbim_services[MBIM_SERVICE_MS_UICC_LOW_LEVEL_ACCESS])
		if (!number(m, "status", &sw1) &&
		    number(m, "status_word1", &sw1))
			(void)number(m, "status_word2", &sw2);
	return (sw1 & 0xffffu) | sw2 << 8;
}

static bool card_text(uint32_t sw, char *text, size_t cap)
{
	unsigned sw1 = sw & 0xffu, sw2 = sw >> 8 & 0xffu;

	if (sw)
		snprintf(text, cap, "%02X %02X (%s)", sw1, sw2,
			 meaning(sw1, sw2));
	return sw != 0;
}

static bool card_good(uint32_t sw)
{
	uint32_t sw1 = sw & 0xffu;

	return !sw || sw1 == 0x90 || sw1 == 0x91 || sw1 == 0x61;
}

bool query_result_card(const struct query *q, struct att_bytes answer,
		       uint16_t ex, char *text, size_t cap)
{
	struct message m;
	bool has = !decode(&m, q, MBIM_KIND_RESPONSE, answer, ex) &&
		   card_text(status_words(q, &m), text, cap);

	end(&m);
	return has;
}

/* --- what was to be set ----------------------------------------------- */

#define ANY   UINT32_MAX
#define IS(v) (1u << (v))

/* A set with field `asked` of this value is done if `told` of the answer is one
 * of a set of values; SAME: if it is what was asked for. */
static const struct outcome {
	unsigned service;
	uint32_t cid;
	const char *asked;
	uint32_t value;
	const char *told;
	uint32_t good;
} outcomes[] = {
#define BASIC(cid) MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_##cid
	{BASIC(CONNECT), "activation_command", MBIM_ACTIVATION_COMMAND_ACTIVATE,
	 "activation_state",
	 IS(MBIM_ACTIVATION_STATE_ACTIVATED) |
		 IS(MBIM_ACTIVATION_STATE_ACTIVATING)},
	{BASIC(CONNECT), "activation_command",
	 MBIM_ACTIVATION_COMMAND_DEACTIVATE, "activation_state",
	 IS(MBIM_ACTIVATION_STATE_DEACTIVATED) |
		 IS(MBIM_ACTIVATION_STATE_DEACTIVATING)},
	{BASIC(PACKET_SERVICE), "packet_service_action",
	 MBIM_PACKET_SERVICE_ACTION_ATTACH, "packet_service_state",
	 IS(MBIM_PACKET_SERVICE_STATE_ATTACHED) |
		 IS(MBIM_PACKET_SERVICE_STATE_ATTACHING)},
	{BASIC(PACKET_SERVICE), "packet_service_action",
	 MBIM_PACKET_SERVICE_ACTION_DETACH, "packet_service_state",
	 IS(MBIM_PACKET_SERVICE_STATE_DETACHED) |
		 IS(MBIM_PACKET_SERVICE_STATE_DETACHING)},
	{BASIC(REGISTER_STATE), "register_action", ANY, "register_state",
	 ~IS(MBIM_REGISTER_STATE_DENIED)},
	{BASIC(RADIO_STATE), "radio_state", ANY, "sw_radio_state", 0},
	{MBIM_SERVICE_QUECTEL, MBIM_CID_QUECTEL_RADIO_STATE, "radio_state", ANY,
	 "radio_state", 0},
	{MBIM_SERVICE_MS_UICC_LOW_LEVEL_ACCESS,
	 MBIM_CID_MS_UICC_LOW_LEVEL_ACCESS_RESET, "pass_through_action", ANY,
	 "pass_through_status", 0},
#undef BASIC
};

static bool is_for(const struct outcome *o, const struct query *q)
{
	return q->service == &mbim_services[o->service] &&
	       q->cid->number == o->cid;
}

static void put_field(struct att_text *t, const struct att_field *f,
		      uint32_t value)
{
	const char *name = f->values ? att_enum_name(f->values, value) : NULL;

	att_text_put(t, f->name);
	att_text_put(t, " is ");
	if (name) {
		att_text_put(t, name);
		att_text_put(t, " (");
	}
	att_text_dec(t, value);
	att_text_put(t, name ? ")" : "");
}

/* "it was not done: activation_state is deactivated (3), nw_error is ..." */
static void explain(const struct message *answer, const struct att_field *told,
		    uint32_t value, char *problem, size_t cap)
{
	const struct att_field *f;
	struct att_text t;
	uint32_t cause;

	att_text_init(&t, problem, cap);
	att_text_put(&t, "it was not done: ");
	put_field(&t, told, value);
	f = number(answer, "nw_error", &cause);
	if (!f || !cause)
		return;
	att_text_put(&t, ", ");
	put_field(&t, f, cause);
}

static bool came_about(const struct outcome *o, const struct message *asked,
		       const struct message *answer, char *problem, size_t cap)
{
	const struct att_field *f;
	uint32_t want, is;

	if (!number(asked, o->asked, &want) ||
	    (o->value != ANY && want != o->value))
		return true;
	f = number(answer, o->told, &is);
	if (!f || (o->good ? is < 32 && o->good & IS(is) : is == want))
		return true;
	explain(answer, f, is, problem, cap);
	return false;
}

/* A PIN that is asked for again was not taken; one of another kind may be. */
static bool pin_taken(const struct query *q, const struct message *asked,
		      const struct message *answer, char *problem, size_t cap)
{
	const struct att_field *f;
	uint32_t type, of, state = 0;

	if (q->service != &mbim_services[MBIM_SERVICE_BASIC_CONNECT] ||
	    q->cid->number != MBIM_CID_BASIC_CONNECT_PIN)
		return true;
	f = number(answer, "pin_state", &state);
	if (!number(asked, "pin_type", &of) ||
	    !number(answer, "pin_type", &type) || !f || type != of ||
	    state != MBIM_PIN_STATE_LOCKED)
		return true;
	explain(answer, f, state, problem, cap);
	return false;
}

static bool set_good(const struct query *q, const struct message *asked,
		     const struct message *answer, char *problem, size_t cap)
{
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
		if (is_for(&outcomes[i], q) &&
		    !came_about(&outcomes[i], asked, answer, problem, cap))
			return false;
	return pin_taken(q, asked, answer, problem, cap);
}

/* --- all together ----------------------------------------------------- */

static bool answer_good(const struct query *q, const struct message *asked,
			const struct message *answer, char *problem, size_t cap)
{
	uint32_t sw = status_words(q, answer);
	char words[96];

	if (!card_good(sw) && card_text(sw, words, sizeof(words))) {
		snprintf(problem, cap, "the card answers %s", words);
		return false;
	}
	return !q->set || set_good(q, asked, answer, problem, cap);
}

int query_result_decodes(const struct query *q, struct att_bytes answer,
			 uint16_t ex)
{
	struct message m;
	int err;

	if (q->set && !answer.len)
		return 0; /* so do many modems */
	err = decode(&m, q, MBIM_KIND_RESPONSE, answer, ex);
	end(&m);
	return err;
}

bool query_result_good(const struct query *q, struct att_bytes asked,
		       struct att_bytes answer, uint16_t ex, char *problem,
		       size_t cap)
{
	struct message in, out;
	bool good;

	out.layout = NULL;
	out.fields = NULL;
	good = decode(&in, q, MBIM_KIND_RESPONSE, answer, ex) ||
	       (q->set && decode(&out, q, MBIM_KIND_SET, asked, ex)) ||
	       answer_good(q, &out, &in, problem, cap);
	end(&in);
	end(&out);
	return good;
}
