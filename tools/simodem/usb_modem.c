/* The simulated modem as a USB device: control requests, the interrupt
 * endpoint, altsettings and time. MBIM 1.0 section 8, NCM 1.0 section 6.2; QMI
 * has the encapsulated commands of CDC, and DTR. */
#include "tools/simodem/usb_modem.h"

#include <stdlib.h>

struct setup {
	uint8_t type, request;
	uint16_t value, index, length;
};

#define NTB_INPUT_SHORT	 4u
#define NTB_INPUT_LONG	 8u
#define CAN_INPUT_SIZE_8 0x20u /* bmNetworkCapabilities */

/* --- standard requests ---------------------------------------------------- */

static bool in_mbim(const struct sim_usb_modem *u)
{
	return u->configuration == u->config.configuration;
}

/* Also the altsetting, where another one is NCM's. */
static bool in_function(const struct sim_usb_modem *u)
{
	return in_mbim(u) && u->control_alt == u->config.usb.control_alt;
}

static int set_configuration(struct sim_usb_modem *u, const struct setup *s,
			     uint8_t *data)
{
	(void)data;
	if (s->value > u->config.configuration)
		return SIM_USB_STALL;
	u->configuration = (uint8_t)s->value;
	u->control_alt = u->data_alt = 0;
	u->notified = 0;
	*sim_modem_halted(u->modem) = 0;
	sim_usb_data_reset(u);
	sim_modem_reset(u->modem, u->now(u->now_ctx));
	return 0;
}

static int get_configuration(struct sim_usb_modem *u, const struct setup *s,
			     uint8_t *data)
{
	if (s->length < 1)
		return 0;
	data[0] = u->configuration;
	return 1;
}

/* Altsetting 0 of the data interface brings NCM's parameters back to their
 * defaults (NCM 1.0 7.2). */
static int set_interface(struct sim_usb_modem *u, const struct setup *s,
			 uint8_t *data)
{
	const struct sim_usb_layout *l = &u->config.usb;

	(void)data;
	if (!in_mbim(u))
		return SIM_USB_STALL;
	if (s->index == l->control_interface && s->value <= l->control_alt) {
		u->control_alt = (uint8_t)s->value;
		return 0;
	}
	if (s->index != l->data_interface || s->value > l->data_alt)
		return SIM_USB_STALL;
	u->data_alt = (uint8_t)s->value;
	*sim_modem_halted(u->modem) &= SIM_ENDPOINT_NOTIFY;
	if (s->value == 0)
		sim_usb_data_reset(u);
	return 0;
}

static int get_interface(struct sim_usb_modem *u, const struct setup *s,
			 uint8_t *data)
{
	const struct sim_usb_layout *l = &u->config.usb;

	if (!in_mbim(u) ||
	    (s->index != l->control_interface && s->index != l->data_interface))
		return SIM_USB_STALL;
	if (s->length < 1)
		return 0;
	data[0] = s->index == l->data_interface ? u->data_alt : u->control_alt;
	return 1;
}

static uint8_t endpoint_at(const struct sim_usb_modem *u, unsigned address)
{
	const struct sim_usb_layout *l = &u->config.usb;

	return address == l->ep_in	 ? SIM_ENDPOINT_IN
	       : address == l->ep_out	 ? SIM_ENDPOINT_OUT
	       : address == l->ep_notify ? SIM_ENDPOINT_NOTIFY
					 : 0;
}

static bool is_halted(const struct sim_usb_modem *u, unsigned address)
{
	return (*sim_modem_halted(u->modem) & endpoint_at(u, address)) != 0;
}

/* ENDPOINT_HALT; of a device and an interface there is nothing to clear. */
static int clear_feature(struct sim_usb_modem *u, const struct setup *s,
			 uint8_t *data)
{
	(void)data;
	if ((s->type & 0x1f) == 2 && s->value == 0)
		*sim_modem_halted(u->modem) &=
			(uint8_t)~endpoint_at(u, s->index);
	return 0;
}

