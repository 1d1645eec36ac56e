/* QMUX frames, QMI messages, and what the best known of them are called. */
#include "wire/qmi/qmi.h"

#include "base/errors.h"

#define FRAME_MARK   0x01u
#define FRAME_HEADER 6u
#define CTL_HEADER   6u /* flags, transaction (8 bits), message, length */
#define HEADER	     7u /* ... with 16 bits of transaction */
#define TLV_HEADER   3u
#define TLV_RESULT   2u /* of every response */
#define TLV_CLIENT   1u /* of the two messages about clients */
#define ALLOCATE_CID 0x0022u
#define RELEASE_CID  0x0023u

static const struct {
	uint8_t number;
	const char *name;
} services[] = {
	{0x00, "ctl"},	{0x01, "wds"},	 {0x02, "dms"},	 {0x03, "nas"},
	{0x04, "qos"},	{0x05, "wms"},	 {0x06, "pds"},	 {0x07, "auth"},
	{0x08, "at"},	{0x09, "voice"}, {0x0a, "cat2"}, {0x0b, "uim"},
	{0x0c, "pbm"},	{0x0e, "rmtfs"}, {0x10, "loc"},	 {0x11, "sar"},
	{0x12, "ims"},	{0x16, "time"},	 {0x17, "ts"},	 {0x18, "tmd"},
	{0x1a, "wda"},	{0x1e, "qcmap"}, {0x1f, "imsp"}, {0x21, "imsa"},
	{0x22, "coex"}, {0x24, "pdc"},	 {0x2a, "dsd"},	 {0x2b, "ssctl"},
	{0x2f, "dpm"},	{0xe0, "cat"},	 {0xe1, "rms"},	 {0xe2, "oma"},
	{0xe3, "fox"},
};

static const struct {
	uint8_t service;
	uint16_t message;
	const char *name;
} messages[] = {
	{0x00, 0x0020, "set_instance_id"},
	{0x00, 0x0021, "get_version_info"},
	{0x00, ALLOCATE_CID, "allocate_cid"},
	{0x00, RELEASE_CID, "release_cid"},
	{0x00, 0x0026, "set_data_format"},
	{0x00, 0x0027, "sync"},
	{0x01, 0x0020, "start_network"},
	{0x01, 0x0021, "stop_network"},
	{0x01, 0x0022, "get_packet_service_status"},
	{0x02, 0x0020, "get_capabilities"},
	{0x02, 0x0023, "get_revision"},
	{0x02, 0x0025, "get_ids"},
	{0x02, 0x002d, "get_operating_mode"},
	{0x02, 0x002e, "set_operating_mode"},
	{0x02, 0x555b, "get_usb_composition"},
	{0x02, 0x555c, "set_usb_composition"},
	{0x02, 0x555f, "set_fcc_authentication"},
	{0x03, 0x0020, "get_signal_strength"},
	{0x03, 0x0024, "get_serving_system"},
	{0x03, 0x004d, "get_system_info"},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const char *mbim_qmi_service_name(uint8_t service)
{
	for (size_t i = 0; i < COUNT(services); i++)
		if (services[i].number == service)
			return services[i].name;
	return NULL;
}

const char *mbim_qmi_message_name(uint8_t service, uint16_t message)
{
	for (size_t i = 0; i < COUNT(messages); i++)
		if (messages[i].service == service &&
		    messages[i].message == message)
			return messages[i].name;
	return NULL;
}

const char *mbim_qmi_kind_name(enum mbim_qmi_kind kind)
{
	switch (kind) {
	case MBIM_QMI_REQUEST:
		return "request";
	case MBIM_QMI_RESPONSE:
		return "response";
	case MBIM_QMI_INDICATION:
		return "indication";
	}
	return "";
}

bool mbim_qmi_next_tlv(struct att_bytes *list, struct mbim_qmi_tlv *out)
{
	size_t step;

	if (list->len < TLV_HEADER ||
	    !att_bytes_sub(*list, TLV_HEADER, att_get16(list->p + 1),
			   &out->value))
		return false;
	out->type = list->p[0];
	step = TLV_HEADER + out->value.len;
	list->p += step;
	list->len -= step;
	return true;
}

bool mbim_qmi_is_result(const struct mbim_qmi *q,
			const struct mbim_qmi_tlv *tlv)
{
	return q->kind == MBIM_QMI_RESPONSE && tlv->type == TLV_RESULT &&
	       tlv->value.len == 4;
}

bool mbim_qmi_is_client(const struct mbim_qmi *q,
			const struct mbim_qmi_tlv *tlv)
{
	bool both = q->kind == MBIM_QMI_RESPONSE || q->message == RELEASE_CID;

	return q->service == MBIM_QMI_CTL &&
	       (q->message == ALLOCATE_CID || q->message == RELEASE_CID) &&
	       tlv->type == TLV_CLIENT && tlv->value.len == 1u + both;
}

static bool are_tlvs(struct att_bytes list)
{
	struct mbim_qmi_tlv tlv;

	while (mbim_qmi_next_tlv(&list, &tlv))
		;
	return !list.len;
}

/* CTL counts kinds from bit 0, every other service from bit 1. */
static int read_kind(struct mbim_qmi *q)
{
	unsigned bits = q->service == MBIM_QMI_CTL ? q->flags : q->flags >> 1;

	if (bits > 2)
		return ATT_E_VALUE;
	q->kind = (enum mbim_qmi_kind)bits;
	return 0;
}

int mbim_qmi_decode(struct att_bytes b, struct mbim_qmi *out)
{
	struct att_bytes sdu;
	size_t header;

	if (b.len && b.p[0] != FRAME_MARK)
		return ATT_E_TYPE;
	if (b.len < FRAME_HEADER)
		return ATT_E_SHORT;
	memset(out, 0, sizeof(*out));
	out->frame_len = att_get16(b.p + 1);
	out->frame_flags = b.p[3];
	out->service = b.p[4];
	out->client = b.p[5];
	header = out->service == MBIM_QMI_CTL ? CTL_HEADER : HEADER;
	if (out->frame_len != b.len - 1)
		return ATT_E_LENGTH;
	att_bytes_sub(b, FRAME_HEADER, b.len - FRAME_HEADER, &sdu);
	if (sdu.len < header)
		return ATT_E_SHORT;
	out->flags = sdu.p[0];
	out->transaction = header == HEADER ? att_get16(sdu.p + 1) : sdu.p[1];
	out->message = att_get16(sdu.p + header - 4);
	att_bytes_sub(sdu, header, sdu.len - header, &out->tlvs);
	if (att_get16(sdu.p + header - 2) != out->tlvs.len ||
	    !are_tlvs(out->tlvs))
		return ATT_E_LENGTH;
	return read_kind(out);
}
