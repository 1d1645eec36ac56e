/* Which addresses make sense, and what is said of those that do not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/addresses.h"
#include "core/effect.h"
#include "core/protocol.h"

/* given: words as att_effect_ip_text writes them. */
static const struct row {
	const char *given, *left, *said;
} rows[] = {
	{" 10.64.0.2/30 via 10.64.0.1 2001:db8::2/64 via fe80::1 dns "
	 "192.0.2.53 "
	 "2001:db8::53 mtu 1430",
	 " 10.64.0.2/30 via 10.64.0.1 2001:db8::2/64 via fe80::1 dns "
	 "192.0.2.53 "
	 "2001:db8::53 mtu 1430",
	 ""},
	/* of the modem itself, or of no host */
	{" 127.0.0.1/8", "",
	 "the modem gives the address 127.0.0.1/8, a loopback address: not "
	 "used"},
	{" 224.0.0.5/4", "",
	 "the modem gives the address 224.0.0.5/4, a multicast address: not "
	 "used"},
	{" 10.0.0.2/1", "",
	 "the modem gives the address 10.0.0.2/1, with a prefix shorter than "
	 "8: "
	 "not used"},
	{" 10.0.0.2/8", " 10.0.0.2/8", ""},
	/* not given: what then, the plan says */
	{" 10.0.0.2/0", " 10.0.0.2/0", ""},
	{" 0.0.0.0/0", "",
	 "the modem gives the address 0.0.0.0/0, the unspecified address: not "
	 "used"},
	{" 0.1.2.3/24", "",
	 "the modem gives the address 0.1.2.3/24, a reserved address: not "
	 "used"},
	{" 240.0.0.1/32", "",
	 "the modem gives the address 240.0.0.1/32, a reserved address: not "
	 "used"},
	{" 255.255.255.255/32", "",
	 "the modem gives the address 255.255.255.255/32, the broadcast "
	 "address: not used"},
	{" 169.254.7.8/16", "",
	 "the modem gives the address 169.254.7.8/16, a link-local address: "
	 "not "
	 "used"},
	/* then the prefix is made up */
	{" 10.0.0.4/30", " 10.0.0.4/32",
	 "the modem gives the address 10.0.0.4/30, the network address of the "
	 "prefix: used with the prefix 32"},
	{" 10.0.0.255/24", " 10.0.0.255/32",
	 "the modem gives the address 10.0.0.255/24, the broadcast address of "
	 "the prefix: used with the prefix 32"},
	{" 10.0.0.4/31", " 10.0.0.4/31", ""},
	{" 10.0.0.4/32", " 10.0.0.4/32", ""},
	/* IPv6 */
	{" ::1/128", "",
	 "the modem gives the address ::1/128, a loopback address: not used"},
	{" ::/64", "",
	 "the modem gives the address ::/64, the unspecified address: not "
	 "used"},
	{" ff02::1/128", "",
	 "the modem gives the address ff02::1/128, a multicast address: not "
	 "used"},
	{" ::ffff:a00:2/96", "",
	 "the modem gives the address ::ffff:a00:2/96, an IPv4 address in the "
	 "form of IPv6: not used"},
	{" ::a00:2/96", "",
	 "the modem gives the address ::a00:2/96, an IPv4 address in the form "
	 "of IPv6: not used"},
	{" 2001:db8::2/3", "",
	 "the modem gives the address 2001:db8::2/3, with a prefix shorter "
	 "than "
	 "16: not used"},
	{" fe80::2/10", " fe80::2/10", ""},
	{" 2001:db8::2/0", " 2001:db8::2/0", ""},
	/* gateways */
	{" 10.0.0.2/24 via 255.255.255.255", " 10.0.0.2/24",
	 "the modem gives the gateway 255.255.255.255, the broadcast address: "
	 "not used"},
	{" 10.0.0.2/24 via 10.0.0.255", " 10.0.0.2/24",
	 "the modem gives the gateway 10.0.0.255, the broadcast address of the "
	 "prefix: not used"},
	{" 10.0.0.2/24 via 0.0.0.0", " 10.0.0.2/24",
	 "the modem gives the gateway 0.0.0.0, the unspecified address: not "
	 "used"},
	{" 10.0.0.2/24 via 10.0.0.2", " 10.0.0.2/24 via 10.0.0.2", ""},
	{" 10.0.0.2/24 via 192.0.2.1", " 10.0.0.2/24 via 192.0.2.1", ""},
	{" ::1/128 via ff02::1", "",
	 "the modem gives the address ::1/128, a loopback address: not used "
	 "(and 1 more)"},
	/* name servers */
	{" 10.0.0.2/24 dns 0.0.0.0 255.255.255.255 192.0.2.53",
	 " 10.0.0.2/24 dns 192.0.2.53",
	 "the modem gives the name server 0.0.0.0, the unspecified address: "
	 "not "
	 "used (and 1 more)"},
	{" 10.0.0.2/24 dns 127.0.0.1", " 10.0.0.2/24",
	 "the modem gives the name server 127.0.0.1, a loopback address: not "
	 "used"},
	{" 10.0.0.2/24 dns 10.0.0.2", " 10.0.0.2/24",
	 "the modem gives the name server 10.0.0.2, our own address: not used"},
	{" 2001:db8::2/64 dns 2001:db8::2 :: 2001:db8::53",
	 " 2001:db8::2/64 dns 2001:db8::53",
	 "the modem gives the name server 2001:db8::2, our own address: not "
	 "used (and 1 more)"},
	/* the MTU */
	{" 10.0.0.2/24 mtu 575", " 10.0.0.2/24",
	 "the modem gives the MTU 575, less than IPv4 needs: not used"},
	{" 10.0.0.2/24 mtu 576", " 10.0.0.2/24 mtu 576", ""},
	{" 2001:db8::2/64 mtu 1279", " 2001:db8::2/64 mtu 1280",
	 "the modem gives the MTU 1279, less than IPv6 needs: 1280 is used"},
	{" 2001:db8::2/64 mtu 1280", " 2001:db8::2/64 mtu 1280", ""},
	{" 10.0.0.2/24 mtu 65536", " 10.0.0.2/24",
	 "the modem gives the MTU 65536, more than a datagram can have: not "
	 "used"},
	/* the others of its kind stay */
	{" 127.0.0.1/8 10.0.0.2/24 10.0.0.3/24", " 10.0.0.2/24 10.0.0.3/24",
	 "the modem gives the address 127.0.0.1/8, a loopback address: not "
	 "used"},
};

