/* The USB port and a modem that speaks QMI: one interface of its maker's class,
 * mute until it is told that somebody is there, without a data path before one
 * is agreed on. It echoes commands, and transfers as they are. */
#include <string.h>

#include "base/errors.h"
#include "usb_rig.h"

#define LE(v) (uint8_t)(0xff & (v)), (uint8_t)((v) >> 8)

enum { NOTIFY = 0x83, IN = 0x81, OUT = 0x01, INTERFACE = 4, QUEUE = 64 };

/* clang-format off */
static const uint8_t descriptors[] = {
	18, 1, LE(0x0201), 0, 0, 0, 64, LE(0x1209), LE(0x0003),
	LE(0x0100), 0, 0, 0, 1,
	9, 2, LE(62), 2, 1, 0, 0xc0, 50,
	9, 4, 0, 0, 2, 255, 255, 255, 0,
	7, 5, 0x82, 2, LE(512), 0,
	7, 5, 0x02, 2, LE(512), 0,
	9, 4, INTERFACE, 0, 3, 255, 255, 255, 0,
	7, 5, NOTIFY, 3, LE(8), 9,
	7, 5, IN, 2, LE(512), 0,
	7, 5, OUT, 2, LE(512), 0,
};
/* clang-format on */

/* What "c" answers. */
struct counters {
	uint8_t command, dtr, raised, lowered, zlps, resets;
	uint8_t others;		/* class requests that QMI does not have */
	uint16_t transfer, get; /* the last one; wLength of the last GET */
};

struct queue {
	struct {
		uint8_t p[4096];
		size_t len;
	} item[QUEUE];
	unsigned head, count;
};

static struct {
	struct counters n;
	struct queue responses, notifications, transfers;
} modem;

static void push(struct queue *q, const void *p, size_t len)
{
	unsigned at = (q->head + q->count) % QUEUE;

	if (q->count == QUEUE || len > sizeof(q->item[at].p))
		return;
	memcpy(q->item[at].p, p, len);
	q->item[at].len = len;
	q->count++;
}

static int pop(struct queue *q, uint8_t *p, size_t cap)
{
	size_t len = q->item[q->head].len;

	if (!q->count)
		return -1;
	if (len > cap)
		len = cap;
	memcpy(p, q->item[q->head].p, len);
	q->head = (q->head + 1) % QUEUE;
	q->count--;
	return (int)len;
}

static int command(const uint8_t *p, size_t len)
{
	static const uint8_t available[8] = {0xa1, 1, 0, 0, INTERFACE};

	if (!modem.n.dtr)
		return (int)len; /* taken, and never answered */
	if (len && p[0] == 'c') {
		modem.n.command = 'c';
		push(&modem.responses, &modem.n, sizeof(modem.n));
	} else {
		push(&modem.responses, p, len);
	}
	push(&modem.notifications, available, sizeof(available));
	return (int)len;
}

static int line_state(uint16_t value)
{
	modem.n.dtr = value & 1;
	if (modem.n.dtr)
		modem.n.raised++;
	else
		modem.n.lowered++;
	return 0;
}

static int modem_control(void *ctx, const uint8_t *setup, uint8_t *data)
{
	uint16_t len = att_get16(setup + 6);
	int n;

	(void)ctx;
	if (!(setup[0] & 0x60))
		return 0;
	if (att_get16(setup + 4) != INTERFACE)
		return SIM_USB_STALL;
	switch (setup[0] << 8 | setup[1]) {
	case 0x2100:
		return command(data, len);
	case 0xa101:
		modem.n.get = len;
		n = pop(&modem.responses, data, len);
		return n < 0 ? SIM_USB_STALL : n;
	case 0x2122:
		return line_state(att_get16(setup + 2));
	}
	modem.n.others++;
	return SIM_USB_STALL;
}