static int get_status(struct sim_usb_modem *u, const struct setup *s,
		      uint8_t *data)
{
	bool halted = (s->type & 0x1f) == 2 && is_halted(u, s->index);
	const uint8_t status[2] = {halted, 0};
	int len = s->length < 2 ? s->length : 2;

	memcpy(data, status, (size_t)len);
	return len;
}

/* --- encapsulated commands --------------------------------------------------
 */

static int send_encapsulated(struct sim_usb_modem *u, const struct setup *s,
			     uint8_t *data)
{
	if (s->length > u->config.max_control || s->length == 0)
		return SIM_USB_STALL;
	if (!sim_modem_input(u->modem, att_bytes_of(data, s->length),
			     u->now(u->now_ctx)))
		return SIM_USB_STALL;
	return sim_modem_listens(u->modem) ? s->length : SIM_USB_NAK;
}

/* Zero bytes: there is no response at this time. */
static int get_encapsulated(struct sim_usb_modem *u, const struct setup *s,
			    uint8_t *data)
{
	uint64_t now_ms = u->now(u->now_ctx);
	uint32_t before = sim_modem_responses(u->modem, now_ms), told;
	size_t len;

	if (sim_modem_stalls(u->modem, now_ms))
		return SIM_USB_STALL;
	len = sim_modem_output(u->modem, data, s->length, now_ms);
	told = before - sim_modem_responses(u->modem, now_ms);
	u->notified -= told < u->notified ? told : u->notified;
	return (int)len;
}

static int reset_function(struct sim_usb_modem *u, const struct setup *s,
			  uint8_t *data)
{
	(void)s;
	(void)data;
	u->notified = 0;
	sim_usb_data_reset(u);
	sim_modem_reset(u->modem, u->now(u->now_ctx));
	return 0;
}

/* CDC PSTN 1.2 6.3.12: bit 0 is DTR. */
static int set_control_line_state(struct sim_usb_modem *u,
				  const struct setup *s, uint8_t *data)
{
	(void)data;
	sim_modem_dtr(u->modem, (s->value & 1) != 0);
	return 0;
}

/* --- NTB parameters
 * ----------------------------------------------------------- */

static int reply(uint8_t *data, const struct setup *s, const uint8_t *bytes,
		 size_t len)
{
	size_t n = s->length < len ? s->length : len;

	memcpy(data, bytes, n);
	return (int)n;
}

static void put_ntb(uint8_t *p, const struct sim_ntb *n)
{
	att_put32(p, n->max);
	att_put16(p + 4, n->divisor);
	att_put16(p + 6, n->remainder);
	att_put16(p + 8, n->alignment);
}

static int get_ntb_parameters(struct sim_usb_modem *u, const struct setup *s,
			      uint8_t *data)
{
	const struct sim_usb_layout *l = &u->config.usb;
	uint8_t p[28] = {0};

	att_put16(p, sizeof(p));
	att_put16(p + 2, u->config.ntb32 ? 3 : 1);
	put_ntb(p + 4, &l->in);
	put_ntb(p + 16, &l->out);
	att_put16(p + 26, l->out_datagrams);
	return reply(data, s, p, sizeof(p));
}

static int get_ntb_format(struct sim_usb_modem *u, const struct setup *s,
			  uint8_t *data)
{
	uint8_t p[2] = {u->ntb32 ? 1 : 0, 0};

	return reply(data, s, p, sizeof(p));
}

static int set_ntb_format(struct sim_usb_modem *u, const struct setup *s,
			  uint8_t *data)
{
	(void)data;
	if (u->data_alt != 0 || s->value > (u->config.ntb32 ? 1 : 0))
		return SIM_USB_STALL;
	u->ntb32 = s->value == 1;
	return 0;
}

