/* The MBIM function in well-formed, odd and hostile descriptors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/errors.h"
#include "drivers/usb.h"

/* A configuration descriptor under construction. */
struct desc {
	uint8_t b[1024];
	size_t n;
};

static void put(struct desc *d, const uint8_t *p, size_t len)
{
	assert_true(d->n + len <= sizeof(d->b));
	memcpy(d->b + d->n, p, len);
	d->n += len;
	att_put16(d->b + 2, (uint16_t)d->n);
}

#define PUT(d, ...)                            \
	put(d, (const uint8_t[]){__VA_ARGS__}, \
	    sizeof((const uint8_t[]){__VA_ARGS__}))
#define LE(v) (uint8_t)(v), (uint8_t)((v) >> 8)

static void configuration(struct desc *d, uint8_t value)
{
	d->n = 0;
	PUT(d, 9, 2, 0, 0, 2, value, 0, 0xa0, 50);
}

static void interface(struct desc *d, uint8_t number, uint8_t alt,
		      uint8_t class, uint8_t subclass, uint8_t protocol)
{
	PUT(d, 9, 4, number, alt, 2, class, subclass, protocol, 0);
}

static void endpoint(struct desc *d, uint8_t address, uint8_t type,
		     uint16_t packet)
{
	PUT(d, 7, 5, address, type, LE(packet), 9);
}

static void association(struct desc *d, uint8_t first, uint8_t count)
{
	PUT(d, 8, 0x0b, first, count, 2, 0x0e, 0, 0);
}

static void cdc_union(struct desc *d, uint8_t control, uint8_t data)
{
	PUT(d, 5, 0x24, 6, control, data);
}

static void functional(struct desc *d, uint16_t max_control,
		       uint16_t max_segment, uint8_t capabilities)
{
	PUT(d, 5, 0x24, 0, LE(0x0110));
	PUT(d, 12, 0x24, 0x1b, LE(0x0100), LE(max_control), 32, 128,
	    LE(max_segment), capabilities);
}

static void extended(struct desc *d, uint16_t version, uint8_t outstanding,
		     uint16_t mtu)
{
	PUT(d, 8, 0x24, 0x1c, LE(version), outstanding, LE(mtu));
}

static void data_at(struct desc *d, uint8_t number, uint8_t in, uint8_t out,
		    uint16_t packet)
{
	interface(d, number, 0, 10, 0, 2);
	interface(d, number, 1, 10, 0, 2);
	endpoint(d, in, 2, packet);
	endpoint(d, out, 2, packet);
}

static void data(struct desc *d, uint8_t number)
{
	data_at(d, number, 0x8e, 0x0f, 512);
}

/* What is behind the functional descriptors: the notifications' endpoint, and
 * the data interface. */
static void notify_and_data(struct desc *d, uint8_t ep, uint8_t number)
{
	endpoint(d, ep, 3, 16);
	data(d, number);
}

/* A configuration that begins with MBIM's control interface. */
static void control(struct desc *d)
{
	configuration(d, 1);
	interface(d, 0, 0, 2, 14, 0);
}

/* A serial port, as most modems have several. */
static void noise(struct desc *d, uint8_t number)
{
	interface(d, number, 0, 255, 0, 0x40);
	PUT(d, 5, 0x24, 6, number, 77);
	endpoint(d, (uint8_t)(0x81 + number), 3, 10);
	endpoint(d, (uint8_t)(0x82 + number), 2, 512);
	endpoint(d, (uint8_t)(0x01 + number), 2, 512);
}

static void plain(struct desc *d)
{
	configuration(d, 1);
	association(d, 0, 2);
	interface(d, 0, 0, 2, 14, 0);
	functional(d, 4096, 2048, 0x20);
	extended(d, 0x0100, 64, 1500);
	cdc_union(d, 0, 1);
	endpoint(d, 0x81, 3, 64);
	data(d, 1);
	noise(d, 3);
}

