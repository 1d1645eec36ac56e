/* Stimuli of the machine tests:
 *
 *   after FILE                 do what FILE says first, silently
 *   config KEY=VALUE...        pin, apn, user, ip, roaming, sessions
 *   plug [KEY=VALUE...]        max_control, ex (hex), framed, outstanding, mtu
 *   unplug | want off|attached|connected
 *   open_done [STATUS] | close_done [STATUS] | close_done_id ID
 *   function_error CODE [ID]   id: of the last command unless given
 *   done CID [status=S] [FIELD=VALUE...]    answer the last command with CID
 *   late CID ...               the same, but with the one before the last
 *   indicate CID FIELD=VALUE...
 *   garbled CID                an answer whose body does not decode
 *   silence MS                 time passes, deadlines are met on the way
 *   raw HEX...                 bytes as they are
 *   problem                    what does the status say?
 *
 * Special fields: services=version|plain|none, ipv4=A.B.C.D/N, qmi=HEX */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"
#include "tests/machine/rig.h"

#define MAX_WORDS 24

uint16_t rig_version = MBIM_EX_1;

static int split(char *line, char *word[])
{
	char *save = NULL;
	int n = 0;

	for (char *w = strtok_r(line, " ", &save); w && n < MAX_WORDS;
	     w = strtok_r(NULL, " ", &save))
		word[n++] = w;
	return n;
}

static char *value_of(char *word)
{
	char *eq = strchr(word, '=');

	if (!eq)
		return NULL;
	*eq = 0;
	return eq + 1;
}

/* --- configuration and time ---------------------------------------------- */

static int config_word(struct mbim_core_config *c, const char *key,
		       const char *v)
{
	struct mbim_core_session *s = &c->session[0];

	if (!strcmp(key, "pin"))
		snprintf(c->pin, sizeof(c->pin), "%s", v);
	else if (!strcmp(key, "apn"))
		snprintf(s->apn, sizeof(s->apn), "%s", v);
	else if (!strcmp(key, "ip"))
		s->ip = (enum mbim_ip_type)atoi(v);
	else if (!strcmp(key, "roaming"))
		s->roaming = atoi(v);
	else if (!strcmp(key, "sessions")) {
		c->n_sessions = (uint32_t)atoi(v);
		for (uint32_t i = 1; i < c->n_sessions; i++) {
			c->session[i] = c->session[0];
			snprintf(c->session[i].name, sizeof(c->session[i].name),
				 "extra%u", i);
		}
	} else
		return -1;
	return 0;
}

static int do_config(struct rig *r, char *word[], int n)
{
	for (int i = 1; i < n; i++) {
		const char *v = value_of(word[i]);

		if (!v || config_word(&r->config, word[i], v))
			return -1;
	}
	mbim_recorder_reconfigure(&r->recorder, &r->config, r->now_ms);
	return 0;
}

static int do_plug(struct rig *r, char *word[], int n)
{
	for (int i = 1; i < n; i++) {
		const char *v = value_of(word[i]);
		unsigned long number = v ? strtoul(v, NULL, 0) : 0;

		if (!strcmp(word[i], "max_control"))
			r->link.max_control = (uint16_t)number;
		else if (!strcmp(word[i], "ex"))
			r->link.ex_version = (uint16_t)number;
		else if (!strcmp(word[i], "framed"))
			r->link.framed = number;
		else if (!strcmp(word[i], "stale"))
			r->link.stale = number;
		else if (!strcmp(word[i], "outstanding"))
			r->link.max_outstanding = (uint8_t)number;
		else if (!strcmp(word[i], "mtu"))
			r->link.mtu = (uint16_t)number;
		else
			return -1;
	}
	mbim_recorder_plug(&r->recorder, &r->link, r->now_ms);
	return 0;
}

static int do_want(struct rig *r, const char *what)
{
	static const char *const names[] = {"off", "attached", "connected"};

	for (unsigned i = 0; i < 3; i++)
		if (!strcmp(what, names[i])) {
			mbim_recorder_want(&r->recorder, (enum mbim_want)i,
					   r->now_ms);
			return 0;
		}
	return -1;
}

/* Every deadline up to the end is met, one after the other; what the core then
 * sends stays unanswered. */
