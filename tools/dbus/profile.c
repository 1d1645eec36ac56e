/* Stored connections. */
#include "profile.h"

#include <string.h>

#include "dict.h"
#include "wish.h"

/* The bits of MMBearerApnType from the second on; the first is of the initial
 * bearer. */
static const struct att_uuid *const types[] = {
	&mbim_context_type_internet,	&mbim_context_type_ims,
	&mbim_context_type_mms,		&mbim_context_type_admin,
	&mbim_context_type_voice,	&mbim_context_type_emergency_calling,
	&mbim_context_type_vpn,		&mbim_context_type_purchase,
	&mbim_context_type_video_share, &mbim_context_type_local,
	&mbim_context_type_app,		&mbim_context_type_xcap,
	&mbim_context_type_tethering,
};

#define TYPES	     (sizeof(types) / sizeof(types[0]))
#define TYPE_INITIAL 1u

/* By the three bits of MMBearerRoamingAllowance: home, partners, others. */
static const uint32_t roamings[] = {
	MBIM_CONTEXT_ROAMING_CONTROL_ALLOW_ALL, /* nothing is said */
	MBIM_CONTEXT_ROAMING_CONTROL_HOME_ONLY,
	MBIM_CONTEXT_ROAMING_CONTROL_PARTNER_ONLY,
	MBIM_CONTEXT_ROAMING_CONTROL_HOME_AND_PARTNER,
	MBIM_CONTEXT_ROAMING_CONTROL_NON_PARTNER_ONLY,
	MBIM_CONTEXT_ROAMING_CONTROL_HOME_AND_NON_PARTNER,
	MBIM_CONTEXT_ROAMING_CONTROL_PARTNER_AND_NON_PARTNER,
	MBIM_CONTEXT_ROAMING_CONTROL_ALLOW_ALL,
};

/* By MMBearerAccessTypePreference. */
static const uint32_t medias[] = {
	MBIM_CONTEXT_MEDIA_TYPE_ALL, /* nothing is said */
	MBIM_CONTEXT_MEDIA_TYPE_CELLULAR_ONLY,
	MBIM_CONTEXT_MEDIA_TYPE_ALL,
	MBIM_CONTEXT_MEDIA_TYPE_WIFI_ONLY,
};

/* By MMBearerProfileSource. */
static const uint32_t sources[] = {
	MBIM_CONTEXT_SOURCE_USER, /* nothing is said */
	MBIM_CONTEXT_SOURCE_ADMIN,    MBIM_CONTEXT_SOURCE_USER,
	MBIM_CONTEXT_SOURCE_OPERATOR, MBIM_CONTEXT_SOURCE_MODEM,
	MBIM_CONTEXT_SOURCE_DEVICE,
};

#define N(table) (sizeof(table) / sizeof((table)[0]))

/* The first of table that is value, but for that which nothing is said of; 0:
 * none. */
static uint32_t place_of(const uint32_t *table, size_t n, uint32_t value)
{
	for (uint32_t i = 1; i < n; i++)
		if (table[i] == value)
			return i;
	return 0;
}

/* --- from MBIM ------------------------------------------------------------ */

static uint32_t apn_type_of(const struct att_uuid *type)
{
	for (uint32_t i = 0; i < TYPES; i++)
		if (!memcmp(types[i], type, sizeof(*type)))
			return 2u << i;
	return 0;
}

static bool next_numbered(struct att_cursor *c, struct profile *p)
{
	struct mbim_provisioned_context_element e;

	if (!mbim_provisioned_context_element_next(c, &e))
		return false;
	p->id = (int32_t)e.context_id;
	p->apn_type = apn_type_of(&e.context_type);
	facts_text(p->wish.apn, sizeof(p->wish.apn), &e.access_string);
	facts_text(p->wish.user, sizeof(p->wish.user), &e.user_name);
	p->wish.auth = wish_allowed_auth(e.auth_protocol);
	return true;
}

static bool next_typed(struct att_cursor *c, struct profile *p)
{
	struct mbim_provisioned_context_element_v2 e;

	if (!mbim_provisioned_context_element_v2_next(c, &e))
		return false;
	p->typed = true;
	p->id = (int32_t)e.context_id;
	p->apn_type = apn_type_of(&e.context_type);
	facts_text(p->wish.apn, sizeof(p->wish.apn), &e.access_string);
	facts_text(p->wish.user, sizeof(p->wish.user), &e.user_name);
	p->wish.auth = wish_allowed_auth(e.auth_protocol);
	p->wish.families = wish_families(e.ip_type);
	p->disabled = e.state == MBIM_CONTEXT_STATE_DISABLED;
	p->roaming = place_of(roamings, N(roamings), e.roaming);
	p->access = place_of(medias, N(medias), e.media_type);
	p->source = place_of(sources, N(sources), e.source);
	return true;
}

bool profile_next(struct att_cursor *c, bool typed, struct profile *p)
{
	memset(p, 0, sizeof(*p));
	return typed ? next_typed(c, p) : next_numbered(c, p);
}

/* --- on the bus ----------------------------------------------------------- */

static int entry_if(sd_bus_message *m, const char *key, uint32_t value)
{
	return value ? entry_u32(m, key, value) : 0;
}