/* Ericsson H5321gw: NCM in altsetting 0, MBIM behind it. */
static void combination(struct desc *d)
{
	configuration(d, 1);
	noise(d, 0);
	interface(d, 1, 0, 2, 13, 0);
	PUT(d, 6, 0x24, 0x1a, LE(0x0100), 0x1f);
	cdc_union(d, 1, 2);
	endpoint(d, 0x86, 3, 32);
	interface(d, 1, 1, 2, 14, 0);
	functional(d, 512, 2048, 0x1f);
	cdc_union(d, 1, 2);
	endpoint(d, 0x86, 3, 32);
	interface(d, 2, 0, 10, 0, 1);
	interface(d, 2, 1, 10, 0, 1);
	endpoint(d, 0x84, 2, 512);
	endpoint(d, 0x03, 2, 512);
	interface(d, 2, 2, 10, 0, 2);
	endpoint(d, 0x85, 2, 512);
	endpoint(d, 0x04, 2, 512);
}

static int find(const struct desc *d, struct usb_function *f)
{
	return usb_function_find(att_bytes_of(d->b, d->n), f);
}

static struct usb_function found(const struct desc *d)
{
	struct usb_function f;

	assert_int_equal(find(d, &f), 0);
	return f;
}

static void refused(const struct desc *d, int err)
{
	struct usb_function f;

	assert_int_equal(find(d, &f), err);
}

static void plain_function_is_found(void **state)
{
	struct usb_function f;
	struct desc d;

	(void)state;
	plain(&d);
	f = found(&d);
	assert_int_equal(f.configuration, 1);
	assert_int_equal(f.control_interface, 0);
	assert_int_equal(f.control_alt, 0);
	assert_int_equal(f.data_interface, 1);
	assert_int_equal(f.data_alt, 1);
	assert_int_equal(f.ep_notify, 0x81);
	assert_int_equal(f.notify_packet, 64);
	assert_int_equal(f.ep_in, 0x8e);
	assert_int_equal(f.ep_out, 0x0f);
	assert_int_equal(f.in_packet, 512);
	assert_int_equal(f.out_packet, 512);
	assert_int_equal(f.max_control, 4096);
	assert_int_equal(f.max_segment, 2048);
	assert_int_equal(f.capabilities, 0x20);
	assert_int_equal(f.ex_version, 0x0100);
	assert_int_equal(f.max_outstanding, 64);
	assert_int_equal(f.mtu, 1500);
	assert_false(f.ncm_combination);
}

static void combination_uses_altsettings_1_and_2(void **state)
{
	struct usb_function f;
	struct desc d;

	(void)state;
	combination(&d);
	f = found(&d);
	assert_true(f.ncm_combination);
	assert_int_equal(f.control_interface, 1);
	assert_int_equal(f.control_alt, 1);
	assert_int_equal(f.data_interface, 2);
	assert_int_equal(f.data_alt, 2);
	assert_int_equal(f.ep_in, 0x85);
	assert_int_equal(f.ep_out, 0x04);
	assert_int_equal(f.max_control, 512);
	assert_int_equal(f.ex_version, 0);
	assert_int_equal(f.max_outstanding, 0);
	usb_function_identify(&f, 0x0bdb, 0x1926);
	assert_true(f.quirks & USB_QUIRK_NO_ZLP);
}

static void combination_without_mbim_data_is_not_mbim(void **state)
{
	struct desc d;

	(void)state;
	combination(&d);
	d.n -= 9 + 7 + 7; /* altsetting 2 of the data interface */
	att_put16(d.b + 2, (uint16_t)d.n);
	refused(&d, ATT_E_DESCRIPTOR);
}