static int do_silence(struct rig *r, uint64_t ms)
{
	uint64_t end = r->now_ms + ms, at;

	while ((at = mbim_core_deadline(r->core)) <= end) {
		r->now_ms = at;
		mbim_recorder_expire(&r->recorder, at);
		rig_drain(r);
	}
	r->now_ms = end;
	return 0;
}

/* --- messages ------------------------------------------------------------- */

static int set_number(const struct mbim_field *f, void *at, const char *v)
{
	uint32_t number = (uint32_t)strtoul(v, NULL, 0);

	for (unsigned i = 0; f->values && i < f->values->n_values; i++)
		if (!strcmp(f->values->values[i].name, v))
			number = f->values->values[i].value;
	if (f->type == MBIM_T_U16) {
		uint16_t half = (uint16_t)number;

		memcpy(at, &half, sizeof(half));
		return 0;
	}
	memcpy(at, &number, sizeof(number));
	return f->type == MBIM_T_U32 ? 0 : -1;
}

static int set_field(const struct mbim_layout *l, union rig_struct *s,
		     const char *name, const char *v)
{
	for (unsigned i = 0; i < l->n_fields; i++) {
		const struct mbim_field *f = &l->fields[i];
		struct mbim_str str = mbim_str_utf8(v);

		if (strcmp(f->name, name))
			continue;
		if (f->type != MBIM_T_STRING)
			return set_number(f, s->bytes + f->at, v);
		memcpy(s->bytes + f->at, &str, sizeof(str));
		return 0;
	}
	return -1;
}

/* Arrays that the fields of a line cannot express; kept while encoding. */
struct arrays {
	struct mbim_ipv4_element ipv4;
	struct mbim_ipv4 dns;
	struct mbim_device_service_element service;
	uint32_t cid;
	uint8_t qmi[64];
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
	r->ipv4_address = mbim_array_of(&a->ipv4, 1);
	r->ipv4_configuration_available |= 1;
	return 0;
}

static int set_services(struct arrays *a, union rig_struct *s, const char *v)
{
	struct mbim_basic_connect_device_services_response *r = (void *)s;
	bool version = !strcmp(v, "version");

	if (!strcmp(v, "none"))
		return 0;
	a->service.device_service_id =
		mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS].uuid;
	a->cid = version ? MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION
			 : MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_CAPS;
	a->service.cids = mbim_array_of(&a->cid, 1);
	r->device_services = mbim_array_of(&a->service, 1);
	return 0;
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

	r->message = mbim_bytes_of(a->qmi, put_hex(a->qmi, sizeof(a->qmi), v));
	return 0;
}

static int fill(const struct mbim_layout *l, union rig_struct *s,
		struct arrays *a, char *word[], int n, uint32_t *status)
{
	static const struct mbim_field status_field = {
		.type = MBIM_T_U32, .values = &mbim_status_enum};
	int err = 0;

	for (int i = 0; i < n && !err; i++) {
		const char *v = value_of(word[i]);

		if (!v)
			return -1;
		if (!strcmp(word[i], "status"))
			err = set_number(&status_field, status, v);
		else if (!strcmp(word[i], "ipv4"))
			err = set_ipv4(a, s, v);
		else if (!strcmp(word[i], "services"))
			err = set_services(a, s, v);
		else if (!strcmp(word[i], "qmi"))
			err = set_qmi(a, s, v);
		else
			err = set_field(l, s, word[i], v);
	}
	return err;
}

static void input(struct rig *r, const uint8_t *buf, size_t len)
{
	mbim_recorder_input(&r->recorder, mbim_bytes_of(buf, len), r->now_ms);
}

static struct rig_sent *find_sent(struct rig *r, const char *cid, int skip)
{
	for (unsigned i = 1; i <= RIG_SENT && i <= r->n_sent; i++) {
		struct rig_sent *s = &r->sent[(r->n_sent - i) % RIG_SENT];

		if (!strcmp(s->cid->name, cid) && !skip--)
			return s;
	}
	return NULL;
}

