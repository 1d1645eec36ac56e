/* Goes through the tables and makes messages from them. */
#include "oracle_case.h"

#include <stdio.h>

#include "support/layout_value.h"
#include "wire/mbim/msg.h"

static bool has_kind(const struct mbim_cid *c, enum mbim_kind kind)
{
	switch (kind) {
	case MBIM_KIND_QUERY:
		return c->ops & MBIM_OP_QUERY;
	case MBIM_KIND_SET:
		return c->ops & MBIM_OP_SET;
	case MBIM_KIND_RESPONSE:
		return c->ops & (MBIM_OP_QUERY | MBIM_OP_SET);
	case MBIM_KIND_NOTIFICATION:
		return c->ops & MBIM_OP_NOTIFY;
	case MBIM_KINDS:
		break;
	}
	return false;
}

static const char *const kinds[] = {"query", "set", "response", "notification"};

static void name_case(struct oracle_case *c)
{
	int n = snprintf(c->name, sizeof(c->name), "%s.%s.%s", c->service->name,
			 c->cid->name, kinds[c->kind]);

	if (c->since > 1 && n > 0 && (size_t)n < sizeof(c->name))
		(void)snprintf(c->name + n, sizeof(c->name) - (size_t)n, "@%u",
			       c->since);
}

static size_t cases_of_kind(const struct mbim_service *s,
			    const struct mbim_cid *cid, enum mbim_kind kind,
			    struct oracle_case *out, size_t cap)
{
	const struct att_layout *before = NULL;
	size_t n = 0;

	for (unsigned ex = 1; ex <= 3 && n < cap; ex++) {
		const struct att_layout *l =
			mbim_cid_layout(cid, kind, (uint16_t)(ex << 8));

		if (l == before && ex > 1)
			continue;
		before = l;
		out[n] = (struct oracle_case){
			s,  cid, kind,
			ex, l,	 !l && mbim_cid_layout(cid, kind, MBIM_EX_3),
			""};
		name_case(&out[n++]);
	}
	return n;
}

size_t oracle_cases(const struct mbim_service *s, struct oracle_case *out,
		    size_t cap)
{
	size_t n = 0;

	for (unsigned i = 0; i < s->n_cids; i++)
		for (enum mbim_kind k = MBIM_KIND_QUERY; k < MBIM_KINDS; k++)
			if (has_kind(&s->cids[i], k))
				n += cases_of_kind(s, &s->cids[i], k, out + n,
						   cap - n);
	return n;
}

static size_t header_of(enum mbim_kind kind)
{
	if (kind == MBIM_KIND_NOTIFICATION)
		return MBIM_MSG_INDICATION_BODY;
	return MBIM_MSG_COMMAND_BODY;
}

int oracle_message_put(const struct oracle_case *c, const void *value,
		       uint32_t transaction, uint8_t *buf, size_t cap)
{
	const struct att_uuid *uuid = &c->service->uuid;
	size_t head = header_of(c->kind), body;
	uint32_t cid = c->cid->number;
	int len = 0;

	if (c->layout)
		len = att_layout_encode(c->layout, value, buf + head,
					cap - head);
	if (len < 0)
		return len;
	body = (size_t)len;
	if (c->kind == MBIM_KIND_NOTIFICATION)
		return mbim_msg_encode_indication(buf, cap, uuid, cid, body);
	if (c->kind == MBIM_KIND_RESPONSE)
		return mbim_msg_encode_done(buf, cap, transaction, uuid, cid, 0,
					    body);
	return mbim_msg_encode_command(buf, cap, transaction, uuid, cid,
				       c->kind == MBIM_KIND_SET, body);
}

int oracle_message_make(struct oracle_message *m, const struct oracle_case *c,
			uint32_t n, uint32_t transaction)
{
	size_t head = header_of(c->kind);
	struct value_pool *pool;
	void *value = NULL;
	int len;

	random_value_init(&m->random, n, n % RANDOM_SIZES, true);
	pool = &m->random.pool;
	m->bytes = value_alloc(pool, ORACLE_ROOM);
	m->value = value_add(pool, NULL, "", VALUE_STRUCT);
	if (c->layout)
		value = random_value_of(&m->random, c->layout);
	len = oracle_message_put(c, value, transaction, m->bytes, ORACLE_ROOM);
	if (len < 0)
		return len;
	m->len = (size_t)len;
	m->body = att_bytes_of(m->bytes + head, m->len - head);
	if (!c->layout)
		return 0;
	value = value_alloc(pool, c->layout->size);
	len = att_layout_decode(c->layout, m->body, value);
	if (!len)
		m->value = layout_value(pool, c->layout, m->body, value);
	return len;
}

void oracle_message_fini(struct oracle_message *m)
{
	value_release(&m->random.pool);
}