static int get_ntb_input_size(struct sim_usb_modem *u, const struct setup *s,
			      uint8_t *data)
{
	uint8_t p[NTB_INPUT_LONG] = {0};

	att_put32(p, u->in_size);
	att_put16(p + 4, u->in_datagrams);
	return reply(data, s, p, sizeof(p));
}

static int set_ntb_input_size(struct sim_usb_modem *u, const struct setup *s,
			      uint8_t *data)
{
	bool wide = (u->config.usb.capabilities & CAN_INPUT_SIZE_8) != 0;
	bool only_wide = (u->config.quirks & SIM_QUIRK_NTB_INPUT_8) != 0;
	uint32_t size;

	if ((s->length != NTB_INPUT_SHORT || only_wide) &&
	    (s->length != NTB_INPUT_LONG || !wide))
		return SIM_USB_STALL;
	size = att_get32(data);
	if (size < SIM_NTB_IN_MIN || size > u->config.usb.in.max)
		return SIM_USB_STALL;
	u->in_size = size;
	u->in_datagrams = s->length == NTB_INPUT_LONG ? att_get16(data + 4) : 0;
	sim_modem_ntb_input(u->modem);
	return s->length;
}

static int get_max_datagram(struct sim_usb_modem *u, const struct setup *s,
			    uint8_t *data)
{
	uint8_t p[2];

	att_put16(p, u->max_datagram);
	return reply(data, s, p, sizeof(p));
}

static int set_max_datagram(struct sim_usb_modem *u, const struct setup *s,
			    uint8_t *data)
{
	if (s->length != 2 || att_get16(data) > u->config.usb.max_segment)
		return SIM_USB_STALL;
	u->max_datagram = att_get16(data);
	return 2;
}

/* MBIM has no CRC (MBIM 1.0 8.2): it may only be turned off. */
static int set_crc_mode(struct sim_usb_modem *u, const struct setup *s,
			uint8_t *data)
{
	(void)u;
	(void)data;
	return s->value == 0 ? 0 : SIM_USB_STALL;
}

/* Which functions have a request. */
enum { MBIM = 1, QMI = 2, BOTH = MBIM | QMI };

static const struct {
	uint8_t type, request, functions;
	int (*fn)(struct sim_usb_modem *u, const struct setup *s,
		  uint8_t *data);
} requests[] = {
	{0x00, 0x09, BOTH, set_configuration},
	{0x80, 0x08, BOTH, get_configuration},
	{0x01, 0x0b, BOTH, set_interface},
	{0x81, 0x0a, BOTH, get_interface},
	{0x00, 0x01, BOTH, clear_feature},
	{0x01, 0x01, BOTH, clear_feature},
	{0x02, 0x01, BOTH, clear_feature},
	{0x80, 0x00, BOTH, get_status},
	{0x81, 0x00, BOTH, get_status},
	{0x82, 0x00, BOTH, get_status},
	{0x21, 0x00, BOTH, send_encapsulated},
	{0xa1, 0x01, BOTH, get_encapsulated},
	{0x21, 0x22, QMI, set_control_line_state},
	{0x21, 0x05, MBIM, reset_function},
	{0xa1, 0x80, MBIM, get_ntb_parameters},
	{0xa1, 0x83, MBIM, get_ntb_format},
	{0x21, 0x84, MBIM, set_ntb_format},
	{0xa1, 0x85, MBIM, get_ntb_input_size},
	{0x21, 0x86, MBIM, set_ntb_input_size},
	{0xa1, 0x87, MBIM, get_max_datagram},
	{0x21, 0x88, MBIM, set_max_datagram},
	{0x21, 0x8a, MBIM, set_crc_mode},
};

static bool is_at(const struct sim_usb_modem *u, uint16_t interface)
{
	return interface > 0 && interface == u->config.usb.at_interface &&
	       in_mbim(u);
}

/* Of the port for AT commands, which has no other request. */
static int control_at(struct sim_usb_modem *u, const struct setup *s)
{
	if (s->type != 0x21 || s->request != 0x22)
		return SIM_USB_STALL;
	sim_usb_at_dtr(u, (s->value & 1) != 0);
	return 0;
}