/* What a modem has at which numbers: facts of lsusb listings. */
static const struct modem {
	uint16_t vendor, product;
	uint8_t control, notify, in, out;
	uint16_t packet, max_control, max_segment, ex_version;
	uint8_t capabilities, outstanding;
	uint16_t mtu;
} modems[] = {
	{0x1199, 0x90d3, 0, 0x81, 0x8e, 0x0f, 512, 4096, 2048, 0x100, 0x20, 64,
	 1500},
	{0x1199, 0xc081, 12, 0x86, 0x8e, 0x0f, 1024, 4096, 2048, 0, 0x20, 0, 0},
	{0x1bc7, 0x1061, 2, 0x83, 0x8e, 0x0f, 1024, 4096, 2048, 0x100, 0x20, 64,
	 1500},
	{0x1bc7, 0x1081, 2, 0x83, 0x8e, 0x0f, 512, 4096, 2048, 0x100, 0x20, 64,
	 1500},
	{0x1bc7, 0x1204, 2, 0x84, 0x83, 0x03, 512, 4096, 2048, 0x100, 0x20, 64,
	 1500},
	{0x1e2d, 0x0065, 10, 0x8b, 0x8e, 0x0f, 512, 4096, 2048, 0x100, 0x20, 64,
	 1500},
	{0x2001, 0x7d01, 0, 0x81, 0x82, 0x02, 512, 512, 1500, 0, 0x20, 0, 0},
	{0x2cb7, 0x0007, 0, 0x81, 0x82, 0x02, 512, 512, 1500, 0x100, 0x00, 1,
	 1500},
	{0x2cb7, 0x01a2, 0, 0x81, 0x8e, 0x0f, 1024, 4096, 2048, 0x100, 0x20, 64,
	 1500},
	{0x33f8, 0x0302, 0, 0x81, 0x8e, 0x0f, 1024, 4096, 2048, 0x100, 0x20, 64,
	 1500},
};

static void build(struct desc *d, const struct modem *m)
{
	uint8_t i = 0;

	configuration(d, 1);
	for (; i < m->control; i++)
		noise(d, i);
	interface(d, i, 0, 2, 14, 0);
	functional(d, m->max_control, m->max_segment, m->capabilities);
	if (m->ex_version)
		extended(d, m->ex_version, m->outstanding, m->mtu);
	cdc_union(d, i, (uint8_t)(i + 1));
	endpoint(d, m->notify, 3, 64);
	data_at(d, (uint8_t)(i + 1), m->in, m->out, m->packet);
	noise(d, (uint8_t)(i + 2));
}

static void known_modems_are_found(void **state)
{
	struct usb_function f;
	struct desc d;

	(void)state;
	for (size_t i = 0; i < sizeof(modems) / sizeof(modems[0]); i++) {
		const struct modem *m = &modems[i];

		build(&d, m);
		f = found(&d);
		assert_int_equal(f.control_interface, m->control);
		assert_int_equal(f.data_interface, m->control + 1);
		assert_int_equal(f.data_alt, 1);
		assert_int_equal(f.ep_notify, m->notify);
		assert_int_equal(f.ep_in, m->in);
		assert_int_equal(f.ep_out, m->out);
		assert_int_equal(f.in_packet, m->packet);
		assert_int_equal(f.max_control, m->max_control);
		assert_int_equal(f.max_segment, m->max_segment);
		assert_int_equal(f.capabilities, m->capabilities);
		assert_int_equal(f.ex_version, m->ex_version);
		assert_int_equal(f.max_outstanding, m->outstanding);
		assert_int_equal(f.mtu, m->mtu);
	}
}

static void control_and_data(struct desc *d, bool iad, bool with_union,
			     uint8_t data_number)
{
	configuration(d, 3);
	if (iad)
		association(d, 4, 3);
	interface(d, 4, 0, 2, 14, 0);
	functional(d, 1024, 2048, 0);
	if (with_union)
		cdc_union(d, 4, 99);
	endpoint(d, 0x81, 3, 16);
	noise(d, data_number == 5 ? 6 : 5);
	data(d, data_number);
}

/* The data interface of that, or ATT_E_*. */
static int data_of(bool iad, bool with_union, uint8_t data_number)
{
	struct usb_function f;
	struct desc d;
	int err;

	control_and_data(&d, iad, with_union, data_number);
	err = find(&d, &f);
	return err ? err : f.data_interface;
}

static void missing_union_is_replaced_by_the_iad(void **state)
{
	(void)state;
	assert_int_equal(data_of(true, false, 6), 6);
}

static void union_of_nothing_is_replaced_by_the_iad(void **state)
{
	(void)state;
	assert_int_equal(data_of(true, true, 6), 6);
}

static void without_union_and_iad_data_is_next_to_control(void **state)
{
	(void)state;
	assert_int_equal(data_of(false, false, 5), 5);
	assert_int_equal(data_of(false, false, 6), ATT_E_DESCRIPTOR);
}