/* One word; before: the word before it, of those that are not addresses. */
static void put_word(struct att_ip_config *ip, const char *before, char *word)
{
	bool v6 = strchr(word, ':');
	int family = v6 ? AF_INET6 : AF_INET;
	char *slash = strchr(word, '/');
	void *to;

	if (slash) {
		*slash = 0;
		to = v6 ? (void *)&ip->ipv6[ip->n_ipv6].address
			: (void *)&ip->ipv4[ip->n_ipv4].address;
		if (v6)
			ip->ipv6[ip->n_ipv6++].prefix =
				(uint8_t)atoi(slash + 1);
		else
			ip->ipv4[ip->n_ipv4++].prefix =
				(uint8_t)atoi(slash + 1);
	} else if (!strcmp(before, "mtu")) {
		ip->mtu = (uint32_t)atoi(word);
		return;
	} else if (!strcmp(before, "via")) {
		to = v6 ? (void *)&ip->gateway6 : (void *)&ip->gateway4;
		*(v6 ? &ip->has_gateway6 : &ip->has_gateway4) = true;
	} else {
		to = v6 ? (void *)&ip->dns6[ip->n_dns6++]
			: (void *)&ip->dns4[ip->n_dns4++];
	}
	assert_int_equal(inet_pton(family, word, to), 1);
}

static void parse(struct att_ip_config *ip, const char *text)
{
	char copy[256];
	const char *before = "";

	memset(ip, 0, sizeof(*ip));
	snprintf(copy, sizeof(copy), "%s", text);
	for (char *w = strtok(copy, " "); w; w = strtok(NULL, " ")) {
		if (strcmp(w, "via") && strcmp(w, "dns") && strcmp(w, "mtu"))
			put_word(ip, before, w);
		else
			before = w;
	}
}

static void addresses_that_make_no_sense_are_taken_out(void **state)
{
	struct att_address_fault fault;
	struct att_ip_config ip, left;
	char text[ATT_EFFECT_TEXT];
	struct att_text t;

	(void)state;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		parse(&ip, rows[i].given);
		att_addresses_check(&ip, &fault);
		att_text_init(&t, text, sizeof(text));
		att_effect_ip_text(&t, &ip);
		assert_string_equal(text, rows[i].left);
		/* what is free is zero: configurations are compared */
		parse(&left, rows[i].left);
		assert_memory_equal(&ip, &left, sizeof(ip));
		att_text_init(&t, text, sizeof(text));
		if (fault.reason)
			att_addresses_fault_text(&t, "the modem", &fault);
		assert_string_equal(text, rows[i].said);
	}
}

static void addresses_that_were_checked_are_not_faulty(void **state)
{
	struct att_address_fault fault;
	struct att_ip_config ip;

	(void)state;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		parse(&ip, rows[i].given);
		att_addresses_check(&ip, &fault);
		att_addresses_check(&ip, &fault);
		assert_int_equal(fault.reason, ATT_ADDRESS_SENSIBLE);
	}
}

static void addresses_are_counted_by_family(void **state)
{
	struct att_ip_config ip;

	(void)state;
	parse(&ip, "10.0.0.2/24");
	assert_true(att_addresses_any(&ip, ATT_V4));
	assert_false(att_addresses_any(&ip, ATT_V6));
	assert_true(att_addresses_any(&ip, ATT_V4 | ATT_V6));
	parse(&ip, "2001:db8::2/64");
	assert_false(att_addresses_any(&ip, ATT_V4));
	assert_true(att_addresses_any(&ip, ATT_V6));
	parse(&ip, "mtu 1500 dns 192.0.2.53");
	assert_false(att_addresses_any(&ip, ATT_V4 | ATT_V6));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_that_make_no_sense_are_taken_out),
		cmocka_unit_test(addresses_that_were_checked_are_not_faulty),
		cmocka_unit_test(addresses_are_counted_by_family),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