static int modem_out(void *ctx, uint8_t ep, const uint8_t *data, size_t len,
		     bool zlp)
{
	(void)ctx;
	if (ep != OUT)
		return SIM_USB_STALL;
	modem.n.zlps = (uint8_t)(modem.n.zlps + zlp);
	modem.n.transfer = (uint16_t)len;
	if (modem.transfers.count == QUEUE)
		return SIM_USB_NAK;
	push(&modem.transfers, data, len);
	return (int)len;
}

static int modem_in(void *ctx, uint8_t ep, uint8_t *data, size_t cap)
{
	int n = pop(ep == NOTIFY ? &modem.notifications : &modem.transfers,
		    data, cap);

	(void)ctx;
	return n < 0 ? SIM_USB_NAK : n;
}

static void modem_reset(void *ctx, enum sim_remedy remedy)
{
	uint8_t resets = modem.n.resets;

	(void)ctx;
	(void)remedy;
	memset(&modem, 0, sizeof(modem));
	modem.n.resets = (uint8_t)(resets + 1);
}

static uint64_t modem_deadline(void *ctx)
{
	(void)ctx;
	return UINT64_MAX;
}

static void modem_expire(void *ctx, uint64_t now_ms)
{
	(void)ctx;
	(void)now_ms;
}

static const struct sim_usb_device device = {
	.descriptors = {descriptors, sizeof(descriptors)},
	.manufacturer = "Test",
	.product = "Modem",
	.serial = "1",
	.speed_mbit = 480,
	.control = modem_control,
	.out = modem_out,
	.in = modem_in,
	.reset = modem_reset,
	.deadline = modem_deadline,
	.expire = modem_expire,
};

/* --- the tests ---------------------------------------------------- */

#define NAME RIG_USB "1209:0003"

static void open_named(struct fixture *x, const char *name)
{
	assert_int_equal(port_open(name, &x->h.host, &x->port), 0);
	assert_true(host_until(&x->h, &x->h.ups, x->h.ups + 1));
}

static void counters(struct fixture *x, struct counters *n)
{
	size_t at = x->h.control_len;

	rig_send(x, "c");
	assert_true(host_until_control(&x->h, at + sizeof(*n)));
	memcpy(n, x->h.control + at, sizeof(*n));
}

static int follow(struct fixture *x, enum att_link_layer link,
		  enum att_aggregation a, uint32_t size)
{
	const struct att_data_format f = {
		.link = link,
		.up = a,
		.down = a,
		.up_max_size = size,
		.down_max_size = size,
	};
	int err = x->port->ops->data_format(x->port, &f);

	host_turn(&x->h, 50);
	return err;
}

static bool put(struct fixture *x, uint8_t session, uint32_t len)
{
	struct flow flow = {.id = session};
	uint8_t *p = x->port->ops->send_reserve(x->port, flow, len);

	if (!p)
		return false;
	memset(p, 0, len);
	p[0] = 0x45;
	att_put32(p + 4, x->sent++);
	x->port->ops->send_commit(x->port, flow, len);
	return true;
}

/* Send n datagrams, and have them all back. */
static void exchange(struct fixture *x, uint32_t n, uint32_t len)
{
	unsigned silence = 0;

	x->sent = x->expected = 0;
	while (x->expected < n && silence++ < 2000) {
		while (x->sent < n && put(x, 0, len))
			;
		x->port->ops->send_flush(x->port);
		host_turn(&x->h, 100);
	}
	assert_int_equal(x->expected, n);
	assert_int_equal(x->disorder, 0);
}

