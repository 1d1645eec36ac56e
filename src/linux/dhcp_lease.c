/* Leases of a DHCP client, read. */
#include "linux/dhcp_lease.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	enum att_dhcp_change change;
} events[] = {
	{"bound;", ATT_DHCP_BOUND},	 {"renew;", ATT_DHCP_BOUND},
	{"deconfig;", ATT_DHCP_LOST},	 {"nak;", ATT_DHCP_LOST},
	{"leasefail;", ATT_DHCP_SILENT}, {"missing;", ATT_DHCP_MISSING},
	{"refused;", ATT_DHCP_REFUSED},
};

/* The value of "name=" up to the next ';', in value; false: there is none. */
static bool find(const char *line, const char *name, char *value, size_t cap)
{
	size_t len = strlen(name);

	for (const char *at = strchr(line, ';'); at; at = strchr(at, ';')) {
		size_t n;

		at++;
		if (strncmp(at, name, len) || at[len] != '=')
			continue;
		n = strcspn(at + len + 1, ";");
		if (!n || n >= cap)
			return false;
		memcpy(value, at + len + 1, n);
		value[n] = '\0';
		return true;
	}
	return false;
}

static unsigned long number(const char *line, const char *name,
			    unsigned long most)
{
	char value[16], *end;
	unsigned long v;

	if (!find(line, name, value, sizeof(value)))
		return 0;
	v = strtoul(value, &end, 10);
	return *end || v > most ? 0 : v;
}

/* As many addresses of a list as there is room for. */
static uint32_t list(const char *line, const char *name, struct att_ipv4 *out,
		     uint32_t cap)
{
	char value[256], *save = NULL;
	uint32_t n = 0;

	if (!find(line, name, value, sizeof(value)))
		return 0;
	for (char *w = strtok_r(value, " ", &save); w && n < cap;
	     w = strtok_r(NULL, " ", &save))
		if (inet_pton(AF_INET, w, out[n].b) == 1)
			n++;
	return n;
}

static void read_lease(const char *line, struct att_ip_config *ip)
{
	unsigned long prefix = number(line, "mask", 32);

	memset(ip, 0, sizeof(*ip));
	ip->n_ipv4 = list(line, "ip", &ip->ipv4[0].address, 1);
	if (ip->n_ipv4)
		ip->ipv4[0].prefix = (uint8_t)prefix;
	ip->has_gateway4 = list(line, "router", &ip->gateway4, 1) == 1;
	ip->n_dns4 = list(line, "dns", ip->dns4, ATT_CORE_ADDRESSES);
	ip->mtu = (uint32_t)number(line, "mtu", UINT16_MAX);
}

enum att_dhcp_change att_dhcp_lease_read(const char *line,
					 struct att_ip_config *ip)
{
	const size_t mark = strlen(ATT_DHCP_MARK);

	if (strncmp(line, ATT_DHCP_MARK, mark))
		return ATT_DHCP_NOTHING;
	line += mark;
	for (unsigned i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (strncmp(line, events[i].name, strlen(events[i].name)))
			continue;
		if (events[i].change == ATT_DHCP_BOUND)
			read_lease(line, ip);
		return events[i].change;
	}
	return ATT_DHCP_NOTHING;
}
