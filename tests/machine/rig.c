/* The rig of the MBIM transcripts: what the core sends, by the tables generated
 * from the spec. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "core/state.h"
#include "generated/cids.h"
#include "protocol/mbim/state.h"
#include "tests/machine/rig.h"

/* The enum fields of a command tell what it asks for. */
static void put_enums(struct att_text *t, const struct mbim_msg *msg)
{
	const struct att_layout *l = mbim_msg_layout(msg, rig_version);
	union rig_struct v;

	if (!l || msg->code == 0 || att_layout_decode(l, msg->body, &v))
		return;
	for (unsigned i = 0; i < l->n_fields; i++) {
		const struct att_field *f = &l->fields[i];
		uint32_t value;

		if (!f->values || f->type != ATT_T_U32)
			continue;
		memcpy(&value, v.bytes + f->at, sizeof(value));
		att_text_char(t, ' ');
		att_text_put(t, f->name);
		att_text_char(t, '=');
		if (att_enum_name(f->values, value))
			att_text_put(t, att_enum_name(f->values, value));
		else
			att_text_dec(t, value);
	}
}

/* QMI has no fields of MBIM's. */
static void put_hex(struct att_text *t, struct att_bytes b)
{
	char two[4];

	for (size_t i = 0; i < b.len; i++) {
		snprintf(two, sizeof(two), "%s%02x", i ? "" : " ", b.p[i]);
		att_text_put(t, two);
	}
}

static void note_command(struct rig *r, const struct mbim_msg *msg,
			 struct att_text *t)
{
	const struct mbim_service *s = mbim_service_find(&msg->service);
	const struct mbim_cid *c = mbim_cid_find(s, msg->cid);
	struct rig_mbim *own = r->own;
	struct rig_sent *sent = &own->sent[own->n_sent++ % RIG_SENT];

	*sent = (struct rig_sent){msg->transaction, s, c};
	att_text_put(t, msg->code ? "set " : "query ");
	att_text_put(t, c->name);
	put_enums(t, msg);
	if (s == &mbim_services[MBIM_SERVICE_QMI])
		put_hex(t, msg->body);
}

static void say_message(struct rig *r, struct att_bytes bytes)
{
	struct rig_mbim *own = r->own;
	char line[256];
	struct mbim_msg msg;
	struct att_text t;

	att_text_init(&t, line, sizeof(line));
	att_text_put(&t, "> ");
	mbim_msg_decode(bytes, &msg);
	if (!own->last)
		own->before_first = msg.transaction - 1;
	if (msg.type == MBIM_MSG_COMMAND) {
		note_command(r, &msg, &t);
	} else {
		own->last = msg.transaction;
		att_text_put(&t, mbim_msg_type_name(msg.type));
		if (msg.type != MBIM_MSG_CLOSE) {
			att_text_char(&t, ' ');
			att_text_dec(&t, msg.code);
		}
	}
	rig_say(r, line);
}

/* Transaction ids are 1, 2, 3... in the order of the requests. */
static void start(struct rig *r, bool recorded)
{
	struct rig_mbim *own = r->own;

	memset(own, 0, sizeof(*own));
	if (!recorded)
		((struct mbim_state *)r->core->t)->transaction = 0;
	rig_version = MBIM_EX_1;
}

static struct rig_mbim sent_by_the_core;

const struct rig_words rig_mbim = {
	.protocols = mbim_protocols,
	.own = &sent_by_the_core,
	.start = start,
	.output = say_message,
	.stimulus = rig_mbim_stimulus,
};