int profile_append(sd_bus_message *m, const struct profile *p)
{
	const struct facts_wish *w = &p->wish;
	int err = sd_bus_message_open_container(m, 'a', "{sv}");

	err = err < 0 ? err : entry_i32(m, "profile-id", p->id);
	err = err < 0 ? err : entry_text(m, "apn", w->apn);
	err = err < 0 ? err : entry_if(m, "apn-type", p->apn_type);
	if (w->user[0])
		err = err < 0 ? err : entry_text(m, "user", w->user);
	err = err < 0 ? err : entry_if(m, "allowed-auth", w->auth);
	err = err < 0 ? err : entry_if(m, "ip-type", w->families);
	if (p->typed)
		err = err < 0 ? err
			      : sd_bus_message_append(m, "{sv}",
						      "profile-enabled", "b",
						      !p->disabled);
	/* Not where it may be used: the library of ModemManager 1.20 refuses a
	 * whole list that has "roaming-allowance". */
	err = err < 0 ? err : entry_if(m, "access-type-preference", p->access);
	err = err < 0 ? err : entry_if(m, "profile-source", p->source);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

static int read_enabled(sd_bus_message *m, struct profile *p)
{
	int enabled = 1;
	int err = sd_bus_message_read(m, "v", "b", &enabled);

	p->disabled = !enabled;
	return err;
}

static int read_value(sd_bus_message *m, const char *key, void *to)
{
	struct profile *p = to;

	if (!strcmp(key, "profile-id"))
		return sd_bus_message_read(m, "v", "i", &p->id);
	if (!strcmp(key, "apn-type"))
		return sd_bus_message_read(m, "v", "u", &p->apn_type);
	if (!strcmp(key, "access-type-preference"))
		return sd_bus_message_read(m, "v", "u", &p->access);
	if (!strcmp(key, "roaming-allowance"))
		return sd_bus_message_read(m, "v", "u", &p->roaming);
	if (!strcmp(key, "profile-source"))
		return sd_bus_message_read(m, "v", "u", &p->source);
	if (!strcmp(key, "profile-enabled"))
		return read_enabled(m, p);
	return wish_read_value(m, key, &p->wish);
}

int profile_read(sd_bus_message *m, struct profile *p, sd_bus_error *error)
{
	memset(p, 0, sizeof(*p));
	return dict_read(m, read_value, p, error);
}

/* --- to MBIM -------------------------------------------------------------- */

const char *profile_wrong(const struct profile *p, bool typed)
{
	const uint32_t type = p->apn_type;

	if (typed && !type)
		return "it is not said of which type of APN, apn-type";
	if (type == TYPE_INITIAL)
		return "that of the initial bearer is set by "
		       "SetInitialEpsBearerSettings";
	if (type & (type - 1) || type > 1u << TYPES)
		return "it is one type of APN";
	if (typed && (p->roaming >= N(roamings) || p->access >= N(medias) ||
		      p->source >= N(sources)))
		return "there is no such roaming, access or source";
	return NULL;
}

/* What is for connections is of the type internet. */
static struct att_uuid type_of(const struct profile *p)
{
	uint32_t i = 0;

	while (i < TYPES && p->apn_type != 2u << i)
		i++;
	return *types[i < TYPES ? i : 0];
}

static int encode_typed(const struct profile *p, uint32_t operation,
			uint8_t *buf, size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_provisioned_contexts_set
		set = {
			.operation = operation,
			.context_type = type_of(p),
			.ip_type = p->wish.families
					   ? wish_ip_type(&p->wish)
					   : MBIM_CONTEXT_IP_TYPE_DEFAULT,
			.state = p->disabled ? MBIM_CONTEXT_STATE_DISABLED
					     : MBIM_CONTEXT_STATE_ENABLED,
			.roaming = roamings[p->roaming],
			.media_type = medias[p->access],
			.source = sources[p->source],
			.access_string = att_str_utf8(p->wish.apn),
			.user_name = att_str_utf8(p->wish.user),
			.password = att_str_utf8(p->wish.password),
			.auth_protocol = wish_auth(&p->wish),
		};

	return mbim_ms_basic_connect_extensions_provisioned_contexts_set_encode(
		&set, buf, cap);
}

static int encode_numbered(const struct profile *p, const struct att_uuid *type,
			   uint8_t *buf, size_t cap)
{
	const struct mbim_basic_connect_provisioned_contexts_set set = {
		.context_id = (uint32_t)p->id,
		.context_type = *type,
		.access_string = att_str_utf8(p->wish.apn),
		.user_name = att_str_utf8(p->wish.user),
		.password = att_str_utf8(p->wish.password),
		.auth_protocol = wish_auth(&p->wish),
		.provider_id = att_str_utf8(""),
	};

	return mbim_basic_connect_provisioned_contexts_set_encode(&set, buf,
								  cap);
}

int profile_encode(const struct profile *p, bool typed, uint8_t *buf,
		   size_t cap)
{
	const struct att_uuid type = type_of(p);

	return typed ? encode_typed(p, MBIM_CONTEXT_OPERATION_DEFAULT, buf, cap)
		     : encode_numbered(p, &type, buf, cap);
}

/* In MBIM 1.0 it is one of no type: 10.5.13.1. */
int profile_encode_deleted(const struct profile *p, bool typed, uint8_t *buf,
			   size_t cap)
{
	const struct profile which = {.id = p->id, .apn_type = p->apn_type};

	return typed ? encode_typed(&which, MBIM_CONTEXT_OPERATION_DELETE, buf,
				    cap)
		     : encode_numbered(&which, &mbim_context_type_none, buf,
				       cap);
}
