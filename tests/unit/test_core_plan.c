/* What a modem's addresses mean to the host. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "core/plan.h"

static const struct att_plan_options usual = {
	.port_mtu = 1500, .default_route = true, .metric = 700};

static void add4(struct att_ip_config *ip, const char *address, uint8_t prefix)
{
	inet_pton(AF_INET, address, ip->ipv4[ip->n_ipv4].address.b);
	ip->ipv4[ip->n_ipv4++].prefix = prefix;
}

static void add6(struct att_ip_config *ip, const char *address, uint8_t prefix)
{
	inet_pton(AF_INET6, address, ip->ipv6[ip->n_ipv6].address.b);
	ip->ipv6[ip->n_ipv6++].prefix = prefix;
}

static void gateway4(struct att_ip_config *ip, const char *address)
{
	ip->has_gateway4 = true;
	inet_pton(AF_INET, address, ip->gateway4.b);
}

static void gateway6(struct att_ip_config *ip, const char *address)
{
	ip->has_gateway6 = true;
	inet_pton(AF_INET6, address, ip->gateway6.b);
}

static size_t put_address(char *out, size_t cap, bool v6, const uint8_t *b)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(v6 ? AF_INET6 : AF_INET, b, text, sizeof(text));
	return (size_t)snprintf(out, cap, "%s", text);
}

/* "10.0.0.2/30; 0.0.0.0/0 via 10.0.0.1 metric 700; mtu 1500" */
static void shows(const struct att_ip_config *ip,
		  const struct att_plan_options *options, const char *expected)
{
	struct att_plan plan;
	char text[512];
	size_t n = 0;

	att_plan_make(&plan, ip, options);
	for (uint32_t i = 0; i < plan.n_addresses; i++) {
		n += put_address(text + n, sizeof(text) - n, plan.address[i].v6,
				 plan.address[i].b);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "/%u; ",
				      plan.address[i].prefix);
	}
	for (uint32_t i = 0; i < plan.n_routes; i++) {
		const struct att_plan_route *r = &plan.route[i];

		n += put_address(text + n, sizeof(text) - n, r->to.v6, r->to.b);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "/%u",
				      r->to.prefix);
		if (r->has_via) {
			n += (size_t)snprintf(text + n, sizeof(text) - n,
					      " via ");
			n += put_address(text + n, sizeof(text) - n, r->to.v6,
					 r->via);
		}
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      " metric %u; ", r->metric);
	}
	snprintf(text + n, sizeof(text) - n, "mtu %u", plan.mtu);
	assert_string_equal(text, expected);
}

static void plan_routes_by_the_gateway_in_the_prefix(void **state)
{
	struct att_ip_config ip = {.mtu = 1430};

	(void)state;
	add4(&ip, "10.64.0.2", 30);
	gateway4(&ip, "10.64.0.1");
	shows(&ip, &usual,
	      "10.64.0.2/30; 0.0.0.0/0 via 10.64.0.1 metric 700; mtu 1430");
}

static void plan_reaches_a_gateway_outside_the_prefix_first(void **state)
{
	struct att_ip_config ip = {.mtu = 0};

	(void)state;
	add4(&ip, "10.64.0.2", 32);
	gateway4(&ip, "10.64.0.1");
	shows(&ip, &usual,
	      "10.64.0.2/32; 10.64.0.1/32 metric 700; "
	      "0.0.0.0/0 via 10.64.0.1 metric 700; mtu 1500");
}

static void plan_takes_odd_ipv4_prefixes_as_32(void **state)
{
	struct att_ip_config ip = {.mtu = 0};

	(void)state;
	add4(&ip, "10.64.0.2", 0);
	add4(&ip, "10.64.0.3", 255);
	shows(&ip, &usual,
	      "10.64.0.2/32; 10.64.0.3/32; 0.0.0.0/0 metric 700; mtu 1500");
}

static void plan_uses_the_device_without_a_usable_gateway(void **state)
{
	struct att_ip_config none = {.mtu = 0}, zero, ours;

	(void)state;
	add4(&none, "10.64.0.2", 29);
	zero = ours = none;
	gateway4(&zero, "0.0.0.0");
	gateway4(&ours, "10.64.0.2");
	shows(&none, &usual, "10.64.0.2/29; 0.0.0.0/0 metric 700; mtu 1500");
	shows(&zero, &usual, "10.64.0.2/29; 0.0.0.0/0 metric 700; mtu 1500");
	shows(&ours, &usual, "10.64.0.2/29; 0.0.0.0/0 metric 700; mtu 1500");
}

static void plan_takes_a_global_ipv6_prefix_of_128_as_64(void **state)
{
	struct att_ip_config ip = {.mtu = 0};

	(void)state;
	add6(&ip, "2001:db8::2", 128);
	gateway6(&ip, "2001:db8::1");
	shows(&ip, &usual,
	      "2001:db8::2/64; ::/0 via 2001:db8::1 metric 700; mtu 1500");
}

static void plan_knows_that_a_link_local_gateway_is_on_the_link(void **state)
{
	struct att_ip_config ip = {.mtu = 0};

	(void)state;
	add6(&ip, "2001:db8::2", 64);
	gateway6(&ip, "fe80::1");
	shows(&ip, &usual,
	      "2001:db8::2/64; ::/0 via fe80::1 metric 700; mtu 1500");
}

static void plan_leaves_routing_to_slaac_with_only_a_link_local(void **state)
{
	struct att_ip_config ip = {.mtu = 0};

	(void)state;
	add6(&ip, "fe80::2", 64);
	shows(&ip, &usual, "fe80::2/64; mtu 1500");
}

