/* What an MBIM modem says, beside the stimuli of tests/transcript:
 *
 *   open_done [STATUS] | close_done [STATUS] | close_done_id ID
 *   function_error CODE [ID]   id: of the last command unless given
 *   done CID [status=S] [FIELD=VALUE...]    answer the last command with CID
 *   late CID ...               the same, but with the one before the last
 *   indicate CID FIELD=VALUE...
 *   garbled CID                an answer whose body does not decode
 *   raw HEX...                 bytes as they are
 *
 * Special fields: services=version|plain|none|quectel|intel|
 *   choice, slot=N (from 0), bearer=APN, ipv4=A.B.C.D/N,
 * qmi=HEX */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"
#include "tests/machine/rig.h"

uint16_t rig_version = MBIM_EX_1;

static int set_number(const struct att_field *f, void *at, const char *v)
{
	uint32_t number = (uint32_t)strtoul(v, NULL, 0);

	for (unsigned i = 0; f->values && i < f->values->n_values; i++)
		if (!strcmp(att_enum_value_name(f->values,
						&f->values->values[i]),
			    v))
			number = f->values->values[i].value;
	if (f->type == ATT_T_U16) {
		uint16_t half = (uint16_t)number;

		memcpy(at, &half, sizeof(half));
		return 0;
	}
	memcpy(at, &number, sizeof(number));
	return f->type == ATT_T_U32 ? 0 : -1;
}

static int set_field(const struct att_layout *l, union rig_struct *s,
		     const char *name, const char *v)
{
	for (unsigned i = 0; i < l->n_fields; i++) {
		const struct att_field *f = &l->fields[i];
		struct att_str str = att_str_utf8(v);

		if (strcmp(f->name, name))
			continue;
		if (f->type != ATT_T_STRING)
			return set_number(f, s->bytes + f->at, v);
		memcpy(s->bytes + f->at, &str, sizeof(str));
		return 0;
	}
	return -1;
}

/* Arrays that the fields of a line cannot express; kept while encoding. */
struct arrays {
	struct mbim_ipv4_element ipv4;
	struct att_ipv4 dns;
	struct mbim_device_service_element service[3];
	uint32_t cid[3];
	uint8_t qmi[64];
	struct mbim_uicc_slot slot;
	struct mbim_lte_attach_configuration bearer[ATT_CORE_BEARERS];
};

static int set_ipv4(struct arrays *a, union rig_struct *s, const char *v)
{
	struct mbim_basic_connect_ip_configuration_response *r = (void *)s;
	unsigned b[4], prefix;

	if (sscanf(v, "%u.%u.%u.%u/%u", &b[0], &b[1], &b[2], &b[3], &prefix) !=
	    5)
		return -1;
	for (int i = 0; i < 4; i++)
		a->ipv4.ipv4_address.b[i] = (uint8_t)b[i];
	a->ipv4.on_link_prefix_length = prefix;
	r->ipv4_address = att_array_of(&a->ipv4, 1);
	r->ipv4_configuration_available |= 1;
	return 0;
}

static void list(struct arrays *a, uint32_t i, uint8_t service, uint32_t cid)
{
	a->cid[i] = cid;
	a->service[i].device_service_id = mbim_services[service].uuid;
	a->service[i].cids = att_array_of(&a->cid[i], 1);
}

static int set_services(struct arrays *a, union rig_struct *s, const char *v)
{
	struct mbim_basic_connect_device_services_response *r = (void *)s;
	uint32_t n = 0;

	if (!strcmp(v, "none"))
		return 0;
	if (!strcmp(v, "version"))
		list(a, n++, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		     MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION);
	else if (!strcmp(v, "plain"))
		list(a, n++, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		     MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_CAPS);
	else if (!strcmp(v, "choice")) {
		list(a, n++, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		     MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LTE_ATTACH_CONFIGURATION);
		list(a, n++, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		     MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_SLOT_MAPPINGS);
		list(a, n++, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		     MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SLOT_INFO_STATUS);
	} else if (!strcmp(v, "intel"))
		list(a, n++, MBIM_SERVICE_INTEL_MUTUAL_AUTHENTICATION,
		     MBIM_CID_INTEL_MUTUAL_AUTHENTICATION_FCC_LOCK);
	else if (!strcmp(v, "quectel")) {
		list(a, n++, MBIM_SERVICE_QUECTEL,
		     MBIM_CID_QUECTEL_RADIO_STATE);
		list(a, n++, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		     MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_RESET);
	}
	r->device_services = att_array_of(a->service, n);
	return n ? 0 : -1;
}

