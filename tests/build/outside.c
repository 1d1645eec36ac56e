/* A program that is not attache, in C and in C++: it decodes an answer of MBIM
 * and one of QMI, and encodes a command and a request. */
#include <attache_mbim.h>
#include <stdio.h>
#include <string.h>

/* What a modem said of its radio: hardware on, software off. */
static const uint8_t radio[] = {
	0x03, 0x00, 0x00, 0x80, 0x38, 0x00, 0x00, 0x00, 0x07, 0x00, 0x00, 0x00,
	0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xa2, 0x89, 0xcc, 0x33,
	0xbc, 0xbb, 0x8b, 0x4f, 0xb6, 0xb0, 0x13, 0x3e, 0xc2, 0xaa, 0xe6, 0xdf,
	0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00,
	0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};

/* dms.get_operating_mode: success, low power. */
static const uint8_t mode[] = {0x01, 0x1a, 0x00, 0x80, 0x02, 0x01, 0x02,
			       0x05, 0x00, 0x2d, 0x00, 0x0e, 0x00, 0x02,
			       0x04, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
			       0x04, 0x00, 0x01, 0x00, 0x00, 0x00};

static int decode_mbim(void)
{
	struct mbim_basic_connect_radio_state_response r;
	struct mbim_msg m;

	return mbim_msg_decode(att_bytes_of(radio, sizeof(radio)), &m) == 0 &&
	       m.transaction == 7 && m.code == MBIM_STATUS_NONE &&
	       mbim_basic_connect_radio_state_response_decode(m.body, &r) ==
		       0 &&
	       r.hw_radio_state == MBIM_RADIO_SWITCH_STATE_ON &&
	       r.sw_radio_state == MBIM_RADIO_SWITCH_STATE_OFF;
}

static int encode_mbim(void)
{
	static const char want[] = "command 1 basic_connect.radio_state set\n"
				   "  radio_state: on\n";
	const struct mbim_service *s = mbim_service_named("basic_connect", 13);
	const struct mbim_cid *c = mbim_cid_named(s, "radio_state", 11);
	struct mbim_basic_connect_radio_state_set set;
	size_t head = mbim_msg_header_len(MBIM_MSG_COMMAND);
	struct att_text t;
	uint8_t buf[128];
	char text[256];
	int n;

	set.radio_state = MBIM_RADIO_SWITCH_STATE_ON;
	n = mbim_basic_connect_radio_state_set_encode(&set, buf + head,
						      sizeof(buf) - head);
	n = mbim_msg_encode_command(buf, sizeof(buf), 1, &s->uuid, c->number, 1,
				    (size_t)n);
	att_text_init(&t, text, sizeof(text));
	if (n < 0 || mbim_msg_print(att_bytes_of(buf, (size_t)n), MBIM_EX_1,
				    ATT_SHOW_MASKED, &t) != 0)
		return 0;
	printf("%s", text);
	return strcmp(text, want) == 0;
}

static int decode_qmi(void)
{
	struct qmi_dms_get_operating_mode_resp r;
	struct qmi_message m;

	return qmi_decode(att_bytes_of(mode, sizeof(mode)), &m) == 0 &&
	       m.head.kind == QMI_RESPONSE && m.head.transaction == 5 &&
	       qmi_dms_get_operating_mode_resp_decode(m.tlvs, &r) == 0 &&
	       r.has.mode && r.mode == QMI_DMS_OPERATING_MODE_LOW_POWER;
}

static int encode_qmi(void)
{
	struct qmi_dms_set_operating_mode_req r;
	struct qmi_head h;
	uint8_t buf[64];
	int n;

	memset(&r, 0, sizeof(r));
	memset(&h, 0, sizeof(h));
	r.has.mode = true;
	r.mode = QMI_DMS_OPERATING_MODE_ONLINE;
	h.service = 2; /* dms */
	h.client = 1;
	h.message = 0x2e;
	n = qmi_dms_set_operating_mode_req_encode(
		&r, buf + qmi_head_len(h.service), 32);
	return n == 4 && qmi_head_put(&h, (size_t)n, buf) == 17 &&
	       buf[16] == 0 && buf[13] == 1;
}

int main(void)
{
	int bad = 0;

	if (!decode_mbim())
		bad = puts("decode_mbim");
	if (!encode_mbim())
		bad = puts("encode_mbim");
	if (!decode_qmi())
		bad = puts("decode_qmi");
	if (!encode_qmi())
		bad = puts("encode_qmi");
	return bad != 0;
}
