/* Goes through the tables and makes messages from them. */
#include "oracle_case.h"

#include <stdio.h>

#include "support/layout_value.h"
#include "wire/mbim/msg.h"
#include "wire/mbim/versions.h"

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

/* The header in front of a body that is there. */
static int put_header(const struct oracle_case *c, uint32_t transaction,
		      uint8_t *buf, size_t cap, size_t body)
{
	const struct att_uuid *uuid = &c->service->uuid;
	uint32_t cid = c->cid->number;

	if (c->kind == MBIM_KIND_NOTIFICATION)
		return mbim_msg_encode_indication(buf, cap, uuid, cid, body);
	if (c->kind == MBIM_KIND_RESPONSE)
		return mbim_msg_encode_done(buf, cap, transaction, uuid, cid, 0,
					    body);
	return mbim_msg_encode_command(buf, cap, transaction, uuid, cid,
				       c->kind == MBIM_KIND_SET, body);
}

int oracle_message_put(const struct oracle_case *c, const void *value,
		       uint32_t transaction, uint8_t *buf, size_t cap)
{
	size_t head = header_of(c->kind);
	int len = 0;

	if (c->layout)
		len = att_layout_encode(c->layout, value, buf + head,
					cap - head);
	if (len < 0)
		return len;
	return put_header(c, transaction, buf, cap, (size_t)len);
}

/* The whole message of a case in bytes becomes that of m. */
static int read_message(struct oracle_message *m, const struct oracle_case *c,
			uint8_t *bytes, size_t len)
{
	struct value_pool *pool = &m->random.pool;
	size_t head = header_of(c->kind);
	void *value;
	int err;

	m->bytes = bytes;
	m->len = len;
	m->body = att_bytes_of(bytes + head, len - head);
	m->value = value_add(pool, NULL, "", VALUE_STRUCT);
	if (!c->layout)
		return 0;
	value = value_alloc(pool, c->layout->size);
	err = att_layout_decode(c->layout, m->body, value);
	if (!err)
		m->value = layout_value(pool, c->layout, m->body, value);
	return err;
}

int oracle_message_make(struct oracle_message *m, const struct oracle_case *c,
			uint32_t n, uint32_t transaction)
{
	void *value = NULL;
	uint8_t *bytes;
	int len;

	random_value_init(&m->random, n, n % RANDOM_SIZES, true);
	bytes = value_alloc(&m->random.pool, ORACLE_ROOM);
	if (c->layout)
		value = random_value_of(&m->random, c->layout);
	len = oracle_message_put(c, value, transaction, bytes, ORACLE_ROOM);
	return len < 0 ? len : read_message(m, c, bytes, (size_t)len);
}

int oracle_message_carry(struct oracle_message *m,
			 const struct oracle_case *from,
			 const struct oracle_case *to, uint32_t transaction)
{
	uint8_t *bytes = value_alloc(&m->random.pool, ORACLE_ROOM);
	size_t head = header_of(to->kind);
	int len = mbim_version_translate(to->cid, to->kind,
					 (uint16_t)(from->since << 8),
					 (uint16_t)(to->since << 8), m->body,
					 bytes + head, ORACLE_ROOM - head);

	if (len >= 0)
		len = put_header(to, transaction, bytes, ORACLE_ROOM,
				 (size_t)len);
	return len < 0 ? len : read_message(m, to, bytes, (size_t)len);
}

void oracle_message_fini(struct oracle_message *m)
{
	value_release(&m->random.pool);
}