/* Bytes in hex; their number. */
static size_t put_hex(uint8_t *out, size_t cap, const char *hex)
{
	size_t len = 0;

	for (; hex[0] && hex[1] && len < cap; hex += 2) {
		char pair[3] = {hex[0], hex[1], 0};

		out[len++] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return len;
}

static int set_qmi(struct arrays *a, union rig_struct *s, const char *v)
{
	struct mbim_qmi_msg_response *r = (void *)s;

	r->message = att_bytes_of(a->qmi, put_hex(a->qmi, sizeof(a->qmi), v));
	return 0;
}

static int set_slot(struct arrays *a, union rig_struct *s, const char *v)
{
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response
		*r = (void *)s;

	a->slot.slot = (uint32_t)atoi(v);
	r->slot_map = att_array_of(&a->slot, 1);
	return 0;
}

static int set_bearer(struct arrays *a, union rig_struct *s, const char *v)
{
	struct mbim_ms_basic_connect_extensions_lte_attach_configuration_response
		*r = (void *)s;

	for (uint32_t i = 0; i < ATT_CORE_BEARERS; i++)
		a->bearer[i] = (struct mbim_lte_attach_configuration){
			.ip_type = MBIM_CONTEXT_IP_TYPE_IPV4V6,
			.roaming = i,
			.access_string = att_str_utf8(v),
		};
	r->configurations = att_array_of(a->bearer, ATT_CORE_BEARERS);
	return 0;
}

static int fill(const struct att_layout *l, union rig_struct *s,
		struct arrays *a, char *word[], int n, uint32_t *status)
{
	static const struct att_field status_field = {
		.type = ATT_T_U32, .values = &mbim_status_enum};
	int err = 0;

	for (int i = 0; i < n && !err; i++) {
		const char *v = rig_value(word[i]);

		if (!v)
			return -1;
		if (!strcmp(word[i], "status"))
			err = set_number(&status_field, status, v);
		else if (!strcmp(word[i], "ipv4"))
			err = set_ipv4(a, s, v);
		else if (!strcmp(word[i], "services"))
			err = set_services(a, s, v);
		else if (!strcmp(word[i], "slot"))
			err = set_slot(a, s, v);
		else if (!strcmp(word[i], "bearer"))
			err = set_bearer(a, s, v);
		else if (!strcmp(word[i], "qmi"))
			err = set_qmi(a, s, v);
		else
			err = set_field(l, s, word[i], v);
	}
	return err;
}

static struct rig_sent *find_sent(struct rig *r, const char *cid, int skip)
{
	struct rig_mbim *own = r->own;

	for (unsigned i = 1; i <= RIG_SENT && i <= own->n_sent; i++) {
		struct rig_sent *s = &own->sent[(own->n_sent - i) % RIG_SENT];

		if (!strcmp(s->cid->name, cid) && !skip--)
			return s;
	}
	return NULL;
}

static int do_done(struct rig *r, char *word[], int n, int skip)
{
	struct rig_sent *sent = n > 1 ? find_sent(r, word[1], skip) : NULL;
	const struct att_layout *l;
	union rig_struct s = {0};
	struct arrays a = {0};
	uint32_t status = 0;
	uint8_t buf[4096];
	int body = 0, len;

	if (!sent)
		return -1;
	l = mbim_cid_layout(sent->cid, MBIM_KIND_RESPONSE, rig_version);
	if (fill(l, &s, &a, word + 2, n - 2, &status))
		return -1;
	/* A failure without fields has an empty body; some CIDs have none. */
	if (l && (!status || n > 3))
		body = att_layout_encode(l, &s, buf + MBIM_MSG_COMMAND_BODY,
					 sizeof(buf) - MBIM_MSG_COMMAND_BODY);
	len = mbim_msg_encode_done(buf, sizeof(buf), sent->transaction,
				   &sent->service->uuid, sent->cid->number,
				   status, (size_t)body);
	if (body < 0 || len < 0)
		return -1;
	if (!strcmp(word[1], "version") && !status)
		rig_version =
			((struct
			  mbim_ms_basic_connect_extensions_version_response
				  *)&s)
				->mbim_extended_version;
	rig_input(r, buf, (size_t)len);
	return 0;
}

static int do_garbled(struct rig *r, const char *cid)
{
	struct rig_sent *sent = find_sent(r, cid, 0);
	uint8_t buf[64];
	int len;

	if (!sent)
		return -1;
	len = mbim_msg_encode_done(buf, sizeof(buf), sent->transaction,
				   &sent->service->uuid, sent->cid->number, 0,
				   2);
	rig_input(r, buf, (size_t)len);
	return 0;
}

static int do_indicate(struct rig *r, char *word[], int n)
{
	const struct mbim_service *sv =
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT];
	const struct mbim_cid *c =
		n > 1 ? mbim_cid_named(sv, word[1], strlen(word[1])) : NULL;
	const struct att_layout *l;
	union rig_struct s = {0};
	struct arrays a = {0};
	uint32_t status = 0;
	uint8_t buf[4096];
	int body, len;

	if (!c)
		return -1;
	l = mbim_cid_layout(c, MBIM_KIND_NOTIFICATION, rig_version);
	if (!l || fill(l, &s, &a, word + 2, n - 2, &status))
		return -1;
	body = att_layout_encode(l, &s, buf + 44, sizeof(buf) - 44);
	len = mbim_msg_encode_indication(buf, sizeof(buf), &sv->uuid, c->number,
					 (size_t)body);
	if (body < 0 || len < 0)
		return -1;
	rig_input(r, buf, (size_t)len);
	return 0;
}