static void modem_is_told_that_somebody_is_there_and_answers(void **state)
{
	struct fixture *x = *state;
	struct counters n;

	open_named(x, NAME);
	assert_string_equal(x->h.info.speaks, "qmi");
	assert_int_equal(x->h.info.max_control, 4096);
	assert_int_equal(x->h.info.mtu, 0);
	assert_int_equal(x->h.info.data, PORT_DATAGRAMS);
	assert_int_equal(x->h.info.endpoint, ATT_ENDPOINT_USB);
	assert_int_equal(x->h.info.interface, INTERFACE);
	assert_true(x->h.info.links & 1u << ATT_LINK_RAW_IP);
	assert_true(x->h.info.links & 1u << ATT_LINK_ETHERNET);
	assert_true(x->h.info.aggregations & 1u << ATT_AGGREGATION_QMAP_V5);
	rig_ask(x, "q1", "q1");
	counters(x, &n);
	assert_int_equal(n.raised, n.lowered + 1);
	assert_int_equal(n.get, 4096);
	assert_int_equal(n.others, 0);
}

static void modem_is_told_when_nobody_is_there_any_more(void **state)
{
	struct fixture *x = *state;
	struct counters before, after;

	open_named(x, NAME);
	counters(x, &before);
	rig_stop(x);
	rig_begin(x);
	open_named(x, NAME);
	counters(x, &after);
	assert_int_equal(after.lowered, before.lowered + 1);
	assert_int_equal(after.raised, before.raised + 1);
}

static void no_data_passes_before_a_format_is_agreed_on(void **state)
{
	struct fixture *x = *state;

	open_named(x, NAME);
	assert_false(put(x, 0, 40));
	x->port->ops->send_flush(x->port);
	assert_int_equal(follow(x, ATT_LINK_UNKNOWN, ATT_AGGREGATION_NONE, 0),
			 ATT_E_VALUE);
	assert_false(put(x, 0, 40));
	rig_ask(x, "q", "q");
	assert_int_equal(x->h.datagrams, 0);
}

static void raw_ip_goes_round_and_full_packets_end_in_a_zlp(void **state)
{
	struct fixture *x = *state;
	struct counters before, n;

	open_named(x, NAME);
	assert_int_equal(follow(x, ATT_LINK_RAW_IP, ATT_AGGREGATION_NONE, 0),
			 0);
	counters(x, &before);
	exchange(x, 30, 100);
	exchange(x, 10, 1024);
	exchange(x, 100, 1500);
	counters(x, &n);
	assert_int_equal(n.zlps - before.zlps, 10);
	assert_int_equal(n.transfer, 1500);
	assert_false(put(x, 1, 40)); /* there is one session */
}

static void ethernet_frames_go_round(void **state)
{
	struct fixture *x = *state;
	struct counters n;

	open_named(x, NAME);
	assert_int_equal(follow(x, ATT_LINK_ETHERNET, ATT_AGGREGATION_NONE, 0),
			 0);
	exchange(x, 50, 700);
	counters(x, &n);
	assert_int_equal(n.transfer, 714);
}

static void many_datagrams_share_a_transfer_of_qmap(void **state)
{
	static const enum att_aggregation versions[] = {
		ATT_AGGREGATION_QMAP, ATT_AGGREGATION_QMAP_V5};
	struct fixture *x = *state;

	for (unsigned i = 0; i < 2; i++) {
		open_named(x, NAME);
		assert_int_equal(follow(x, ATT_LINK_RAW_IP, versions[i], 4096),
				 0);
		exchange(x, 1, 40);
		exchange(x, 1000, 100);
		exchange(x, 300, 1400);
		rig_stop(x);
		rig_begin(x);
	}
}

static void format_changes_while_transfers_are_under_way(void **state)
{
	struct fixture *x = *state;

	open_named(x, NAME);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(
			follow(x, ATT_LINK_RAW_IP, ATT_AGGREGATION_QMAP, 4096),
			0);
		exchange(x, 20, 300);
		assert_int_equal(
			follow(x, ATT_LINK_RAW_IP, ATT_AGGREGATION_NONE, 0), 0);
		exchange(x, 20, 300);
		rig_ask(x, "q", "q");
	}
	assert_int_equal(x->h.gones, 0);
}