static void configuration_value_is_told(void **state)
{
	struct usb_function f;
	struct desc d;

	(void)state;
	control_and_data(&d, false, false, 5);
	f = found(&d);
	assert_int_equal(f.configuration, 3);
	usb_function_identify(&f, 0x12d1, 0x15c1);
	assert_true(f.quirks & USB_QUIRK_CONFIGURATION);
	assert_true(f.quirks & USB_QUIRK_NDP_AT_END);
	assert_int_equal(usb_quirks_find(0x12d1, 0x15c1)->configuration, 3);
	/* the named one before the active one before any */
	assert_int_equal(usb_quirks_rank(usb_quirks_find(0x12d1, 0x15c1), 3, 1),
			 3);
	assert_int_equal(usb_quirks_rank(usb_quirks_find(0x12d1, 0x15c1), 1, 1),
			 2);
	assert_int_equal(usb_quirks_rank(usb_quirks_find(0, 0), 3, 1), 1);
	usb_function_identify(&f, 0x12d1, 0x1573);
	assert_int_equal(f.quirks, USB_QUIRK_NDP_AT_END);
	usb_function_identify(&f, 0x1234, 0x1573);
	assert_int_equal(f.quirks, 0);
}

static void mtu_is_the_smaller_of_what_is_known(void **state)
{
	static const struct {
		uint16_t mtu, segment, used;
	} cases[] = {{1500, 2048, 1500},
		     {2048, 1500, 1500},
		     {0, 1500, 1500},
		     {1500, 0, 1500},
		     {0, 0, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct usb_function f = {.mtu = cases[i].mtu,
					 .max_segment = cases[i].segment};

		assert_int_equal(usb_function_mtu(&f), cases[i].used);
	}
}

static void first_complete_function_wins(void **state)
{
	struct usb_function f;
	struct desc d;

	(void)state;
	control(&d); /* no endpoint, no data */
	interface(&d, 2, 0, 2, 14, 0);
	functional(&d, 2048, 2048, 0);
	cdc_union(&d, 2, 3);
	notify_and_data(&d, 0x82, 3);
	interface(&d, 4, 0, 2, 14, 0);
	cdc_union(&d, 4, 5);
	notify_and_data(&d, 0x84, 5);
	f = found(&d);
	assert_int_equal(f.control_interface, 2);
	assert_int_equal(f.data_interface, 3);
}

static void max_control_is_defaulted_and_clamped(void **state)
{
	static const struct {
		uint16_t told, used;
	} cases[] = {{0, 512}, {63, 512}, {64, 64}, {4096, 4096}, {8192, 4096}};
	struct desc d;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		control(&d);
		functional(&d, cases[i].told, 2048, 0);
		notify_and_data(&d, 0x81, 1);
		assert_int_equal(found(&d).max_control, cases[i].used);
	}
	control(&d);
	notify_and_data(&d, 0x81, 1);
	assert_int_equal(found(&d).max_control, 512);
}

static void functional_descriptors_behind_the_endpoint_count(void **state)
{
	struct desc d;

	(void)state;
	control(&d);
	endpoint(&d, 0x81, 3, 16);
	functional(&d, 2048, 1500, 0);
	cdc_union(&d, 0, 1);
	data(&d, 1);
	assert_int_equal(found(&d).max_control, 2048);
}

static void other_devices_have_no_function(void **state)
{
	struct desc d;

	(void)state;
	configuration(&d, 1);
	noise(&d, 0);
	interface(&d, 1, 0, 2, 13, 0); /* NCM */
	notify_and_data(&d, 0x81, 2);
	refused(&d, ATT_E_NO_FUNCTION);
}

static void endpoints_without_packets_are_no_endpoints(void **state)
{
	struct desc d;

	(void)state;
	control(&d);
	endpoint(&d, 0x81, 3, 16);
	interface(&d, 1, 0, 10, 0, 2);
	endpoint(&d, 0x82, 2, 0);
	endpoint(&d, 0x02, 2, 0);
	refused(&d, ATT_E_DESCRIPTOR);
}