/* Class requests go to the control interface of MBIM's configuration. */
static bool addressed(const struct sim_usb_modem *u, const struct setup *s)
{
	bool class_request = (s->type & 0x60) == 0x20;

	return !class_request ||
	       (in_function(u) && s->index == u->config.usb.control_interface);
}

static int control(void *ctx, const uint8_t *setup, uint8_t *data)
{
	uint8_t none[1];
	struct sim_usb_modem *u = ctx;
	unsigned function = u->config.speaks_qmi ? QMI : MBIM;
	struct setup s = {
		.type = setup[0],
		.request = setup[1],
		.value = att_get16(setup + 2),
		.index = att_get16(setup + 4),
		.length = att_get16(setup + 6),
	};

	if ((s.type & 0x7f) == 0x21 && is_at(u, s.index))
		return control_at(u, &s);
	if (!addressed(u, &s) || (data == NULL && s.length > 0))
		return SIM_USB_STALL;
	if (data == NULL)
		data = none;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (requests[i].type == s.type &&
		    requests[i].request == s.request &&
		    (requests[i].functions & function) != 0)
			return requests[i].fn(u, &s, data);
	return SIM_USB_STALL;
}

/* --- endpoints
 * ---------------------------------------------------------------- */

static int notify(struct sim_usb_modem *u, uint8_t *data, size_t cap)
{
	const uint8_t response_available[8] = {
		0xa1, 0x01, 0, 0, u->config.usb.control_interface, 0, 0, 0};

	if (!in_mbim(u))
		return SIM_USB_STALL;
	if (!in_function(u))
		return SIM_USB_NAK;
	if (cap < sizeof(response_available) ||
	    sim_modem_responses(u->modem, u->now(u->now_ctx)) <= u->notified)
		return SIM_USB_NAK;
	u->notified++;
	memcpy(data, response_available, sizeof(response_available));
	return sizeof(response_available);
}

static bool has_data(const struct sim_usb_modem *u)
{
	return in_function(u) &&
	       (u->config.speaks_qmi || u->data_alt == u->config.usb.data_alt);
}

static int out(void *ctx, uint8_t ep, const uint8_t *data, size_t len, bool zlp)
{
	struct sim_usb_modem *u = ctx;

	if (is_halted(u, ep))
		return SIM_USB_STALL;
	if (ep == u->config.usb.ep_at_out &&
	    is_at(u, u->config.usb.at_interface))
		return sim_usb_at_out(u, data, len);
	if (ep != u->config.usb.ep_out || !has_data(u))
		return SIM_USB_STALL;
	return u->config.speaks_qmi ? sim_usb_qmi_out(u, data, len, zlp)
				    : sim_usb_data_out(u, data, len, zlp);
}

static int in(void *ctx, uint8_t ep, uint8_t *data, size_t cap)
{
	struct sim_usb_modem *u = ctx;
	int len;

	if (is_halted(u, ep))
		return SIM_USB_STALL;
	if (ep == u->config.usb.ep_notify)
		return notify(u, data, cap);
	if (ep == u->config.usb.ep_at_in &&
	    is_at(u, u->config.usb.at_interface))
		return sim_usb_at_in(u, data, cap);
	if (ep != u->config.usb.ep_in || !has_data(u))
		return SIM_USB_STALL;
	len = u->config.speaks_qmi ? sim_usb_qmi_in(u, data, cap)
				   : sim_usb_data_in(u, data, cap);
	if (len <= 0)
		return len;
	return (int)sim_fuzz_next(sim_modem_fuzz(u->modem), SIM_FUZZ_DATA, data,
				  (size_t)len, cap, NULL);
}

/* A response that was announced and not fetched is announced once more by most
 * modems that speak QMI. Others, and those that speak MBIM, are one answer
 * behind from then on, which a host has to notice. */
