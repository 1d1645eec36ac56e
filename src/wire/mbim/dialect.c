/* What MBIM's messages are to traces, replays and tools that print. */
#include "wire/mbim/dialect.h"

#include "generated/cids.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"
#include "wire/walk.h"

#define SIMPLE_MAX 16u /* the longest message without a fragment header */

/* Of a type with a fragment header; b has at least its length. */
static void read_fragment(struct att_bytes b, struct att_head *out)
{
	out->sure = out->len >= MBIM_MSG_FRAGMENT;
	if (b.len < MBIM_MSG_FRAGMENT)
		return;
	out->total = att_get32(b.p + 12);
	out->current = att_get32(b.p + 16);
	out->sure = out->sure && out->current < out->total;
	if (!out->current)
		out->clear = mbim_msg_header_len(out->type);
}

static bool head(struct att_bytes b, struct att_head *out)
{
	bool fragmented;

	*out = (struct att_head){.total = 1, .clear = b.len, .sure = true};
	if (b.len < 4)
		return true;
	out->type = att_get32(b.p);
	if (!mbim_msg_known(out->type))
		return false;
	fragmented = mbim_msg_fragmented(out->type);
	out->name = mbim_msg_type_name(out->type);
	out->joint = fragmented ? MBIM_MSG_FRAGMENT : MBIM_MSG_HEADER;
	out->clear = out->joint;
	if (b.len < MBIM_MSG_HEADER)
		return true;
	out->len = att_get32(b.p + 4);
	out->transaction = att_get32(b.p + 8);
	if (fragmented)
		read_fragment(b, out);
	else
		out->sure = out->len <= SIMPLE_MAX;
	return out->len >= MBIM_MSG_HEADER;
}

static void join(uint8_t *bytes, size_t len)
{
	att_put32(bytes + 4, (uint32_t)len);
	att_put32(bytes + 12, 1);
	att_put32(bytes + 16, 0);
}

static uint16_t at_most(uint16_t version)
{
	return version > MBIM_EX_3 ? MBIM_EX_3 : version;
}

static uint16_t announced(uint16_t version)
{
	return version < MBIM_EX_1 ? MBIM_EX_1 : at_most(version);
}

/* An answer to VERSION makes the two sides speak a higher one. */
static uint16_t version(struct att_bytes message, uint16_t spoken)
{
	struct mbim_ms_basic_connect_extensions_version_response r;
	const struct mbim_service *s =
		&mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS];
	struct mbim_msg msg;

	if (mbim_msg_decode(message, &msg) ||
	    msg.type != (uint32_t)MBIM_MSG_COMMAND_DONE || msg.code ||
	    mbim_service_find(&msg.service) != s ||
	    msg.cid != MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION ||
	    mbim_ms_basic_connect_extensions_version_response_decode(msg.body,
								     &r))
		return spoken;
	if (r.mbim_extended_version < spoken)
		return spoken;
	return at_most(r.mbim_extended_version);
}

static bool fits(const struct att_layout *l, struct att_bytes body)
{
	return !att_walk_struct(l, body, NULL, NULL);
}

/* A modem may speak an older version than it says: the newest layout that fits
 * decides, as what the manager reads must stay. What a newer one refuses must
 * stay so, too: a letter that is hidden can be a length to it. */
static void mask(struct att_bytes message, uint8_t *copy, uint16_t spoken)
{
	static const uint16_t versions[] = {MBIM_EX_3, MBIM_EX_2, MBIM_EX_1};
	const struct att_layout *refused = NULL;
	struct mbim_msg msg;
	int err = mbim_msg_decode(message, &msg);

	for (unsigned i = 0; !err && mbim_msg_fragmented(msg.type) && i < 3;
	     i++) {
		const struct att_layout *l = mbim_msg_layout(&msg, versions[i]);
		const size_t from = (size_t)(msg.body.p - message.p);
		const struct att_bytes body = {copy + from, msg.body.len};

		if (versions[i] > spoken || !l)
			continue;
		if (!att_layout_mask(l, msg.body, copy + from)) {
			if (refused && fits(refused, body))
				memset(copy + from, '*', body.len);
			return;
		}
		refused = refused ? refused : l;
	}
	mbim_msg_mask(message, copy, spoken);
}

const struct att_dialect mbim_dialect = {
	.name = "mbim",
	.dissector = "mbim.control",
	.head_len = MBIM_MSG_HEADER,
	.gap_ms = MBIM_FRAG_GAP_MS,
	.head = head,
	.join = join,
	.announced = announced,
	.version = version,
	.mask = mask,
	.print = mbim_msg_print,
	.title = mbim_msg_title,
};
