/* attache's side of the QMI benchmark: every value is looked at. */
#include "tests/bench/qmi.h"

#include <string.h>

#include "base/text.h"
#include "generated/qmi_messages.h"
#include "wire/str.h"

#define CLIENT	    7
#define TRANSACTION 42

static char text[8192];

/* A request whose TLVs stand behind the head's place. */
static int finish(struct bench_qmi_bytes *m, uint8_t service, uint16_t message,
		  int tlvs)
{
	const struct qmi_head h = {
		.service = service,
		.client = CLIENT,
		.kind = QMI_REQUEST,
		.transaction = TRANSACTION,
		.message = message,
	};

	if (tlvs < 0)
		return 1;
	m->len = qmi_head_put(&h, (size_t)tlvs, m->b);
	return 0;
}

static int empty_request(struct bench_qmi_bytes *m)
{
	return finish(m, QMI_SERVICE_NAS, QMI_NAS_GET_SERVING_SYSTEM, 0);
}

static int start_network(struct bench_qmi_bytes *m)
{
	const struct qmi_wds_start_network_req r = {
		.has = {.apn = true,
			.authentication_preference = true,
			.username = true,
			.password = true,
			.ip_family_preference = true},
		.apn = ATT_STR("internet"),
		.authentication_preference = 3,
		.username = ATT_STR("user"),
		.password = ATT_STR("secret"),
		.ip_family_preference = 4,
	};
	const size_t head = qmi_head_len(QMI_SERVICE_WDS);

	return finish(m, QMI_SERVICE_WDS, QMI_WDS_START_NETWORK,
		      qmi_wds_start_network_req_encode(&r, m->b + head,
						       sizeof(m->b) - head));
}

static int serving_system(struct bench_qmi_bytes *m)
{
	struct qmi_nas_get_serving_system_resp r;
	struct qmi_message q;

	if (qmi_decode(att_bytes_of(m->b, m->len), &q) ||
	    qmi_nas_get_serving_system_resp_decode(q.tlvs, &r) ||
	    !r.has.result || r.result.status)
		return 1;
	return !r.has.serving_system ||
	       r.serving_system.registration_state != 1 ||
	       att_array_u8(&r.serving_system.radio_interfaces, 0) != 8 ||
	       !r.has.current_plmn || r.current_plmn.mcc != 310 ||
	       r.current_plmn.description.len != 8;
}

static int current_settings(struct bench_qmi_bytes *m)
{
	struct qmi_wds_get_current_settings_resp r;
	struct qmi_message q;

	if (qmi_decode(att_bytes_of(m->b, m->len), &q) ||
	    qmi_wds_get_current_settings_resp_decode(q.tlvs, &r) ||
	    !r.has.result || r.result.status)
		return 1;
	return !r.has.ipv4_address || r.ipv4_address.b[0] != 10 ||
	       !r.has.ipv4_gateway_address || !r.has.ipv4_gateway_subnet_mask ||
	       !r.has.primary_ipv4_dns_address ||
	       !r.has.secondary_ipv4_dns_address || !r.has.mtu || r.mtu != 1500;
}

static int print(struct bench_qmi_bytes *m)
{
	struct att_text t;

	att_text_init(&t, text, sizeof(text));
	return qmi_frame_print(att_bytes_of(m->b, m->len), ATT_SHOW_ALL, &t) ||
	       t.cut;
}

static int nothing(struct bench_qmi_bytes *m)
{
	return m->len == 1;
}

bench_qmi_fn *const bench_qmi_attache[BENCH_QMI_OPS] = {
	empty_request, start_network, serving_system, current_settings,
	print,	       print,	      nothing,
};

static void answer(struct bench_qmi_bytes *m, uint8_t service, uint16_t message,
		   int tlvs)
{
	const struct qmi_head h = {service,	 CLIENT,      true,
				   QMI_RESPONSE, TRANSACTION, message};

	m->len = qmi_head_put(&h, (size_t)tlvs, m->b);
}

void bench_qmi_make(enum bench_qmi_op op, struct bench_qmi_bytes *out)
{
	static const uint8_t lte = QMI_NAS_RADIO_INTERFACE_LTE;
	const struct qmi_nas_get_serving_system_resp serving = {
		.has = {.result = true,
			.serving_system = true,
			.current_plmn = true},
		.serving_system = {1, 1, 1, 1, att_array_of(&lte, 1)},
		.current_plmn = {310, 260, ATT_STR("T-Mobile")},
	};
	const struct qmi_wds_get_current_settings_resp settings = {
		.has = {.result = true,
			.ipv4_address = true,
			.ipv4_gateway_address = true,
			.ipv4_gateway_subnet_mask = true,
			.primary_ipv4_dns_address = true,
			.secondary_ipv4_dns_address = true,
			.mtu = true},
		.ipv4_address = {{10, 64, 1, 2}},
		.ipv4_gateway_address = {{10, 64, 1, 1}},
		.ipv4_gateway_subnet_mask = {{255, 255, 255, 252}},
		.primary_ipv4_dns_address = {{10, 0, 0, 1}},
		.secondary_ipv4_dns_address = {{10, 0, 0, 2}},
		.mtu = 1500,
	};
	uint8_t *tlvs = out->b + qmi_head_len(QMI_SERVICE_NAS);

	if (op == BENCH_QMI_SERVING_SYSTEM ||
	    op == BENCH_QMI_PRINT_SERVING_SYSTEM)
		answer(out, QMI_SERVICE_NAS, QMI_NAS_GET_SERVING_SYSTEM,
		       qmi_nas_get_serving_system_resp_encode(&serving, tlvs,
							      512));
	if (op == BENCH_QMI_CURRENT_SETTINGS ||
	    op == BENCH_QMI_PRINT_CURRENT_SETTINGS)
		answer(out, QMI_SERVICE_WDS, QMI_WDS_GET_CURRENT_SETTINGS,
		       qmi_wds_get_current_settings_resp_encode(&settings, tlvs,
								512));
}
