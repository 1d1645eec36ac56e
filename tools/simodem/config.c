/* What a simulated modem is unless somebody asks for something else. */
#include "tools/simodem/config.h"

#include <string.h>

#include "wire/table.h"

const char *const sim_failure_names[SIM_FAILURE_KINDS] = {
	[SIM_FAILURE_MUTE] = "mute",
	[SIM_FAILURE_DEAF] = "deaf",
	[SIM_FAILURE_NO_DATA] = "no_data",
	[SIM_FAILURE_SESSIONS] = "sessions_refused",
	[SIM_FAILURE_ATTACH] = "attach_refused",
	[SIM_FAILURE_NETWORK] = "no_network",
	[SIM_FAILURE_CARD] = "sim_hangs",
	[SIM_FAILURE_SMS] = "sms_refused",
};

const char *const sim_remedy_names[SIM_REMEDIES] = {
	[SIM_REMEDY_NONE] = "nothing",
	[SIM_REMEDY_SESSION] = "session",
	[SIM_REMEDY_RADIO] = "radio",
	[SIM_REMEDY_REOPEN] = "reopen",
	[SIM_REMEDY_FUNCTION] = "function",
	[SIM_REMEDY_RESET] = "reset",
	[SIM_REMEDY_REENUMERATE] = "reenumerate",
	[SIM_REMEDY_POWER] = "power",
};

void sim_copy(char *to, size_t cap, const char *from)
{
	size_t n = 0;

	while (n + 1 < cap && from[n] != '\0')
		n++;
	memcpy(to, from, n);
	to[n] = '\0';
}

const char *sim_behind(const char *text, const char *word)
{
	while (*word != '\0' && *text == *word) {
		text++;
		word++;
	}
	return *word == '\0' && *text == ' ' ? text + 1 : NULL;
}

static const struct sim_ussd_answer ussd[] = {
	{.code = "*100#", .says = "Balance: 10.00"},
	{.code = "*101#",
	 .says = "1: balance, 2: end",
	 .result = SIM_USSD_ASKS},
	{.after = "*101#", .code = "1", .says = "Balance: 10.00"},
};

static const struct sim_usb_layout usual = {
	.data_interface = 1,
	.data_alt = 1,
	.ep_notify = 0x81,
	.ep_in = 0x82,
	.ep_out = 0x02,
	.ep_at_in = 0x84,
	.ep_at_out = 0x04,
	.notify_interval = 5,
	.notify_packet = 64,
	/* As most modems; VERSION agrees on more. */
	.ex_version = 0x0100,
	.filters = 32,
	.filter_size = 192,
	/* CRC mode, maximum datagram size, 8-byte
	 * SET_NTB_INPUT_SIZE */
	.capabilities = 0x38,
	.max_segment = 2048,
	.mtu = 1500,
	.in = {.max = 32768, .divisor = 4, .alignment = 4},
	.out = {.max = 16384, .divisor = 4, .alignment = 4},
	.out_datagrams = 32,
};

static const struct sim_usim usim = {.spn = "Simulated", .name = "Simulated"};

/* Identities are test values: MCC 001, MNC 01 is no real network. */
void sim_config_default(struct sim_config *c)
{
	*c = (struct sim_config){
		.manufacturer = "attache",
		.model = "simodem",
		.firmware = "SIM.1.0",
		.vendor = 0x1209, /* pid.codes, where 0001 is for tests */
		.product = 0x0001,
		.max_control = 4096,
		.ex_version = 0x0300,
		.max_sessions = 4,
		.max_outstanding = 16,
		.ntb32 = false,
		.auto_attach = true,
		.sim_inserted = true,
		.imei = "000000000000000",
		.imsi = "001010000000000",
		.iccid = "8900000000000000000",
		.number = "+10000000000",
		.puk = "00000000",
		.stored = {.centre = "+10000000099",
			   .places = 10,
			   .contacts = 50,
			   .name_len = 18,
			   .number_len = 20},
		.pin_attempts = 3,
		.puk_attempts = 10,
		.slots = 1,
		.usim = usim,
		.other_card = {.imsi = "001020000000000",
			       .iccid = "8900000000000000001",
			       .usim = usim},
		.operator_ = {.id = "00101", .name = "Simulated"},
		.n_others = 1,
		.other = {{.id = "00102",
			   .name = "Forbidden",
			   .forbidden = true}},
		.clock = {.year = 2026, .month = 1, .day = 1},
		.ussd_wait_ms = 60000,
		.ipv4_mtu = 1500,
		.ipv4_prefix = 30,
		.speed_mbit = 480,
		.configuration = 1,
		.qmi = {.clients = 20,
			.links = 1u << 1 | 1u << 2,
			.link = 1,
			.aggregations = 1u << 0 | 1u << 5,
			.down_size = 16384,
			.down_datagrams = 32,
			.up_size = 8192,
			.up_datagrams = 16},
		.usb = usual,
	};
	c->n_ussd = sizeof(ussd) / sizeof(ussd[0]);
	memcpy(c->ussd, ussd, sizeof(ussd));
}
