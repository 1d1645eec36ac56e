/* Bearers' dictionaries. */
#include "wish.h"

#include <errno.h>
#include <string.h>

/* MMBearerAllowedAuth; MMBearerIpFamily. */
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

static int read_text(sd_bus_message *m, char *to, size_t cap)
{
	const char *text;
	int err = sd_bus_message_read(m, "v", "s", &text);

	if (err >= 0 && strlen(text) >= cap)
		return -E2BIG;
	if (err >= 0)
		strcpy(to, text);
	return err;
}

static int read_roaming(sd_bus_message *m, struct facts_wish *w)
{
	int roaming = 1;
	int err = sd_bus_message_read(m, "v", "b", &roaming);

	w->home_only = !roaming;
	return err;
}

static int read_value(sd_bus_message *m, const char *key, struct facts_wish *w,
		      char *pin, char *operator_code)
{
	if (!strcmp(key, "apn"))
		return read_text(m, w->apn, sizeof(w->apn));
	if (!strcmp(key, "user"))
		return read_text(m, w->user, sizeof(w->user));
	if (!strcmp(key, "password"))
		return read_text(m, w->password, sizeof(w->password));
	if (!strcmp(key, "pin") && pin)
		return read_text(m, pin, 17);
	if (!strcmp(key, "operator-id") && operator_code)
		return read_text(m, operator_code, 8);
	if (!strcmp(key, "allowed-auth"))
		return sd_bus_message_read(m, "v", "u", &w->auth);
	if (!strcmp(key, "ip-type"))
		return sd_bus_message_read(m, "v", "u", &w->families);
	if (!strcmp(key, "allow-roaming"))
		return read_roaming(m, w);
	return sd_bus_message_skip(m, "v");
}

static int refuse(sd_bus_error *error, const char *key, int err)
{
	if (err == -E2BIG)
		return sd_bus_error_setf(error, ERROR_CORE("InvalidArgs"),
					 "%s is too long", key);
	return sd_bus_error_setf(error, ERROR_CORE("InvalidArgs"),
				 "%s has a value of another type", key);
}

static int read_entry(sd_bus_message *m, struct facts_wish *w, char *pin,
		      char *operator_code, sd_bus_error *error)
{
	const char *key;
	int err = sd_bus_message_read(m, "s", &key);

	if (err < 0)
		return err;
	err = read_value(m, key, w, pin, operator_code);
	return err == -E2BIG || err == -ENXIO ? refuse(error, key, err) : err;
}

int wish_read(sd_bus_message *m, struct facts_wish *w, char pin[17],
	      char operator_code[8], sd_bus_error *error)
{
	int err = sd_bus_message_enter_container(m, 'a', "{sv}");

	memset(w, 0, sizeof(*w));
	while (err >= 0 &&
	       (err = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
		err = read_entry(m, w, pin, operator_code, error);
		err = err < 0 ? err : sd_bus_message_exit_container(m);
	}
	return err < 0 ? err : sd_bus_message_exit_container(m);
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
