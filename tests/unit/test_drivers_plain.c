/* Transfers of one datagram: raw IP, and Ethernet frames to and from a modem
 * that is the only other station. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "drivers/bulk.h"
#include "drivers/ethernet.h"
#include "drivers/raw_ip.h"

enum { SIZE = 1600, FRAME = ETHERNET_HEAD };

#define ALL   "\xff\xff\xff\xff\xff\xff"
#define OURS  "\x02\x61\x74\x74\x00\x01"
#define MODEM "\x02\x50\xf3\x00\x00\x00"

static const struct flow first = {.id = 0};
static uint8_t out[SIZE];
static struct framing_datagram got[4];

static const uint8_t ipv4[20] = {0x45, 0, 0,  20, 0, 0, 0, 0, 64, 17,
				 0,    0, 10, 64, 1, 2, 9, 9, 9,  9};
static const uint8_t ipv6[40] = {0x60, 0, 0, 0, 0, 0, 59, 64};

static uint8_t *put(const struct framing *f, void *l, const void *p,
		    uint32_t len)
{
	uint8_t *room = f->reserve(l, out, first, len);

	if (room) {
		memcpy(room, p, len);
		f->commit(l, first, len);
	}
	return room;
}

static unsigned walk(const struct framing *f, void *l, const void *p,
		     size_t len, int *err)
{
	struct att_bytes transfer = att_bytes_of(p, len);

	return f->walk(l, &transfer, got, 4, err);
}

/* --- raw IP ------------------------------------------------------- */

static void raw_ip_sends_one_datagram_as_it_is(void **state)
{
	struct raw_ip_link l;

	(void)state;
	raw_ip_link_init(&l, SIZE);
	assert_null(raw_ip_framing.reserve(&l, out, first, SIZE + 1));
	assert_ptr_equal(put(&raw_ip_framing, &l, ipv4, 20), out);
	assert_null(put(&raw_ip_framing, &l, ipv4, 20));
	assert_int_equal(raw_ip_framing.end(&l), 20);
	assert_non_null(put(&raw_ip_framing, &l, ipv6, 40));
	assert_int_equal(raw_ip_framing.end(&l), 40);
}

static void raw_ip_has_room_for_one_session(void **state)
{
	struct flow second = {.id = 1}, service = {.service = true};
	struct raw_ip_link l;

	(void)state;
	raw_ip_link_init(&l, SIZE);
	assert_null(raw_ip_framing.reserve(&l, out, second, 20));
	assert_null(raw_ip_framing.reserve(&l, out, service, 20));
}

static void raw_ip_datagram_is_the_transfer(void **state)
{
	struct raw_ip_link l;
	int err;

	(void)state;
	raw_ip_link_init(&l, SIZE);
	assert_int_equal(walk(&raw_ip_framing, &l, ipv4, 20, &err), 1);
	assert_int_equal(err, 0);
	assert_ptr_equal(got[0].bytes.p, ipv4);
	assert_int_equal(got[0].bytes.len, 20);
	assert_int_equal(got[0].flow.id, 0);
	assert_int_equal(walk(&raw_ip_framing, &l, ipv4, 0, &err), 0);
}

/* A datagram of a whole number of packets ends in one of no length. */
static void raw_ip_ends_in_a_short_packet(void **state)
{
	static uint8_t a[SIZE], b[SIZE], datagram[1024];
	uint8_t *const bufs[] = {a, b};
	const struct bulk_out end = {.full = UINT32_MAX, .packet = 512};
	struct bulk_transfer t;
	static struct bulk bulk;
	struct raw_ip_link l;

	(void)state;
	raw_ip_link_init(&l, SIZE);
	bulk_init(&bulk, &raw_ip_framing, &l, &end, bufs, 2);
	for (uint32_t len = 1023; len <= 1024; len++) {
		uint8_t *p = bulk_reserve(&bulk, first, len);

		assert_non_null(p);
		memcpy(p, datagram, len);
		bulk_commit(&bulk, first, len);
		assert_null(bulk_reserve(&bulk, first, 1));
		assert_true(bulk_next(&bulk, &t));
		assert_int_equal(t.len, len);
		assert_int_equal(t.zlp, len == 1024);
	}
}

/* --- Ethernet: what is sent --------------------------------------- */

static struct ethernet_link fresh(void)
{
	struct ethernet_link l;

	ethernet_link_init(&l, SIZE);
	memset(out, 0xee, sizeof(out));
	return l;
}

