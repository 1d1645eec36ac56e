/* libqmi-glib's side of the QMI benchmark, as its clients do it: typed input
 * into a request, a response from bytes into values. */
#include "tests/bench/qmi.h"

#include <libqmi-glib.h>
#include <string.h>

#define CLIENT	    7
#define TRANSACTION 42

static int take(QmiMessage *m, struct bench_qmi_bytes *out)
{
	gsize len = 0;
	const guint8 *p = qmi_message_get_raw(m, &len, NULL);

	if (!p)
		return 1;
	memcpy(out->b, p, len);
	out->len = len;
	qmi_message_unref(m);
	return 0;
}

static int empty_request(struct bench_qmi_bytes *m)
{
	return take(
		qmi_message_new(QMI_SERVICE_NAS, CLIENT, TRANSACTION, 0x0024),
		m);
}

static gboolean put_text(QmiMessage *m, guint8 type, const char *s)
{
	gsize tlv = qmi_message_tlv_write_init(m, type, NULL);

	return tlv && qmi_message_tlv_write_string(m, 0, s, -1, NULL) &&
	       qmi_message_tlv_write_complete(m, tlv, NULL);
}

static gboolean put_byte(QmiMessage *m, guint8 type, guint8 v)
{
	gsize tlv = qmi_message_tlv_write_init(m, type, NULL);

	return tlv && qmi_message_tlv_write_guint8(m, v, NULL) &&
	       qmi_message_tlv_write_complete(m, tlv, NULL);
}

static QmiMessageWdsStartNetworkInput *input_new(void)
{
	QmiMessageWdsStartNetworkInput *in =
		qmi_message_wds_start_network_input_new();

	qmi_message_wds_start_network_input_set_apn(in, "internet", NULL);
	qmi_message_wds_start_network_input_set_authentication_preference(
		in, QMI_WDS_AUTHENTICATION_PAP | QMI_WDS_AUTHENTICATION_CHAP,
		NULL);
	qmi_message_wds_start_network_input_set_username(in, "user", NULL);
	qmi_message_wds_start_network_input_set_password(in, "secret", NULL);
	qmi_message_wds_start_network_input_set_ip_family_preference(
		in, QMI_WDS_IP_FAMILY_IPV4, NULL);
	return in;
}

/* What makes a request of an input is private to the library; it does this. */
static int start_network(struct bench_qmi_bytes *out)
{
	QmiMessageWdsStartNetworkInput *in = input_new();
	QmiMessage *m =
		qmi_message_new(QMI_SERVICE_WDS, CLIENT, TRANSACTION, 0x0020);
	QmiWdsAuthentication authentication;
	QmiWdsIpFamily family;
	const gchar *apn, *user, *password;
	gboolean good;

	qmi_message_wds_start_network_input_get_apn(in, &apn, NULL);
	qmi_message_wds_start_network_input_get_authentication_preference(
		in, &authentication, NULL);
	qmi_message_wds_start_network_input_get_username(in, &user, NULL);
	qmi_message_wds_start_network_input_get_password(in, &password, NULL);
	qmi_message_wds_start_network_input_get_ip_family_preference(
		in, &family, NULL);
	good = put_text(m, 0x14, apn) &&
	       put_byte(m, 0x16, (guint8)authentication) &&
	       put_text(m, 0x17, user) && put_text(m, 0x18, password) &&
	       put_byte(m, 0x19, (guint8)family);
	qmi_message_wds_start_network_input_unref(in);
	return !good || take(m, out);
}

static QmiMessage *message_of(const struct bench_qmi_bytes *b)
{
	GByteArray *a = g_byte_array_new();
	QmiMessage *m;

	g_byte_array_append(a, b->b, (guint)b->len);
	m = qmi_message_new_from_raw(a, NULL);
	g_byte_array_unref(a);
	return m;
}

/* Where the value of a TLV begins; 0: it is not there. */
static gsize tlv_of(QmiMessage *m, guint8 type)
{
	return qmi_message_tlv_read_init(m, type, NULL, NULL);
}

static gboolean is_success(QmiMessage *m)
{
	gsize tlv = tlv_of(m, 2), at = 0;
	guint16 status = 1, error = 0;

	return tlv &&
	       qmi_message_tlv_read_guint16(m, tlv, &at, QMI_ENDIAN_LITTLE,
					    &status, NULL) &&
	       qmi_message_tlv_read_guint16(m, tlv, &at, QMI_ENDIAN_LITTLE,
					    &error, NULL) &&
	       !status;
}

static gboolean read_serving(QmiMessage *m)
{
	guint8 state[4], n = 0, interface = 0;
	gsize tlv = tlv_of(m, 1), at = 0;
	gboolean good = tlv != 0;
	GArray *interfaces;

	for (int i = 0; i < 4; i++)
		good = good && qmi_message_tlv_read_guint8(m, tlv, &at,
							   &state[i], NULL);
	good = good && qmi_message_tlv_read_guint8(m, tlv, &at, &n, NULL);
	interfaces = g_array_sized_new(FALSE, FALSE, 1, n);
	for (guint i = 0; good && i < n; i++) {
		good = qmi_message_tlv_read_guint8(m, tlv, &at, &interface,
						   NULL);
		g_array_insert_val(interfaces, i, interface);
	}
	g_array_unref(interfaces);
	return good && state[0] == 1 && interface == 8;
}

static gboolean read_plmn(QmiMessage *m)
{
	gsize tlv = tlv_of(m, 0x12), at = 0;
	guint16 mcc = 0, mnc = 0;
	gchar *name = NULL;
	gboolean good =
		tlv &&
		qmi_message_tlv_read_guint16(m, tlv, &at, QMI_ENDIAN_LITTLE,
					     &mcc, NULL) &&
		qmi_message_tlv_read_guint16(m, tlv, &at, QMI_ENDIAN_LITTLE,
					     &mnc, NULL) &&
		qmi_message_tlv_read_string(m, tlv, &at, 1, 0, &name, NULL);

	good = good && mcc == 310 && strlen(name) == 8;
	g_free(name);
	return good;
}

static int serving_system(struct bench_qmi_bytes *b)
{
	QmiMessage *m = message_of(b);
	gboolean good = m && is_success(m) && read_serving(m) && read_plmn(m);

	qmi_message_unref(m);
	return !good;
}

static int current_settings(struct bench_qmi_bytes *b)
{
	static const guint8 types[] = {0x1e, 0x20, 0x21, 0x15, 0x16, 0x29};
	QmiMessage *m = message_of(b);
	gboolean good = m && is_success(m);
	guint32 v = 0;

	for (guint i = 0; good && i < sizeof(types); i++) {
		gsize tlv = tlv_of(m, types[i]), at = 0;

		good = tlv && qmi_message_tlv_read_guint32(
				      m, tlv, &at, QMI_ENDIAN_LITTLE, &v, NULL);
	}
	qmi_message_unref(m);
	return !good || v != 1500;
}

static int print(struct bench_qmi_bytes *b)
{
	QmiMessage *m = message_of(b);
	gchar *s = qmi_message_get_printable_full(m, NULL, "");
	int bad = !s;

	g_free(s);
	qmi_message_unref(m);
	return bad;
}

static int nothing(struct bench_qmi_bytes *b)
{
	return b->len == 1;
}

bench_qmi_fn *const bench_qmi_libqmi[BENCH_QMI_OPS] = {
	empty_request, start_network, serving_system, current_settings,
	print,	       print,	      nothing,
};