static int do_done(struct rig *r, char *word[], int n, int skip)
{
	struct rig_sent *sent = n > 1 ? find_sent(r, word[1], skip) : NULL;
	const struct mbim_layout *l;
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
	/* A failure without fields has an empty body. */
	if (!status || n > 3)
		body = mbim_layout_encode(l, &s, buf + MBIM_MSG_COMMAND_BODY,
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
	input(r, buf, (size_t)len);
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
	input(r, buf, (size_t)len);
	return 0;
}

static int do_indicate(struct rig *r, char *word[], int n)
{
	const struct mbim_service *sv =
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT];
	const struct mbim_cid *c =
		n > 1 ? mbim_cid_named(sv, word[1], strlen(word[1])) : NULL;
	const struct mbim_layout *l;
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
	body = mbim_layout_encode(l, &s, buf + 44, sizeof(buf) - 44);
	len = mbim_msg_encode_indication(buf, sizeof(buf), &sv->uuid, c->number,
					 (size_t)body);
	if (body < 0 || len < 0)
		return -1;
	input(r, buf, (size_t)len);
	return 0;
}

static int do_simple(struct rig *r, uint32_t type, uint32_t transaction,
		     uint32_t code)
{
	uint8_t buf[16];
	int len = mbim_msg_encode_simple(buf, sizeof(buf), type, transaction,
					 code);

	input(r, buf, (size_t)len);
	return 0;
}

static int do_function_error(struct rig *r, char *word[], int n)
{
	uint32_t code = n > 1 ? (uint32_t)atoi(word[1]) : 0;
	uint32_t id = r->last;

	if (r->n_sent)
		id = r->sent[(r->n_sent - 1) % RIG_SENT].transaction;
	if (n > 2)
		id = r->before_first + (uint32_t)atoi(word[2]);
	return do_simple(r, (uint32_t)MBIM_MSG_FUNCTION_ERROR, id, code);
}

static int do_raw(struct rig *r, char *word[], int n)
{
	uint8_t buf[1024];
	size_t len = 0;

	for (int i = 1; i < n; i++)
		len += put_hex(buf + len, sizeof(buf) - len, word[i]);
	input(r, buf, len);
	return 0;
}

static int do_after(struct rig *r, const char *name)
{
	const char *slash = strrchr(r->path, '/');
	char path[512], *lines[500];
	bool was = r->silent;
	int n, err;

	snprintf(path, sizeof(path), "%.*s%s",
		 slash ? (int)(slash - r->path) + 1 : 0, r->path, name);
	n = rig_load(path, lines, 500);
	if (n < 0)
		return -1;
	r->silent = true;
	err = rig_run(r, lines, n);
	r->silent = was;
	rig_unload(lines, n);
	return err;
}

int rig_stimulus(struct rig *r, char *text)
{
	char line[1024], *word[MAX_WORDS];
	int n;

	snprintf(line, sizeof(line), "%s", text);
	n = split(line, word);
	if (!n)
		return -1;
	if (!strcmp(word[0], "after") && n == 2)
		return do_after(r, word[1]);
	if (!strcmp(word[0], "config"))
		return do_config(r, word, n);
	if (!strcmp(word[0], "plug"))
		return do_plug(r, word, n);
	if (!strcmp(word[0], "unplug"))
		return mbim_recorder_unplug(&r->recorder, r->now_ms), 0;
	if (!strcmp(word[0], "want") && n == 2)
		return do_want(r, word[1]);
	if (!strcmp(word[0], "open_done"))
		return do_simple(r, (uint32_t)MBIM_MSG_OPEN_DONE, r->last,
				 n > 1 ? (uint32_t)atoi(word[1]) : 0);
	if (!strcmp(word[0], "close_done"))
		return do_simple(r, (uint32_t)MBIM_MSG_CLOSE_DONE, r->last,
				 n > 1 ? (uint32_t)atoi(word[1]) : 0);
	if (!strcmp(word[0], "close_done_id") && n == 2)
		return do_simple(r, (uint32_t)MBIM_MSG_CLOSE_DONE,
				 r->before_first + (uint32_t)atoi(word[1]), 0);
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
	if (!strcmp(word[0], "silence") && n == 2)
		return do_silence(r, (uint64_t)atoll(word[1]));
	if (!strcmp(word[0], "problem"))
		return rig_problem(r), 0;
	if (!strcmp(word[0], "raw"))
		return do_raw(r, word, n);
	return -1;
}