static void same_format_again_disturbs_nothing(void **state)
{
	struct fixture *x = *state;

	open_named(x, NAME);
	assert_int_equal(follow(x, ATT_LINK_RAW_IP, ATT_AGGREGATION_QMAP, 4096),
			 0);
	x->h.logged[0] = '\0';
	assert_int_equal(follow(x, ATT_LINK_RAW_IP, ATT_AGGREGATION_QMAP, 4096),
			 0);
	assert_string_equal(x->h.logged, "");
	exchange(x, 20, 300);
}

/* There is no reset of the function alone. */
static void reset_resets_the_device(void **state)
{
	struct fixture *x = *state;
	struct counters before, n;

	open_named(x, NAME);
	assert_false(x->port->ops->vary(x->port));
	counters(x, &before);
	x->port->ops->reset(x->port, PORT_RESET);
	assert_true(host_until(&x->h, &x->h.ups, 2));
	assert_int_equal(x->h.gones, 1);
	counters(x, &n);
	assert_int_equal(n.resets, before.resets + 1);
	assert_int_equal(n.others, 0);
	assert_int_equal(follow(x, ATT_LINK_RAW_IP, ATT_AGGREGATION_NONE, 0),
			 0);
	exchange(x, 10, 100);
}

static void modem_that_comes_back_agrees_anew(void **state)
{
	struct fixture *x = *state;

	open_named(x, NAME);
	assert_int_equal(follow(x, ATT_LINK_RAW_IP, ATT_AGGREGATION_NONE, 0),
			 0);
	exchange(x, 10, 100);
	rig_unplug();
	assert_true(host_until(&x->h, &x->h.gones, 1));
	assert_int_equal(follow(x, ATT_LINK_RAW_IP, ATT_AGGREGATION_NONE, 0),
			 ATT_E_GONE);
	rig_plug();
	assert_true(host_until(&x->h, &x->h.ups, 2));
	assert_false(put(x, 0, 40));
	assert_int_equal(follow(x, ATT_LINK_RAW_IP, ATT_AGGREGATION_QMAP, 4096),
			 0);
	exchange(x, 10, 100);
}

static void protocol_can_be_asked_for(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(port_open("mbim:" NAME, &x->h.host, &x->port), 0);
	assert_true(host_until(&x->h, &x->h.n_waits, 1));
	assert_string_equal(x->h.waits,
			    "usb:1209:0003 is a modem that speaks QMI");
	assert_int_equal(x->h.ups, 0);
	rig_stop(x);
	rig_begin(x);
	open_named(x, "qmi:" RIG_ANY "auto");
	assert_string_equal(x->h.info.speaks, "qmi");
}

/* Its class is everybody's, and its maker is not known for modems. */
static void what_is_only_guessed_is_not_taken_unasked(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(port_open(RIG_ANY "auto", &x->h.host, &x->port), 0);
	assert_true(host_until(&x->h, &x->h.n_waits, 1));
	assert_string_equal(x->h.waits, "");
	assert_int_equal(x->h.ups, 0);
}

static int tests_inside(void)
{
	const struct CMUnitTest tests[] = {
		WAITING(modem_is_told_that_somebody_is_there_and_answers),
		WAITING(modem_is_told_when_nobody_is_there_any_more),
		WAITING(no_data_passes_before_a_format_is_agreed_on),
		WAITING(raw_ip_goes_round_and_full_packets_end_in_a_zlp),
		WAITING(ethernet_frames_go_round),
		WAITING(many_datagrams_share_a_transfer_of_qmap),
		WAITING(format_changes_while_transfers_are_under_way),
		WAITING(same_format_again_disturbs_nothing),
		WAITING(reset_resets_the_device),
		WAITING(modem_that_comes_back_agrees_anew),
		WAITING(protocol_can_be_asked_for),
		WAITING(what_is_only_guessed_is_not_taken_unasked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char *argv[])
{
	(void)argv;
	return rig_main(argc, &device, tests_inside);
}
