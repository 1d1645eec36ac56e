/* libqmi-glib's side of the comparison. */
#include "oracle_libqmi.h"

#include <libqmi-glib.h>
#include <stdlib.h>
#include <string.h>

struct libqmi_builder {
	QmiMessage *message;
	gsize tlv;
};

const char *libqmi_version(void)
{
	static char text[40];

	(void)g_snprintf(text, sizeof(text), "%u.%u.%u", QMI_MAJOR_VERSION,
			 QMI_MINOR_VERSION, QMI_MICRO_VERSION);
	return text;
}

char *libqmi_text(const uint8_t *frame, size_t len, uint16_t vendor)
{
	GByteArray *bytes = g_byte_array_new();
	QmiMessageContext *context = NULL;
	QmiMessage *m;
	char *printed, *copy = NULL;

	qmi_utils_set_show_personal_info(TRUE);
	g_byte_array_append(bytes, frame, (guint)len);
	m = qmi_message_new_from_raw(bytes, NULL);
	g_byte_array_unref(bytes);
	if (!m)
		return NULL;
	if (vendor) {
		context = qmi_message_context_new();
		qmi_message_context_set_vendor_id(context, vendor);
	}
	printed = qmi_message_get_printable_full(m, context, "");
	copy = strdup(printed);
	g_free(printed);
	if (context)
		qmi_message_context_unref(context);
	qmi_message_unref(m);
	return copy;
}

struct libqmi_builder *libqmi_begin(uint8_t service, uint8_t client,
				    uint16_t transaction, uint16_t message)
{
	struct libqmi_builder *b = g_new0(struct libqmi_builder, 1);

	b->message = qmi_message_new((QmiService)service, client, transaction,
				     message);
	return b;
}

bool libqmi_tlv_begin(struct libqmi_builder *b, uint8_t type)
{
	b->tlv = qmi_message_tlv_write_init(b->message, type, NULL);
	return b->tlv != 0;
}

bool libqmi_tlv_end(struct libqmi_builder *b)
{
	return qmi_message_tlv_write_complete(b->message, b->tlv, NULL);
}

bool libqmi_put_number(struct libqmi_builder *b, unsigned width, uint64_t v)
{
	const QmiEndian little = QMI_ENDIAN_LITTLE;

	switch (width) {
	case 1:
		return qmi_message_tlv_write_guint8(b->message, (guint8)v,
						    NULL);
	case 2:
		return qmi_message_tlv_write_guint16(b->message, little,
						     (guint16)v, NULL);
	case 4:
		return qmi_message_tlv_write_guint32(b->message, little,
						     (guint32)v, NULL);
	case 8:
		return qmi_message_tlv_write_guint64(b->message, little, v,
						     NULL);
	}
	return qmi_message_tlv_write_sized_guint(b->message, width, little, v,
						 NULL);
}

bool libqmi_put_text(struct libqmi_builder *b, unsigned prefix,
		     const uint8_t *p, size_t len)
{
	return qmi_message_tlv_write_string(b->message, (guint8)prefix,
					    (const gchar *)p, (gssize)len,
					    NULL);
}

const uint8_t *libqmi_bytes(const struct libqmi_builder *b, size_t *len)
{
	gsize n = 0;
	const guint8 *p = qmi_message_get_raw(b->message, &n, NULL);

	*len = n;
	return p;
}

void libqmi_end(struct libqmi_builder *b)
{
	qmi_message_unref(b->message);
	g_free(b);
}