/* One that has heard of the modem. */
static struct ethernet_link acquainted(void)
{
	struct ethernet_link l = fresh();
	uint8_t frame[FRAME + 20];
	int err;

	memcpy(frame, OURS MODEM "\x08\x00", FRAME);
	memcpy(frame + FRAME, ipv4, 20);
	assert_int_equal(
		walk(&ethernet_framing, &l, frame, sizeof(frame), &err), 1);
	return l;
}

static void assert_sent_to(const char *station, const char *type, uint32_t len,
			   struct ethernet_link *l)
{
	assert_int_equal(ethernet_framing.end(l), FRAME + len);
	assert_memory_equal(out, station, 6);
	assert_memory_equal(out + 6, OURS, 6);
	assert_memory_equal(out + 12, type, 2);
}

static void frames_go_to_the_modem_once_it_is_known(void **state)
{
	struct ethernet_link l = fresh();

	(void)state;
	put(&ethernet_framing, &l, ipv4, 20);
	assert_null(put(&ethernet_framing, &l, ipv4, 20));
	assert_sent_to(ALL, "\x08\x00", 20, &l);
	l = acquainted();
	put(&ethernet_framing, &l, ipv4, 20);
	assert_sent_to(MODEM, "\x08\x00", 20, &l);
	assert_memory_equal(out + FRAME, ipv4, 20);
	put(&ethernet_framing, &l, ipv6, 40);
	assert_sent_to(MODEM, "\x86\xdd", 40, &l);
}

static void frames_to_groups_have_the_groups_address(void **state)
{
	struct ethernet_link l = acquainted();
	uint8_t d[40];

	(void)state;
	memcpy(d, ipv4, 20);
	memcpy(d + 16, "\xef\xff\xff\xfa", 4);
	put(&ethernet_framing, &l, d, 20);
	assert_sent_to("\x01\x00\x5e\x7f\xff\xfa", "\x08\x00", 20, &l);
	memcpy(d + 16, "\xff\xff\xff\xff", 4);
	put(&ethernet_framing, &l, d, 20);
	assert_sent_to(ALL, "\x08\x00", 20, &l);
	memcpy(d, ipv6, 40);
	memcpy(d + 24, "\xff\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\x02", 16);
	put(&ethernet_framing, &l, d, 40);
	assert_sent_to("\x33\x33\x00\x00\x00\x02", "\x86\xdd", 40, &l);
}

static void frame_has_room_for_one_session_and_its_header(void **state)
{
	struct flow second = {.id = 1};
	struct ethernet_link l = fresh();

	(void)state;
	assert_null(ethernet_framing.reserve(&l, out, second, 20));
	assert_null(ethernet_framing.reserve(&l, out, first, SIZE - FRAME + 1));
	assert_non_null(ethernet_framing.reserve(&l, out, first, SIZE - FRAME));
	ethernet_framing.commit(&l, first, 0);
	assert_int_equal(ethernet_framing.end(&l), 0);
}

/* --- ARP ---------------------------------------------------------- */

#define ARP_KIND "\x08\x06\x00\x01\x08\x00\x06\x04"

static void modem_that_has_said_nothing_is_asked_for(void **state)
{
	static const char want[] =
		ALL OURS ARP_KIND "\x00\x01" OURS "\x0a\x40\x01\x02"
				  "\0\0\0\0\0\0\x09\x09\x09\x09";
	struct ethernet_link l = fresh();
	unsigned asked = 0;

	(void)state;
	assert_int_equal(ethernet_framing.own(&l, out), 0);
	put(&ethernet_framing, &l, ipv4, 20);
	ethernet_framing.end(&l);
	assert_int_equal(ethernet_framing.own(&l, out), ETHERNET_ARP);
	assert_memory_equal(out, want, ETHERNET_ARP);
	for (int i = 0; i < 32; i++) {
		put(&ethernet_framing, &l, ipv4, 20);
		ethernet_framing.end(&l);
		asked += ethernet_framing.own(&l, out) > 0;
	}
	assert_int_equal(asked, 2);
}

