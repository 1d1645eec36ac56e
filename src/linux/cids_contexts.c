/* PROVISIONED_CONTEXTS. MBIM 1.0 10.5.13, and Microsoft's; WDS of QMI. A
 * password stays in the modem: to query needs no rights. */
#include "linux/cids_contexts.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/cids_profile.h"

#define CONTEXTS 32u /* in one answer */
#define MS	 MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS

/* --- profiles ------------------------------------------------------------- */

/* The i-th profile of 3GPP in an answer of get_profile_list. */
static bool profile_at(struct att_bytes list, unsigned i, uint8_t *index)
{
	struct qmi_wds_get_profile_list_resp r;
	struct qmi_wds_profile_list p;
	struct att_cursor c;

	if (qmi_wds_get_profile_list_resp_decode(list, &r) ||
	    !r.has.profile_list)
		return false;
	c = att_cursor_of(&r.profile_list);
	while (qmi_wds_profile_list_next(&c, &p)) {
		*index = p.profile_index;
		if (p.profile_type == QMI_WDS_PROFILE_TYPE_3GPP && !i--)
			return true;
	}
	return false;
}

static bool has_profile(struct att_bytes list, uint32_t id)
{
	uint8_t index;

	for (unsigned i = 0; profile_at(list, i, &index); i++)
		if (index == id)
			return true;
	return false;
}

static int put_list(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const struct qmi_wds_get_profile_list_req req = {
		.has.profile_type = true,
		.profile_type = QMI_WDS_PROFILE_TYPE_3GPP,
	};

	(void)a;
	return qmi_wds_get_profile_list_req_encode(&req, buf, cap);
}

/* Of the next profile whose settings are not there yet. */
static int put_settings(const struct att_cids_asked *a, unsigned list,
			uint8_t *buf, size_t cap)
{
	struct att_bytes heard = a->heard[list + 1], one;
	struct qmi_wds_get_profile_settings_req req = {
		.has.profile_id = true,
		.profile_id.profile_type = QMI_WDS_PROFILE_TYPE_3GPP,
	};
	unsigned n = 0;

	while (att_cids_heard_next(&heard, &one))
		n++;
	if (n == CONTEXTS ||
	    !profile_at(a->heard[list], n, &req.profile_id.profile_index))
		return ATT_CIDS_SKIP;
	return qmi_wds_get_profile_settings_req_encode(&req, buf, cap);
}

/* --- the answer ----------------------------------------------------------- */

/* Units of UTF-16 that MBIM has room for. */
#define APN  100u
#define USER 255u

/* The texts of one, which it points to. */
struct texts {
	char apn[ATT_CIDS_TEXT(APN)], user[ATT_CIDS_TEXT(USER)];
};

/* One whose settings the modem does not tell has its number alone. */
static struct mbim_provisioned_context_element_v2 context_of(
	uint8_t index, struct att_bytes settings, struct texts *room)
{
	struct mbim_provisioned_context_element_v2 e = {
		.context_id = index,
		.context_type = mbim_context_type_internet,
		.state = MBIM_CONTEXT_STATE_ENABLED,
		.roaming = MBIM_CONTEXT_ROAMING_CONTROL_ALLOW_ALL,
		.media_type = MBIM_CONTEXT_MEDIA_TYPE_CELLULAR_ONLY,
		.source = MBIM_CONTEXT_SOURCE_MODEM,
	};
	struct qmi_wds_get_profile_settings_resp r;

	if (qmi_wds_get_profile_settings_resp_decode(settings, &r))
		return e;
	if (r.has.apn_name)
		e.access_string = att_cids_text(&r.apn_name, APN, room->apn);
	if (r.has.username)
		e.user_name = att_cids_text(&r.username, USER, room->user);
	e.auth_protocol = att_cids_profile_auth(&r);
	e.ip_type = att_cids_profile_ip_type(&r);
	if (r.has.pdp_data_compression_type && r.pdp_data_compression_type)
		e.compression = MBIM_COMPRESSION_ENABLE;
	if (r.has.apn_disabled_flag && r.apn_disabled_flag)
		e.state = MBIM_CONTEXT_STATE_DISABLED;
	if (r.has.roaming_disallowed_flag && r.roaming_disallowed_flag)
		e.roaming = MBIM_CONTEXT_ROAMING_CONTROL_HOME_ONLY;
	return e;
}

/* They hold until the next ones are read. */
static unsigned contexts_of(const struct att_cids_asked *a, unsigned list,
			    struct mbim_provisioned_context_element_v2 *to)
{
	static struct texts room[CONTEXTS];
	struct att_bytes heard = a->heard[list + 1], one;
	unsigned n = 0;
	uint8_t index;

	for (; n < CONTEXTS && profile_at(a->heard[list], n, &index) &&
	       att_cids_heard_next(&heard, &one);
	     n++)
		to[n] = context_of(index, one, &room[n]);
	return n;
}

static int put_contexts(const struct att_cids_asked *a, unsigned list,
			uint8_t *buf, size_t cap)
{
	struct mbim_provisioned_context_element_v2 from[CONTEXTS];
	struct mbim_provisioned_context_element e[CONTEXTS] = {0};
	const unsigned n = contexts_of(a, list, from);
	const struct mbim_basic_connect_provisioned_contexts_response r = {
		.provisioned_contexts = att_array_of(e, n)};

	for (unsigned i = 0; i < n; i++)
		e[i] = (struct mbim_provisioned_context_element){
			.context_id = from[i].context_id,
			.context_type = from[i].context_type,
			.access_string = from[i].access_string,
			.user_name = from[i].user_name,
			.compression = from[i].compression,
			.auth_protocol = from[i].auth_protocol,
		};
	return mbim_basic_connect_provisioned_contexts_response_encode(&r, buf,
								       cap);
}