static void plan_makes_no_route_unless_asked_to(void **state)
{
	const struct att_plan_options options = {.port_mtu = 1500};
	struct att_ip_config ip = {.mtu = 0};

	(void)state;
	add4(&ip, "10.64.0.2", 30);
	gateway4(&ip, "10.64.0.1");
	shows(&ip, &options, "10.64.0.2/30; mtu 1500");
}

static void plan_takes_the_least_mtu_but_1280_with_ipv6(void **state)
{
	const struct att_plan_options small = {.port_mtu = 1000};
	const struct att_plan_options big = {.port_mtu = 2048};
	const struct att_plan_options unknown = {.port_mtu = 0};
	struct att_ip_config v4 = {.mtu = 1400}, v6 = {.mtu = 1000};
	struct att_ip_config absurd = {.mtu = 8};

	(void)state;
	add4(&v4, "10.64.0.2", 30);
	add6(&v6, "2001:db8::2", 64);
	add4(&absurd, "10.64.0.2", 30);
	shows(&v4, &small, "10.64.0.2/30; mtu 1000");
	shows(&v4, &big, "10.64.0.2/30; mtu 1400");
	shows(&v4, &unknown, "10.64.0.2/30; mtu 1400");
	shows(&v6, &big, "2001:db8::2/64; mtu 1280");
	shows(&absurd, &big, "10.64.0.2/30; mtu 2048");
}

/* RFC 7278: the rest of the prefix is on another link. */
static void plan_keeps_an_address_alone_whose_prefix_is_shared(void **state)
{
	struct att_plan_options share = usual;
	struct att_ip_config ip = {.mtu = 0};

	(void)state;
	share.share_prefix = true;
	add6(&ip, "2001:db8::2", 64);
	add6(&ip, "2001:db8:1::2", 0);
	add6(&ip, "2001:db8:2::2", 96);
	add6(&ip, "fe80::2", 64);
	gateway6(&ip, "2001:db8::1");
	shows(&ip, &share,
	      "2001:db8::2/128; 2001:db8:1::2/128; 2001:db8:2::2/96; "
	      "fe80::2/64; 2001:db8::1/128 metric 700; "
	      "::/0 via 2001:db8::1 metric 700; mtu 1500");
}

static void shared_prefix_is(const char *address, uint8_t prefix,
			     const char *expected)
{
	struct att_ip_config ip = {.mtu = 0};
	struct att_ipv6_prefix shared;
	char text[INET6_ADDRSTRLEN + 8];
	size_t n;

	add6(&ip, "fe80::2", 64);
	add6(&ip, address, prefix);
	shared = att_plan_shared_prefix(&ip);
	n = put_address(text, sizeof(text), true, shared.net.b);
	snprintf(text + n, sizeof(text) - n, "/%u", shared.length);
	assert_string_equal(text, expected);
}

static void plan_knows_the_prefix_that_can_be_shared(void **state)
{
	(void)state;
	shared_prefix_is("2001:db8:1:2:3:4:5:6", 64, "2001:db8:1:2::/64");
	shared_prefix_is("2001:db8:1:2:3:4:5:6", 128, "2001:db8:1:2::/64");
	shared_prefix_is("2001:db8:1:2:3:4:5:6", 0, "2001:db8:1:2::/64");
	shared_prefix_is("2001:db8:1:2ff:3:4:5:6", 60, "2001:db8:1:2f0::/60");
	shared_prefix_is("2001:db8:1:2:3:4:5:6", 56, "2001:db8:1::/56");
	shared_prefix_is("2001:db8:1:2:3:4:5:6", 65, "::/0");
	shared_prefix_is("fe80::3", 64, "::/0");
}

static void plan_takes_the_mtu_of_the_configuration(void **state)
{
	struct att_plan_options small = usual, large = usual;
	struct att_ip_config ip = {.mtu = 1430};

	(void)state;
	small.mtu = 1000;
	large.mtu = 9000;
	add4(&ip, "10.64.0.2", 32);
	shows(&ip, &small, "10.64.0.2/32; 0.0.0.0/0 metric 700; mtu 1000");
	/* no more than the data path carries */
	shows(&ip, &large, "10.64.0.2/32; 0.0.0.0/0 metric 700; mtu 1500");
	ip.n_ipv4 = 0;
	add6(&ip, "2001:db8::2", 64);
	shows(&ip, &small, "2001:db8::2/64; ::/0 metric 700; mtu 1280");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plan_routes_by_the_gateway_in_the_prefix),
		cmocka_unit_test(
			plan_reaches_a_gateway_outside_the_prefix_first),
		cmocka_unit_test(plan_takes_odd_ipv4_prefixes_as_32),
		cmocka_unit_test(plan_uses_the_device_without_a_usable_gateway),
		cmocka_unit_test(plan_takes_a_global_ipv6_prefix_of_128_as_64),
		cmocka_unit_test(
			plan_knows_that_a_link_local_gateway_is_on_the_link),
		cmocka_unit_test(
			plan_leaves_routing_to_slaac_with_only_a_link_local),
		cmocka_unit_test(plan_makes_no_route_unless_asked_to),
		cmocka_unit_test(plan_takes_the_least_mtu_but_1280_with_ipv6),
		cmocka_unit_test(
			plan_keeps_an_address_alone_whose_prefix_is_shared),
		cmocka_unit_test(plan_knows_the_prefix_that_can_be_shared),
		cmocka_unit_test(plan_takes_the_mtu_of_the_configuration),
	};

	return cmocka_run_group_tests_name("linux_plan", tests, NULL, NULL);
}