static void answer_makes_the_modem_known(void **state)
{
	static const char answer[] = OURS MODEM ARP_KIND
		"\x00\x02" MODEM "\x09\x09\x09\x09" OURS "\x0a\x40\x01\x02";
	struct ethernet_link l = fresh();
	int err;

	(void)state;
	put(&ethernet_framing, &l, ipv4, 20);
	ethernet_framing.end(&l);
	assert_int_equal(
		walk(&ethernet_framing, &l, answer, ETHERNET_ARP, &err), 0);
	assert_int_equal(err, 0);
	assert_int_equal(ethernet_framing.own(&l, out), 0);
	put(&ethernet_framing, &l, ipv4, 20);
	assert_sent_to(MODEM, "\x08\x00", 20, &l);
	assert_int_equal(ethernet_framing.own(&l, out), 0);
}

static void question_of_the_modem_is_answered(void **state)
{
	static const char question[] =
		ALL MODEM ARP_KIND "\x00\x01" MODEM "\x0a\x40\x01\x01"
				   "\0\0\0\0\0\0\x0a\x40\x01\x02";
	static const char want[] = MODEM OURS ARP_KIND
		"\x00\x02" OURS "\x0a\x40\x01\x02" MODEM "\x0a\x40\x01\x01";
	struct ethernet_link l = fresh();
	int err;

	(void)state;
	assert_int_equal(
		walk(&ethernet_framing, &l, question, ETHERNET_ARP, &err), 0);
	assert_int_equal(ethernet_framing.own(&l, out), ETHERNET_ARP);
	assert_memory_equal(out, want, ETHERNET_ARP);
	assert_int_equal(ethernet_framing.own(&l, out), 0);
}

static void probe_for_the_modems_own_address_is_not_answered(void **state)
{
	static const char probe[] = ALL MODEM ARP_KIND
		"\x00\x01" MODEM "\0\0\0\0\0\0\0\0\0\0\x0a\x40\x01\x01";
	static const char claim[] = ALL MODEM ARP_KIND
		"\x00\x01" MODEM "\x0a\x40\x01\x01\0\0\0\0\0\0\x0a\x40\x01\x01";
	struct ethernet_link l = fresh();
	int err;

	(void)state;
	walk(&ethernet_framing, &l, probe, ETHERNET_ARP, &err);
	assert_int_equal(ethernet_framing.own(&l, out), 0);
	walk(&ethernet_framing, &l, claim, ETHERNET_ARP, &err);
	assert_int_equal(ethernet_framing.own(&l, out), 0);
	walk(&ethernet_framing, &l, claim, ETHERNET_ARP - 1, &err);
	assert_int_equal(ethernet_framing.own(&l, out), 0);
	assert_int_equal(err, 0);
}

/* --- neighbors ---------------------------------------------------- */

#define ROUTER "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x01"
#define HOST   "\x20\x01\x0d\xb8\0\x64\0\0\0\0\0\0\0\0\0\x02"
#define GROUP  "\xff\x02\0\0\0\0\0\0\0\0\0\x01\xff\0\0\x02"
#define NOBODY "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

/* A solicitation for HOST; its checksum is not looked at. */
#define ASKS(source)                                                \
	"\x33\x33\xff\0\0\x02" MODEM "\x86\xdd\x60\0\0\0\0\x20\x3a" \
	"\xff" source GROUP "\x87\0\0\0\0\0\0\0" HOST "\x01\x01" MODEM

static void solicitation_of_the_modem_is_answered(void **state)
{
	static const char question[] = ASKS(ROUTER);
	/* Its checksum was worked out by another program. */
	static const char want[] =
		MODEM OURS "\x86\xdd\x60\0\0\0\0\x20\x3a\xff" HOST ROUTER
			   "\x88\0\x44\x0d\x60\0\0\0" HOST "\x02\x01" OURS;
	struct ethernet_link l = fresh();
	int err;

	(void)state;
	assert_int_equal(sizeof(want) - 1, ETHERNET_NA);
	assert_int_equal(walk(&ethernet_framing, &l, question,
			      sizeof(question) - 1, &err),
			 0);
	assert_int_equal(err, 0);
	assert_int_equal(ethernet_framing.own(&l, out), ETHERNET_NA);
	assert_memory_equal(out, want, ETHERNET_NA);
	assert_int_equal(ethernet_framing.own(&l, out), 0);
}

/* The modem tries its own address; and other messages are the host's. */
static void what_is_no_question_for_us_is_handed_on(void **state)
{
	static const char probe[] = ASKS(NOBODY);
	uint8_t frame[] = ASKS(ROUTER);
	struct ethernet_link l = fresh();
	int err;

	(void)state;
	assert_int_equal(
		walk(&ethernet_framing, &l, probe, sizeof(probe) - 1, &err), 1);
	frame[FRAME + 40] = 0x86; /* a router advertisement */
	assert_int_equal(
		walk(&ethernet_framing, &l, frame, sizeof(frame) - 1, &err), 1);
	frame[FRAME + 40] = 0x87;
	frame[FRAME + 7] = 64; /* it came from far away */
	assert_int_equal(
		walk(&ethernet_framing, &l, frame, sizeof(frame) - 1, &err), 1);
	assert_int_equal(ethernet_framing.own(&l, out), 0);
}