static void zero_length_ends_the_walk(void **state)
{
	struct desc d;

	(void)state;
	configuration(&d, 1);
	PUT(&d, 0, 4, 0, 0);
	interface(&d, 0, 0, 2, 14, 0);
	notify_and_data(&d, 0x81, 1);
	refused(&d, ATT_E_DESCRIPTOR);
}

/* Every copy in a block of its own size: the sanitizer sees a byte too far. */
static int find_exact(const uint8_t *p, size_t len, struct usb_function *f)
{
	uint8_t *copy = malloc(len ? len : 1);
	int err;

	assert_non_null(copy);
	memcpy(copy, p, len);
	err = usb_function_find(att_bytes_of(copy, len), f);
	free(copy);
	return err;
}

static void every_prefix_is_the_function_or_an_error(void **state)
{
	void (*const builders[])(struct desc *) = {plain, combination};
	struct usb_function whole, f;
	struct desc d;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		bool complete = false;

		builders[i](&d);
		whole = found(&d);
		for (size_t len = 0; len <= d.n; len++) {
			int err = find_exact(d.b, len, &f);

			assert_true(!complete || !err);
			complete = !err;
			if (complete)
				assert_int_equal(f.ep_out, whole.ep_out);
			else
				assert_int_equal(err, ATT_E_DESCRIPTOR);
		}
		assert_true(complete);
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void mutations_never_give_a_useless_function(void **state)
{
	struct usb_function f;
	struct desc whole, d;
	uint32_t seed = 1, useful = 0;

	(void)state;
	for (int i = 0; i < 40000; i++) {
		if (i & 1)
			plain(&whole);
		else
			combination(&whole);
		d = whole;
		for (uint32_t n = next_random(&seed) % 4 + 1; n; n--)
			d.b[next_random(&seed) % d.n] =
				(uint8_t)next_random(&seed);
		if (find_exact(d.b, d.n, &f))
			continue;
		useful++;
		assert_true(f.in_packet && f.out_packet && f.notify_packet);
		assert_true((f.ep_in & 0x80) && !(f.ep_out & 0x80));
		assert_in_range(f.max_control, 64, 4096);
	}
	assert_in_range(useful, 1000, 39999);
}

static void hostile_size_costs_little(void **state)
{
	static uint8_t b[65535];
	struct usb_function f;

	(void)state;
	memcpy(b, (const uint8_t[]){9, 2, 0xff, 0xff, 2, 1, 0, 0, 0}, 9);
	for (size_t at = 9; at + 26 <= sizeof(b); at += 26) {
		memcpy(b + at, (const uint8_t[]){8, 11, 0, 255, 2, 14, 0, 0},
		       8);
		memcpy(b + at + 8,
		       (const uint8_t[]){9, 4, 0, 0, 1, 2, 14, 0, 0}, 9);
		memcpy(b + at + 17,
		       (const uint8_t[]){7, 5, 0x81, 3, 8, 0, 9, 2, 1}, 9);
	}
	assert_int_equal(usb_function_find(att_bytes_of(b, sizeof(b)), &f),
			 ATT_E_DESCRIPTOR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_function_is_found),
		cmocka_unit_test(combination_uses_altsettings_1_and_2),
		cmocka_unit_test(combination_without_mbim_data_is_not_mbim),
		cmocka_unit_test(known_modems_are_found),
		cmocka_unit_test(missing_union_is_replaced_by_the_iad),
		cmocka_unit_test(union_of_nothing_is_replaced_by_the_iad),
		cmocka_unit_test(without_union_and_iad_data_is_next_to_control),
		cmocka_unit_test(configuration_value_is_told),
		cmocka_unit_test(mtu_is_the_smaller_of_what_is_known),
		cmocka_unit_test(first_complete_function_wins),
		cmocka_unit_test(max_control_is_defaulted_and_clamped),
		cmocka_unit_test(
			functional_descriptors_behind_the_endpoint_count),
		cmocka_unit_test(other_devices_have_no_function),
		cmocka_unit_test(endpoints_without_packets_are_no_endpoints),
		cmocka_unit_test(zero_length_ends_the_walk),
		cmocka_unit_test(every_prefix_is_the_function_or_an_error),
		cmocka_unit_test(mutations_never_give_a_useless_function),
		cmocka_unit_test(hostile_size_costs_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