static int do_simple(struct rig *r, uint32_t type, uint32_t transaction,
		     uint32_t code)
{
	uint8_t buf[16];
	int len = mbim_msg_encode_simple(buf, sizeof(buf), type, transaction,
					 code);

	rig_input(r, buf, (size_t)len);
	return 0;
}

static int do_function_error(struct rig *r, char *word[], int n)
{
	uint32_t code = n > 1 ? (uint32_t)atoi(word[1]) : 0;
	const struct rig_mbim *own = r->own;
	uint32_t id = own->last;

	if (own->n_sent)
		id = own->sent[(own->n_sent - 1) % RIG_SENT].transaction;
	if (n > 2)
		id = own->before_first + (uint32_t)atoi(word[2]);
	return do_simple(r, (uint32_t)MBIM_MSG_FUNCTION_ERROR, id, code);
}

static int do_raw(struct rig *r, char *word[], int n)
{
	uint8_t buf[1024];
	size_t len = 0;

	for (int i = 1; i < n; i++)
		len += put_hex(buf + len, sizeof(buf) - len, word[i]);
	rig_input(r, buf, len);
	return 0;
}

int rig_mbim_stimulus(struct rig *r, char *word[], int n)
{
	const struct rig_mbim *own = r->own;

	if (!strcmp(word[0], "open_done"))
		return do_simple(r, (uint32_t)MBIM_MSG_OPEN_DONE, own->last,
				 n > 1 ? (uint32_t)atoi(word[1]) : 0);
	if (!strcmp(word[0], "close_done"))
		return do_simple(r, (uint32_t)MBIM_MSG_CLOSE_DONE, own->last,
				 n > 1 ? (uint32_t)atoi(word[1]) : 0);
	if (!strcmp(word[0], "close_done_id") && n == 2)
		return do_simple(r, (uint32_t)MBIM_MSG_CLOSE_DONE,
				 own->before_first + (uint32_t)atoi(word[1]),
				 0);
	if (!strcmp(word[0], "function_error"))
		return do_function_error(r, word, n);
	if (!strcmp(word[0], "done"))
		return do_done(r, word, n, 0);
	if (!strcmp(word[0], "late"))
		return do_done(r, word, n, 1);
	if (!strcmp(word[0], "indicate"))
		return do_indicate(r, word, n);
	if (!strcmp(word[0], "garbled") && n == 2)
		return do_garbled(r, word[1]);
	if (!strcmp(word[0], "raw"))
		return do_raw(r, word, n);
	return -1;
}