/* --- Ethernet: what is received ----------------------------------- */

static void frame_is_taken_whomever_it_is_for(void **state)
{
	static const char *const stations[] = {
		OURS, ALL, "\x00\xa0\xc6\x00\x00\x00", "\x33\x33\0\0\0\1"};
	struct ethernet_link l = fresh();
	uint8_t frame[FRAME + 20];
	int err;

	(void)state;
	memcpy(frame + 6, MODEM "\x08\x00", 8);
	memcpy(frame + FRAME, ipv4, 20);
	for (unsigned i = 0; i < 4; i++) {
		memcpy(frame, stations[i], 6);
		assert_int_equal(
			walk(&ethernet_framing, &l, frame, sizeof(frame), &err),
			1);
		assert_ptr_equal(got[0].bytes.p, frame + FRAME);
		assert_int_equal(got[0].bytes.len, 20);
	}
}

static void datagram_without_a_frame_is_taken(void **state)
{
	struct ethernet_link l = fresh();
	int err;

	(void)state;
	assert_int_equal(walk(&ethernet_framing, &l, ipv4, 20, &err), 1);
	assert_ptr_equal(got[0].bytes.p, ipv4);
	assert_int_equal(walk(&ethernet_framing, &l, ipv6, 40, &err), 1);
	assert_int_equal(got[0].bytes.len, 40);
	assert_false(l.known);
}

static void filling_of_a_short_frame_is_taken_off(void **state)
{
	struct ethernet_link l = fresh();
	uint8_t frame[FRAME + 46] = OURS MODEM "\x08\x00";
	int err;

	(void)state;
	memcpy(frame + FRAME, ipv4, 20);
	assert_int_equal(
		walk(&ethernet_framing, &l, frame, sizeof(frame), &err), 1);
	assert_int_equal(got[0].bytes.len, 20);
	memcpy(frame + 12, "\x86\xdd", 2);
	memcpy(frame + FRAME, ipv6, 40);
	frame[FRAME + 5] = 3;
	assert_int_equal(
		walk(&ethernet_framing, &l, frame, sizeof(frame), &err), 1);
	assert_int_equal(got[0].bytes.len, 43);
}

static void other_frames_are_counted_and_short_ones_an_error(void **state)
{
	static const char lldp[] = ALL MODEM "\x88\xcc\x01";
	struct ethernet_link l = fresh();
	int err;

	(void)state;
	assert_int_equal(walk(&ethernet_framing, &l, lldp, 15, &err), 0);
	assert_int_equal(err, 0);
	assert_int_equal(l.skipped, 1);
	assert_int_equal(walk(&ethernet_framing, &l, lldp, 13, &err), 0);
	assert_int_equal(err, ATT_E_SHORT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(raw_ip_sends_one_datagram_as_it_is),
		cmocka_unit_test(raw_ip_has_room_for_one_session),
		cmocka_unit_test(raw_ip_datagram_is_the_transfer),
		cmocka_unit_test(raw_ip_ends_in_a_short_packet),
		cmocka_unit_test(frames_go_to_the_modem_once_it_is_known),
		cmocka_unit_test(frames_to_groups_have_the_groups_address),
		cmocka_unit_test(frame_has_room_for_one_session_and_its_header),
		cmocka_unit_test(modem_that_has_said_nothing_is_asked_for),
		cmocka_unit_test(answer_makes_the_modem_known),
		cmocka_unit_test(question_of_the_modem_is_answered),
		cmocka_unit_test(
			probe_for_the_modems_own_address_is_not_answered),
		cmocka_unit_test(solicitation_of_the_modem_is_answered),
		cmocka_unit_test(what_is_no_question_for_us_is_handed_on),
		cmocka_unit_test(frame_is_taken_whomever_it_is_for),
		cmocka_unit_test(datagram_without_a_frame_is_taken),
		cmocka_unit_test(filling_of_a_short_frame_is_taken_off),
		cmocka_unit_test(
			other_frames_are_counted_and_short_ones_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
