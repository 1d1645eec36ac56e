/* org.freedesktop.ModemManager1.Bearer: an IP session. */
#include <stdio.h>

#include "connect.h"
#include "wish.h"

/* How long a network may take to give addresses on the link, in s. */
#define IP_TIMEOUT 20u

/* --- properties ----------------------------------------------------------- */

static GETTER(get_timeout)
{
	return sd_bus_message_append(reply, "u", IP_TIMEOUT);
}

static GETTER(get_no_profile)
{
	return sd_bus_message_append(reply, "i", -1);
}

static GETTER(get_error)
{
	const char(*text)[256] = at;

	return sd_bus_message_append(reply, "(ss)", text[0], text[1]);
}

static int append_dns(sd_bus_message *m, const struct facts_ip *ip)
{
	char key[8];
	int err = 0;

	for (unsigned i = 0; i < FACTS_DNS && err >= 0; i++) {
		snprintf(key, sizeof(key), "dns%u", i + 1);
		if (ip->dns[i][0])
			err = entry_text(m, key, ip->dns[i]);
	}
	return err;
}

static GETTER(get_ip)
{
	const struct facts_ip *ip = at;
	int err = sd_bus_message_open_container(reply, 'a', "{sv}");

	err = err < 0 ? err : entry_u32(reply, "method", ip->method);
	if (ip->method == MM_IP_STATIC) {
		err = err < 0 ? err : entry_text(reply, "address", ip->address);
		err = err < 0 ? err : entry_u32(reply, "prefix", ip->prefix);
	}
	if (ip->gateway[0])
		err = err < 0 ? err : entry_text(reply, "gateway", ip->gateway);
	err = err < 0 ? err : append_dns(reply, ip);
	if (ip->mtu)
		err = err < 0 ? err : entry_u32(reply, "mtu", ip->mtu);
	return err < 0 ? err : sd_bus_message_close_container(reply);
}

static int append_count(sd_bus_message *m, const char *key, uint64_t count)
{
	return count == UINT64_MAX
		       ? 0
		       : sd_bus_message_append(m, "{sv}", key, "t", count);
}

static GETTER(get_stats)
{
	const struct facts_stats *s = at;
	int err = sd_bus_message_open_container(reply, 'a', "{sv}");

	if (s->up_s != UINT32_MAX)
		err = err < 0 ? err : entry_u32(reply, "duration", s->up_s);
	err = err < 0 ? err : append_count(reply, "rx-bytes", s->rx_bytes);
	err = err < 0 ? err : append_count(reply, "tx-bytes", s->tx_bytes);
	return err < 0 ? err : sd_bus_message_close_container(reply);
}

static GETTER(get_wish)
{
	return wish_append(reply, at);
}

#define OF(field) AT_OF(struct bearer_now, field)

static const struct property properties[] = {
	{"Interface", "s", get_text, OF(link.net)},
	{"Connected", "b", get_bool, OF(link.connected)},
	{"Suspended", "b", get_false, NOWHERE},
	{"Multiplexed", "b", get_false, NOWHERE},
	{"ConnectionError", "(ss)", get_error, OF(error)},
	{"Ip4Config", "a{sv}", get_ip, OF(link.ip4)},
	{"Ip6Config", "a{sv}", get_ip, OF(link.ip6)},
	{"Stats", "a{sv}", get_stats, OF(link.stats)},
	{"ReloadStatsSupported", "b", get_false, NOWHERE},
	{"IpTimeout", "u", get_timeout, NOWHERE},
	{"BearerType", "u", get_u32, OF(type)},
	{"ProfileId", "i", get_no_profile, NOWHERE},
	{"Properties", "a{sv}", get_wish, OF(wish)},
	{NULL, NULL, NULL, NOWHERE}};

/* --- methods -------------------------------------------------------------- */

static int on_connect(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bearer *r = with;

	if (r == &r->bridge->initial)
		return sd_bus_error_set(error, ERROR_CORE("Unsupported"),
					"the network makes this bearer");
	if (r->now.link.connected)
		return sd_bus_reply_method_return(call, NULL);
	return connect_begin(r, call, false, error);
}

static int on_disconnect(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bearer *r = with;

	if (r == &r->bridge->initial)
		return sd_bus_error_set(error, ERROR_CORE("Unsupported"),
					"the network makes this bearer");
	return connect_end(r->bridge, r, call, error);
}

static const struct method methods[] = {
	{"Connect", "", "", on_connect, RIGHT_DEVICE},
	{"Disconnect", "", "", on_disconnect, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_bearer = {.name = MM_NAME ".Bearer",
					   .properties = properties,
					   .methods = methods};
