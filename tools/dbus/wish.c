/* Bearers' dictionaries. */
#include "wish.h"

#include <string.h>

#include "dict.h"

/* MMBearerAllowedAuth; MMBearerIpFamily. */
#define AUTH_NONE     (1u << 0)
#define AUTH_PAP      (1u << 1)
#define AUTH_CHAP     (1u << 2)
#define AUTH_MSCHAPV2 (1u << 4)
#define FAMILY_V4     (1u << 0)
#define FAMILY_V6     (1u << 1)
#define FAMILY_BOTH   (1u << 2)

uint32_t wish_ip_type(const struct facts_wish *w)
{
	if (w->families == FAMILY_V4)
		return MBIM_CONTEXT_IP_TYPE_IPV4;
	return w->families == FAMILY_V6 ? MBIM_CONTEXT_IP_TYPE_IPV6
					: MBIM_CONTEXT_IP_TYPE_IPV4V6;
}

/* What the providers of user names mostly expect, where nothing is said. */
uint32_t wish_auth(const struct facts_wish *w)
{
	if (!w->user[0])
		return MBIM_AUTH_PROTOCOL_NONE;
	if (w->auth & AUTH_CHAP)
		return MBIM_AUTH_PROTOCOL_CHAP;
	if (w->auth & AUTH_PAP)
		return MBIM_AUTH_PROTOCOL_PAP;
	return w->auth & AUTH_MSCHAPV2 ? MBIM_AUTH_PROTOCOL_MSCHAPV2
				       : MBIM_AUTH_PROTOCOL_CHAP;
}

uint32_t wish_families(uint32_t ip_type)
{
	switch (ip_type) {
	case MBIM_CONTEXT_IP_TYPE_IPV4:
		return FAMILY_V4;
	case MBIM_CONTEXT_IP_TYPE_IPV6:
		return FAMILY_V6;
	case MBIM_CONTEXT_IP_TYPE_IPV4V6:
		return FAMILY_BOTH;
	}
	return 0;
}

uint32_t wish_allowed_auth(uint32_t auth_protocol)
{
	switch (auth_protocol) {
	case MBIM_AUTH_PROTOCOL_NONE:
		return AUTH_NONE;
	case MBIM_AUTH_PROTOCOL_PAP:
		return AUTH_PAP;
	case MBIM_AUTH_PROTOCOL_CHAP:
		return AUTH_CHAP;
	case MBIM_AUTH_PROTOCOL_MSCHAPV2:
		return AUTH_MSCHAPV2;
	}
	return 0;
}

static int read_roaming(sd_bus_message *m, struct facts_wish *w)
{
	int roaming = 1;
	int err = sd_bus_message_read(m, "v", "b", &roaming);

	w->home_only = !roaming;
	return err;
}

int wish_read_value(sd_bus_message *m, const char *key, struct facts_wish *w)
{
	if (!strcmp(key, "apn"))
		return dict_text(m, w->apn, sizeof(w->apn));
	if (!strcmp(key, "user"))
		return dict_text(m, w->user, sizeof(w->user));
	if (!strcmp(key, "password"))
		return dict_text(m, w->password, sizeof(w->password));
	if (!strcmp(key, "allowed-auth"))
		return sd_bus_message_read(m, "v", "u", &w->auth);
	if (!strcmp(key, "ip-type"))
		return sd_bus_message_read(m, "v", "u", &w->families);
	if (!strcmp(key, "allow-roaming"))
		return read_roaming(m, w);
	return sd_bus_message_skip(m, "v");
}

/* Where the values go; pin and operator_code may be NULL. */
struct into {
	struct facts_wish *w;
	char *pin, *operator_code;
};

static int read_value(sd_bus_message *m, const char *key, void *to)
{
	const struct into *i = to;

	if (!strcmp(key, "pin") && i->pin)
		return dict_text(m, i->pin, 17);
	if (!strcmp(key, "operator-id") && i->operator_code)
		return dict_text(m, i->operator_code, 8);
	return wish_read_value(m, key, i->w);
}

int wish_read(sd_bus_message *m, struct facts_wish *w, char pin[17],
	      char operator_code[8], sd_bus_error *error)
{
	struct into i = {w, pin, operator_code};

	memset(w, 0, sizeof(*w));
	return dict_read(m, read_value, &i, error);
}

int wish_append(sd_bus_message *m, const struct facts_wish *w)
{
	int err = sd_bus_message_open_container(m, 'a', "{sv}");

	err = err < 0 ? err : entry_text(m, "apn", w->apn);
	err = err < 0 ? err
		      : entry_u32(m, "ip-type",
				  w->families ? w->families : FAMILY_BOTH);
	if (w->user[0])
		err = err < 0 ? err : entry_text(m, "user", w->user);
	if (w->auth)
		err = err < 0 ? err : entry_u32(m, "allowed-auth", w->auth);
	err = err < 0 ? err
		      : sd_bus_message_append(m, "{sv}", "allow-roaming", "b",
					      !w->home_only);
	return err < 0 ? err : sd_bus_message_close_container(m);
}