static int put_query_settings(const struct att_cids_asked *a, uint8_t *buf,
			      size_t cap)
{
	return put_settings(a, 0, buf, cap);
}

static int answer(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	return put_contexts(a, 0, buf, cap);
}

static int answer_ms(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_provisioned_context_element_v2 e[CONTEXTS] = {0};
	const struct
		mbim_ms_basic_connect_extensions_provisioned_contexts_response
			r = {.provisioned_contexts =
				     att_array_of(e, contexts_of(a, 0, e))};

	return mbim_ms_basic_connect_extensions_provisioned_contexts_response_encode(
		&r, buf, cap);
}

/* --- SET ------------------------------------------------------------------ */

enum { HAVE, MODIFY, CREATE, LIST };

/* As QMI has it: texts in UTF-8. */
struct context {
	uint32_t id;
	uint8_t authentication; /* QMI_WDS_AUTHENTICATION_* */
	char apn[101], user[256], password[256];
};

/* 0; ATT_E_VALUE; ATT_E_TYPE: of a kind that a profile has no place for. */
static int get(const struct att_cids_asked *a, struct context *c)
{
	struct mbim_basic_connect_provisioned_contexts_set s;

	if (mbim_basic_connect_provisioned_contexts_set_decode(a->body, &s) ||
	    att_str_get(&s.access_string, c->apn, sizeof(c->apn)) < 0 ||
	    att_str_get(&s.user_name, c->user, sizeof(c->user)) < 0 ||
	    att_str_get(&s.password, c->password, sizeof(c->password)) < 0)
		return ATT_E_VALUE;
	if (s.auth_protocol > MBIM_AUTH_PROTOCOL_CHAP ||
	    s.compression != MBIM_COMPRESSION_NONE ||
	    memcmp(&s.context_type, &mbim_context_type_internet,
		   sizeof(s.context_type)) != 0)
		return ATT_E_TYPE;
	c->id = s.context_id;
	c->authentication = (uint8_t)s.auth_protocol; /* the same numbers */
	return 0;
}

/* What both requests have. */
#define WRITE(c)                                                          \
	.has.apn_name = true, .has.username = true, .has.password = true, \
	.has.authentication = true, .apn_name = att_str_utf8((c).apn),    \
	.username = att_str_utf8((c).user),                               \
	.password = att_str_utf8((c).password),                           \
	.authentication = (c).authentication

static int put_modify(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct context c = {.id = 0};
	const int err = get(a, &c);
	const struct qmi_wds_modify_profile_req req = {
		WRITE(c),
		.has.profile_identifier = true,
		.profile_identifier = {QMI_WDS_PROFILE_TYPE_3GPP,
				       (uint8_t)c.id},
	};

	if (err)
		return err;
	if (!has_profile(a->heard[HAVE], c.id))
		return ATT_CIDS_SKIP;
	return qmi_wds_modify_profile_req_encode(&req, buf, cap);
}

/* The modem chooses its number. */
static int put_create(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct context c = {.id = 0};
	const int err = get(a, &c);
	const struct qmi_wds_create_profile_req req = {
		WRITE(c),
		.has.profile_type = true,
		.has.pdp_type = true,
		.profile_type = QMI_WDS_PROFILE_TYPE_3GPP,
		.pdp_type = QMI_WDS_PDP_TYPE_IPV4_OR_IPV6,
	};

	if (err)
		return err;
	if (has_profile(a->heard[HAVE], c.id))
		return ATT_CIDS_SKIP;
	return qmi_wds_create_profile_req_encode(&req, buf, cap);
}

static int put_set_settings(const struct att_cids_asked *a, uint8_t *buf,
			    size_t cap)
{
	return put_settings(a, LIST, buf, cap);
}

static int answer_set(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	return put_contexts(a, LIST, buf, cap);
}

/* --- the table ------------------------------------------------------------ */

#define WDS(m) .service = QMI_SERVICE_WDS, .message = QMI_WDS_##m
#define CONTEXT_STEPS(put)                                        \
	{WDS(GET_PROFILE_LIST), put_list},                        \
	{                                                         \
		WDS(GET_PROFILE_SETTINGS), put, .optional = true, \
						.repeats = true   \
	}

static const struct att_cids_row rows[] = {
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_PROVISIONED_CONTEXTS,
	 .step = {CONTEXT_STEPS(put_query_settings)},
	 .answer = answer},
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_PROVISIONED_CONTEXTS,
	 .set = true,
	 .step = {[HAVE] = {WDS(GET_PROFILE_LIST), put_list},
		  [MODIFY] = {WDS(MODIFY_PROFILE), put_modify},
		  [CREATE] = {WDS(CREATE_PROFILE), put_create},
		  [LIST] = CONTEXT_STEPS(put_set_settings)},
	 .answer = answer_set,
	 .lacks = "a profile of QMI is for the internet, with PAP, CHAP or "
		  "nothing, and without compression"},
	{.service = MS,
	 .cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_PROVISIONED_CONTEXTS,
	 .step = {CONTEXT_STEPS(put_query_settings)},
	 .answer = answer_ms},
	{.service = MS,
	 .cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_PROVISIONED_CONTEXTS,
	 .set = true,
	 .lacks = "profiles of QMI have numbers and no types: "
		  "basic_connect.provisioned_contexts sets them"},
};

const struct att_cids_part att_cids_contexts = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
};