static void listens(void *ctx, uint8_t ep)
{
	struct sim_usb_modem *u = ctx;

	if (ep == u->config.usb.ep_notify && u->config.speaks_qmi &&
	    (u->config.quirks & SIM_QUIRK_TOLD_ONCE) == 0)
		u->notified = 0;
}

/* --- life -------------------------------------------------------------------
 */

/* The first configuration is selected, as every host does at once. */
static void power_up(struct sim_usb_modem *u)
{
	sim_modem_dtr(u->modem, false);
	sim_usb_at_reset(u);
	u->configuration = 1;
	u->control_alt = u->data_alt = 0;
	u->notified = 0;
	*sim_modem_halted(u->modem) = 0;
	sim_usb_data_reset(u);
}

static void reset(void *ctx, enum sim_remedy remedy)
{
	struct sim_usb_modem *u = ctx;

	power_up(u);
	sim_modem_power_up(u->modem, remedy, u->now(u->now_ctx));
}

static uint64_t deadline(void *ctx)
{
	struct sim_usb_modem *u = ctx;
	uint64_t at = sim_modem_deadline(u->modem), host;
	uint64_t data = sim_usb_data_deadline(u);

	at = data < at ? data : at;
	if (u->host == NULL)
		return at;
	host = sim_host_deadline(u->host);
	return host < at ? host : at;
}

static void expire(void *ctx, uint64_t now_ms)
{
	struct sim_usb_modem *u = ctx;

	sim_modem_expire(u->modem, now_ms);
	sim_usb_data_expire(u, now_ms);
	if (u->host != NULL)
		sim_host_expire(u->host, now_ms);
}

static void from_host(void *ctx, uint8_t session, struct att_bytes datagram)
{
	sim_usb_modem_data(ctx, session, datagram);
}

struct sim_usb_modem *sim_usb_modem_new(const struct sim_config *c,
					sim_now *now, void *now_ctx,
					sim_host_send *far, void *far_ctx)
{
	struct sim_usb_modem *u = calloc(1, sizeof(*u));

	if (u == NULL)
		abort();
	u->config = *c;
	if (c->speaks_qmi) /* one interface has all */
		u->config.usb.data_interface = c->usb.control_interface;
	u->now = now;
	u->now_ctx = now_ctx;
	u->far = far;
	u->far_ctx = far_ctx;
	u->packet_size = sim_usb_bulk_packet(c);
	u->uplink.rate = c->rate_up;
	u->downlink.rate = c->rate_down;
	u->modem = sim_modem_new(c, now(now_ctx));
	if (far == NULL) {
		u->host = sim_host_new(from_host, u, c->ipv4_mtu);
		sim_host_dhcp(u->host, c->dhcp_lease_s);
	}
	u->device = (struct sim_usb_device){
		.ctx = u,
		.manufacturer = u->config.manufacturer,
		.product = u->config.model,
		.serial = u->config.imei,
		.speed_mbit = c->speed_mbit,
		.control = control,
		.out = out,
		.in = in,
		.listens = listens,
		.reset = reset,
		.deadline = deadline,
		.expire = expire,
	};
	u->device.descriptors = att_bytes_of(
		u->descriptors,
		sim_usb_descriptors(c, u->descriptors, sizeof(u->descriptors)));
	power_up(u);
	return u;
}

void sim_usb_modem_free(struct sim_usb_modem *u)
{
	if (u == NULL)
		return;
	if (u->host != NULL)
		sim_host_free(u->host);
	sim_modem_free(u->modem);
	free(u);
}

void sim_usb_modem_on_far(struct sim_usb_modem *u, void (*flush)(void *ctx),
			  void (*writable)(void *ctx))
{
	u->far_flush = flush;
	u->far_writable = writable;
}

const struct sim_usb_device *sim_usb_modem_device(struct sim_usb_modem *u)
{
	return &u->device;
}

struct sim_modem *sim_usb_modem_modem(struct sim_usb_modem *u)
{
	return u->modem;
}
