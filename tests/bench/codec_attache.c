/* attache's side of the codec benchmark. */
#include "tests/bench/codec.h"

#include "generated/cids.h"
#include "wire/mbim/msg.h"

#define BC (&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid)

static int encode_query(struct codec_bytes *m)
{
	int len = mbim_msg_encode_command(m->b, sizeof(m->b), 1, BC,
					  MBIM_CID_BASIC_CONNECT_DEVICE_CAPS, 0,
					  0);

	m->len = (size_t)len;
	return len < 0;
}

static int encode_connect(struct codec_bytes *m)
{
	const struct mbim_basic_connect_connect_set set = {
		.activation_command = MBIM_ACTIVATION_COMMAND_ACTIVATE,
		.access_string = att_str_utf8("internet.example"),
		.user_name = att_str_utf8("somebody"),
		.password = att_str_utf8("anything"),
		.auth_protocol = MBIM_AUTH_PROTOCOL_CHAP,
		.ip_type = MBIM_CONTEXT_IP_TYPE_IPV4V6,
		.context_type = mbim_context_type_internet,
	};
	int len = mbim_basic_connect_connect_set_encode(
		&set, m->b + MBIM_MSG_COMMAND_BODY,
		sizeof(m->b) - MBIM_MSG_COMMAND_BODY);

	if (len >= 0)
		len = mbim_msg_encode_command(m->b, sizeof(m->b), 2, BC,
					      MBIM_CID_BASIC_CONNECT_CONNECT, 1,
					      (size_t)len);
	m->len = (size_t)len;
	return len < 0;
}

#define DECODER(name, layout)                                                  \
	static int decode_##name(struct codec_bytes *m)                        \
	{                                                                      \
		struct mbim_basic_connect_##layout##_response r;               \
		struct mbim_msg msg;                                           \
                                                                               \
		if (mbim_msg_decode(att_bytes_of(m->b, m->len), &msg))         \
			return -1;                                             \
		return mbim_basic_connect_##layout##_response_decode(msg.body, \
								     &r);      \
	}

DECODER(device_caps, device_caps)
DECODER(subscriber, subscriber_ready_status)
DECODER(registration, register_state)
DECODER(connect, connect)
DECODER(ip_configuration, ip_configuration)

static int print(struct codec_bytes *m)
{
	static char text[8192];
	struct att_text t;

	att_text_init(&t, text, sizeof(text));
	return mbim_msg_print(att_bytes_of(m->b, m->len), MBIM_EX_1,
			      ATT_SHOW_ALL, &t);
}

static int nothing(struct codec_bytes *m)
{
	(void)m;
	return 0;
}

const struct codec_side codec_attache = {
	{encode_query, encode_connect, decode_device_caps, decode_subscriber,
	 decode_registration, decode_connect, decode_ip_configuration, print,
	 print, print, print, nothing}};

/* --- the messages ----------------------------------------------------------
 */

static int caps_body(uint8_t *buf, size_t cap)
{
	const struct mbim_basic_connect_device_caps_response m = {
		.device_type = MBIM_DEVICE_TYPE_EMBEDDED,
		.cellular_class = MBIM_CELLULAR_CLASS_GSM,
		.sim_class = MBIM_SIM_CLASS_REMOVABLE,
		.data_class = 0x8000003c,
		.max_sessions = 8,
		.custom_data_class = att_str_utf8("HSPA+"),
		.device_id = att_str_utf8("000000000000000"),
		.firmware_info = att_str_utf8("18500.5001.00.05.27.12"),
		.hardware_info = att_str_utf8("V1.0.4"),
	};

	return mbim_basic_connect_device_caps_response_encode(&m, buf, cap);
}

static int subscriber_body(uint8_t *buf, size_t cap)
{
	const struct att_str number = att_str_utf8("+10000000000");
	const struct mbim_basic_connect_subscriber_ready_status_response m = {
		.ready_state = MBIM_SUBSCRIBER_READY_STATE_INITIALIZED,
		.subscriber_id = att_str_utf8("001010000000000"),
		.sim_icc_id = att_str_utf8("8900000000000000000"),
		.telephone_numbers = att_array_of(&number, 1),
	};

	return mbim_basic_connect_subscriber_ready_status_response_encode(
		&m, buf, cap);
}

static int register_body(uint8_t *buf, size_t cap)
{
	const struct mbim_basic_connect_register_state_response m = {
		.register_state = MBIM_REGISTER_STATE_HOME,
		.register_mode = MBIM_REGISTER_MODE_AUTOMATIC,
		.available_data_classes = MBIM_DATA_CLASS_LTE,
		.provider_id = att_str_utf8("00101"),
		.provider_name = att_str_utf8("Test network"),
	};

	return mbim_basic_connect_register_state_response_encode(&m, buf, cap);
}

static int connect_body(uint8_t *buf, size_t cap)
{
	const struct mbim_basic_connect_connect_response m = {
		.activation_state = MBIM_ACTIVATION_STATE_ACTIVATED,
		.ip_type = MBIM_CONTEXT_IP_TYPE_IPV4,
		.context_type = mbim_context_type_internet,
	};

	return mbim_basic_connect_connect_response_encode(&m, buf, cap);
}

static int ip_body(uint8_t *buf, size_t cap)
{
	const struct mbim_ipv4_element e = {30, {{10, 0, 0, 2}}};
	const struct att_ipv4 gateway = {{10, 0, 0, 1}};
	const struct att_ipv4 dns[2] = {{{10, 0, 0, 1}}, {{10, 0, 0, 3}}};
	const struct mbim_basic_connect_ip_configuration_response m = {
		.ipv4_configuration_available = 15,
		.ipv4_address = att_array_of(&e, 1),
		.ipv4_gateway = &gateway,
		.ipv4_dns_server = att_array_of(dns, 2),
		.ipv4_mtu = 1500,
	};

	return mbim_basic_connect_ip_configuration_response_encode(&m, buf,
								   cap);
}

void codec_make(enum codec_op op, struct codec_bytes *out)
{
	static const struct {
		uint32_t cid;
		int (*body)(uint8_t *buf, size_t cap);
	} rows[CODEC_OPS] = {
		[CODEC_DECODE_DEVICE_CAPS] =
			{MBIM_CID_BASIC_CONNECT_DEVICE_CAPS, caps_body},
		[CODEC_DECODE_SUBSCRIBER] =
			{MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
			 subscriber_body},
		[CODEC_DECODE_REGISTER] =
			{MBIM_CID_BASIC_CONNECT_REGISTER_STATE, register_body},
		[CODEC_DECODE_CONNECT] = {MBIM_CID_BASIC_CONNECT_CONNECT,
					  connect_body},
		[CODEC_DECODE_IP_CONFIGURATION] =
			{MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION, ip_body},
		[CODEC_PRINT_DEVICE_CAPS] = {MBIM_CID_BASIC_CONNECT_DEVICE_CAPS,
					     caps_body},
		[CODEC_PRINT_SUBSCRIBER] =
			{MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
			 subscriber_body},
		[CODEC_PRINT_CONNECT] = {MBIM_CID_BASIC_CONNECT_CONNECT,
					 connect_body},
		[CODEC_PRINT_IP_CONFIGURATION] =
			{MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION, ip_body},
	};
	int body;

	if (!rows[op].body)
		return;
	body = rows[op].body(out->b + MBIM_MSG_COMMAND_BODY,
			     sizeof(out->b) - MBIM_MSG_COMMAND_BODY);
	out->len = (size_t)mbim_msg_encode_done(out->b, sizeof(out->b), 7, BC,
						rows[op].cid, 0, (size_t)body);
}
