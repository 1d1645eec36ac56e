/* libmbim-glib's side of the codec benchmark: what a program that uses the
 * library does for one message, allocations and frees included. */
#include "tests/bench/codec.h"

#include <string.h>

#include <libmbim-glib.h>

static int take(MbimMessage *msg, struct codec_bytes *m)
{
	const guint8 *raw;
	guint32 len;

	raw = mbim_message_get_raw(msg, &len, NULL);
	memcpy(m->b, raw, len);
	m->len = len;
	mbim_message_unref(msg);
	return 0;
}

static int encode_query(struct codec_bytes *m)
{
	MbimMessage *msg = mbim_message_device_caps_query_new(NULL);

	mbim_message_set_transaction_id(msg, 1);
	return take(msg, m);
}

static int encode_connect(struct codec_bytes *m)
{
	MbimMessage *msg = mbim_message_connect_set_new(
		0, MBIM_ACTIVATION_COMMAND_ACTIVATE, "internet.example",
		"somebody", "anything", MBIM_COMPRESSION_NONE,
		MBIM_AUTH_PROTOCOL_CHAP, MBIM_CONTEXT_IP_TYPE_IPV4V6,
		mbim_uuid_from_context_type(MBIM_CONTEXT_TYPE_INTERNET), NULL);

	mbim_message_set_transaction_id(msg, 2);
	return take(msg, m);
}

static MbimMessage *load(const struct codec_bytes *m)
{
	MbimMessage *msg = mbim_message_new(m->b, (guint32)m->len);

	if (mbim_message_validate(msg, NULL))
		return msg;
	mbim_message_unref(msg);
	return NULL;
}

static int decode_device_caps(struct codec_bytes *m)
{
	g_autofree gchar *custom = NULL, *id = NULL, *fw = NULL, *hw = NULL;
	g_autoptr(MbimMessage) msg = load(m);
	MbimCellularClass cellular;
	MbimDeviceType type;
	MbimVoiceClass voice;
	MbimDataClass data;
	MbimSimClass sim;
	MbimCtrlCaps ctrl;
	MbimSmsCaps sms;
	guint32 max;

	return msg && mbim_message_device_caps_response_parse(
			      msg, &type, &cellular, &voice, &sim, &data, &sms,
			      &ctrl, &max, &custom, &id, &fw, &hw, NULL)
		       ? 0
		       : -1;
}

static int decode_subscriber(struct codec_bytes *m)
{
	g_autofree gchar *id = NULL, *icc = NULL;
	g_autoptr(MbimMessage) msg = load(m);
	g_auto(GStrv) numbers = NULL;
	MbimSubscriberReadyState state;
	MbimReadyInfoFlag info;
	guint32 count;

	return msg && mbim_message_subscriber_ready_status_response_parse(
			      msg, &state, &id, &icc, &info, &count, &numbers,
			      NULL)
		       ? 0
		       : -1;
}

static int decode_register(struct codec_bytes *m)
{
	g_autofree gchar *id = NULL, *name = NULL, *text = NULL;
	g_autoptr(MbimMessage) msg = load(m);
	MbimCellularClass cellular;
	MbimRegistrationFlag flag;
	MbimRegisterState state;
	MbimRegisterMode mode;
	MbimDataClass data;
	MbimNwError error;

	return msg && mbim_message_register_state_response_parse(
			      msg, &error, &state, &mode, &data, &cellular, &id,
			      &name, &text, &flag, NULL)
		       ? 0
		       : -1;
}

static int decode_connect(struct codec_bytes *m)
{
	g_autoptr(MbimMessage) msg = load(m);
	const MbimUuid *context;
	MbimActivationState state;
	MbimVoiceCallState voice;
	MbimContextIpType ip;
	guint32 session, error;

	return msg && mbim_message_connect_response_parse(msg, &session, &state,
							  &voice, &ip, &context,
							  &error, NULL)
		       ? 0
		       : -1;
}

static int decode_ip(struct codec_bytes *m)
{
	g_autoptr(MbimIPv4ElementArray) a4 = NULL;
	g_autoptr(MbimIPv6ElementArray) a6 = NULL;
	MbimIPConfigurationAvailableFlag f4, f6;
	g_autoptr(MbimMessage) msg = load(m);
	g_autofree MbimIPv4 *dns4 = NULL;
	g_autofree MbimIPv6 *dns6 = NULL;
	guint32 session, n4, n6, nd4, nd6, mtu4, mtu6;
	const MbimIPv4 *gw4;
	const MbimIPv6 *gw6;

	return msg && mbim_message_ip_configuration_response_parse(
			      msg, &session, &f4, &f6, &n4, &a4, &n6, &a6, &gw4,
			      &gw6, &nd4, &dns4, &nd6, &dns6, &mtu4, &mtu6,
			      NULL)
		       ? 0
		       : -1;
}

static int print(struct codec_bytes *m)
{
	g_autoptr(MbimMessage) msg = load(m);
	g_autofree gchar *text = NULL;

	if (msg)
		text = mbim_message_get_printable(msg, "", FALSE);
	return text ? 0 : -1;
}

static int nothing(struct codec_bytes *m)
{
	(void)m;
	return 0;
}

const struct codec_side codec_libmbim = {
	{encode_query, encode_connect, decode_device_caps, decode_subscriber,
	 decode_register, decode_connect, decode_ip, print, print, print, print,
	 nothing}};
