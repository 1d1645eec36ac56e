/* A value is looked for where it stands: tshark must have a field of the same
 * place and size, of the same meaning by its name, and with the same value. */
#include "oracle_tshark.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "wire/mbim/msg.h"
#include "wire/tlv.h"

struct compare {
	const struct oracle_case *c;
	const struct oracle_message *m;
	const struct oracle_pdml *p;
	struct oracle_list *listed;
	struct oracle_score *score;
	size_t body_at; /* in the frame */
	bool gave_up;	/* tshark did, and is known to */
	char *text;
	size_t cap;
};

static const struct oracle_field *by_name(const struct oracle_pdml *p,
					  const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->fields[i].name, name) == 0)
			return &p->fields[i];
	return NULL;
}

static const char *last_word(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

/* --- names ------------------------------------------------------------ */

/* The next word of a name in snake case, without a plural s. */
static bool next_word(const char **s, char word[40])
{
	size_t n = 0;

	while (**s == '_')
		(*s)++;
	for (; **s && **s != '_'; (*s)++)
		if (n < 39)
			word[n++] = **s;
	if (n > 3 && word[n - 1] == 's' && word[n - 2] != 's')
		n--;
	word[n] = 0;
	return n > 0;
}

static bool same_word(struct compare *k, const char *ours, const char *theirs)
{
	return strcmp(ours, theirs) == 0 ||
	       oracle_list_has(k->listed, "word", ours, theirs);
}

/* Every word of `few` is one of `many`; `ours` says which of them is ours. */
static bool words_within(struct compare *k, const char *few, const char *many,
			 const char *ours)
{
	const char *start = few;
	char one[40], other[40];

	while (next_word(&few, one)) {
		const char *s = many;
		bool found = false;

		while (!found && next_word(&s, other))
			found = start == ours ? same_word(k, one, other)
					      : same_word(k, other, one);
		if (!found)
			return false;
	}
	return true;
}

static bool name_fits(struct compare *k, const char *path,
		      const struct value *v, const char *theirs)
{
	const char *ours = last_word(path);

	theirs = last_word(theirs);
	return value_same_name(ours, theirs) ||
	       words_within(k, ours, theirs, ours) ||
	       words_within(k, theirs, ours, ours) ||
	       (v->counts && strstr(theirs, "_count")) ||
	       oracle_list_has(k->listed, "name", path, theirs);
}

/* --- values ----------------------------------------------------------- */

static uint64_t mask_of(size_t size)
{
	return size >= 8 ? UINT64_MAX : (UINT64_C(1) << 8 * size) - 1;
}

static bool number_is(const struct oracle_field *f, uint64_t v)
{
	uint64_t shown;

	/* newer ones say so of a boolean, which is not any number */
	if (strcmp(f->show, "True") == 0)
		return v == 1;
	if (strcmp(f->show, "False") == 0)
		return v == 0;
	shown = f->show[0] == '-' ? (uint64_t)strtoll(f->show, NULL, 0)
				  : strtoull(f->show, NULL, 0);
	return f->show[0] && ((shown ^ v) & mask_of(f->size)) == 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hex_is(const char *hex, const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int high, low;

		while (*hex == ':' || *hex == '-')
			hex++;
		high = hex_digit(hex[0]);
		low = high < 0 ? -1 : hex_digit(hex[1]);
		if (low < 0 || p[i] != (high << 4 | low))
			return false;
		hex += 2;
	}
	return *hex == 0;
}

static bool bytes_are(const struct oracle_field *f, const uint8_t *p,
		      size_t len)
{
	uint8_t address[16];

	if (len == 4 && inet_pton(AF_INET, f->show, address) == 1)
		return memcmp(address, p, 4) == 0;
	if (len == 16 && inet_pton(AF_INET6, f->show, address) == 1)
		return memcmp(address, p, 16) == 0;
	return hex_is(f->show, p, len) || hex_is(f->value, p, len);
}

static bool value_is(const struct oracle_field *f, const struct value *v)
{
	if (v->kind == VALUE_NUMBER)
		return number_is(f, v->number);
	if (v->kind == VALUE_TEXT)
		return strlen(f->show) == v->len &&
		       memcmp(f->show, v->p, v->len) == 0;
	return bytes_are(f, v->p, v->len);
}

/* --- fields ----------------------------------------------------------- */

static bool say(struct compare *k, const char *path, const char *what,
		const struct oracle_field *f, const struct value *v)
{
	char ours[120] = "";

	if (v)
		value_show(v, ours, sizeof(ours));
	(void)snprintf(k->text, k->cap, "%s: %s: %s '%.120s' against %s", path,
		       what, f ? f->name : "", f ? f->show : "", ours);
	if (getenv("ORACLE_ALL"))
		printf("# %s\n", k->text);
	return false;
}

/* tshark's field at that place, the one of a fitting name before others. */
static const struct oracle_field *field_at(struct compare *k, const char *path,
					   const struct value *v, size_t at,
					   size_t size)
{
	const struct oracle_field *found = NULL;

	for (size_t i = 0; i < k->p->n; i++) {
		const struct oracle_field *f = &k->p->fields[i];

		if (f->at != k->body_at + at || f->size != size || f->is_bit ||
		    !f->name[0])
			continue;
		if (v && name_fits(k, path, v, f->name))
			return f;
		if (!found)
			found = f;
	}
	return found;
}

static bool check_leaf(struct compare *k, const char *path,
		       const struct value *v)
{
	const struct oracle_field *f;

	if (v->at == VALUE_NOWHERE || !v->size)
		return true;
	f = field_at(k, path, v, v->at, v->size);
	if (!f)
		return k->gave_up ||
		       oracle_list_find(k->listed, "unnamed", path) ||
		       say(k, path, "tshark shows no such field", NULL, v);
	if (!name_fits(k, path, v, f->name))
		return say(k, path, "tshark calls it otherwise", f, v);
	if (!value_is(f, v))
		return oracle_list_find(k->listed, "value", path) ||
		       say(k, path, "tshark reads another value", f, v);
	k->score->fields++;
	return true;
}

/* An offset or a size, if tshark shows it. */
static bool check_ref(struct compare *k, const char *path, size_t at)
{
	const struct oracle_field *f = field_at(k, path, NULL, at, 4);

	if (!f)
		return true;
	k->score->fields++;
	return number_is(f, att_get32(k->m->body.p + at)) ||
	       say(k, path, "tshark reads another offset or size", f, NULL);
}

/* A number that has no name in the spec: a part of a TLV. */
static bool check_part(struct compare *k, const char *path, size_t at,
		       size_t size, uint64_t v)
{
	const struct oracle_field *f = field_at(k, path, NULL, at, size);

	k->score->fields++;
	return (f && number_is(f, v)) ||
	       say(k, path, "tshark reads another TLV", f, NULL);
}

/* tshark shows TLVs part by part. */
static bool check_tlvs(struct compare *k, const char *path,
		       const struct value *v)
{
	struct att_bytes rest = att_bytes_of(v->p, v->len);
	struct att_tlv tlv;
	size_t at = v->at;
	bool good = true;

	for (; att_tlv_next(&rest, &tlv); at += tlv.whole.len) {
		struct value data = {.name = "data",
				     .kind = VALUE_BYTES,
				     .p = tlv.data.p,
				     .len = tlv.data.len,
				     .at = at + ATT_TLV_HEADER,
				     .size = tlv.data.len};

		good &= check_part(k, path, at, 2, tlv.type);
		good &= check_part(k, path, at + 3, 1, tlv.whole.p[3]);
		good &= check_part(k, path, at + 4, 4, tlv.data.len);
		good &= check_leaf(k, "data", &data);
	}
	return good;
}

static bool check_value(struct compare *k, const char *path,
			const struct value *v)
{
	char inner[300];
	bool good = true;

	if (v->ref_at != VALUE_NOWHERE)
		for (size_t i = 0; i + 4 <= v->ref_size; i += 4)
			good &= check_ref(k, path, v->ref_at + i);
	if (v->is_tlvs)
		return check_tlvs(k, path, v);
	if (v->kind != VALUE_LIST && v->kind != VALUE_STRUCT)
		return check_leaf(k, path, v) && good;
	for (v = v->first; v; v = v->next) {
		(void)snprintf(inner, sizeof(inner), "%s%s%s", path,
			       v->name[0] ? "." : "", v->name);
		good &= check_value(k, inner, v);
	}
	return good;
}

/* --- the message ------------------------------------------------------ */

static bool header_has(const struct oracle_pdml *p, const char *name,
		       uint64_t v)
{
	const struct oracle_field *f = by_name(p, name);

	return f && number_is(f, v);
}

bool oracle_tshark_header(const struct oracle_case *c,
			  const struct oracle_message *m,
			  const struct oracle_pdml *p)
{
	static const uint32_t types[MBIM_KINDS] = {
		MBIM_MSG_COMMAND, MBIM_MSG_COMMAND,
		(uint32_t)MBIM_MSG_COMMAND_DONE,
		(uint32_t)MBIM_MSG_INDICATE_STATUS};
	const struct oracle_field *f =
		by_name(p, "mbim.control.device_service_id");
	const char *code = c->kind == MBIM_KIND_RESPONSE
				   ? "mbim.control.status"
				   : "mbim.control.command_type";

	return f && hex_is(f->show, c->service->uuid.b, 16) &&
	       header_has(p, "mbim.control.header.message_type",
			  types[c->kind]) &&
	       header_has(p, "mbim.control.header.message_length", m->len) &&
	       header_has(p, "mbim.control.header.transaction_id",
			  c->kind == MBIM_KIND_NOTIFICATION
				  ? 0
				  : att_get32(m->bytes + 8)) &&
	       header_has(p, "mbim.control.cid", c->cid->number) &&
	       header_has(p, "mbim.control.info_buffer_len", m->body.len) &&
	       (c->kind == MBIM_KIND_NOTIFICATION ||
		header_has(p, code, c->kind == MBIM_KIND_SET));
}

bool oracle_tshark_knows(const struct oracle_message *m,
			 const struct oracle_pdml *p)
{
	const struct oracle_field *first =
		by_name(p, "mbim.control.header.message_type");
	size_t head = (size_t)(m->body.p - m->bytes);

	for (size_t i = 0; first && i < p->n; i++) {
		const struct oracle_field *f = &p->fields[i];

		if (f->size && f->at >= first->at + head &&
		    strncmp(f->name, "mbim.", 5) == 0 &&
		    strcmp(f->name, "mbim.control.info_buffer") != 0)
			return true;
	}
	return false;
}

bool oracle_tshark_agrees(const struct oracle_case *c,
			  const struct oracle_message *m,
			  const struct oracle_pdml *p,
			  struct oracle_list *listed,
			  struct oracle_score *score, char *text, size_t cap)
{
	struct compare k = {c, m, p, listed, score, 0, false, text, cap};
	const struct oracle_field *first =
		by_name(p, "mbim.control.header.message_type");

	text[0] = 0;
	k.body_at = first->at + (size_t)(m->body.p - m->bytes);
	k.gave_up =
		p->malformed && oracle_list_find(listed, "malformed", c->name);
	if (p->malformed && !k.gave_up)
		return say(&k, c->name, "tshark finds it malformed", NULL,
			   NULL);
	score->messages++;
	return check_value(&k, c->name, m->value);
}
