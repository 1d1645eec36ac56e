/* NAS: the names of networks, and those that are seen. */
#include "tools/simodem/qmi.h"
#include "wire/str.h"

#define NAME_MAX 20u

/* The network of the SIM: the IMSI begins with its number. */
uint16_t sim_nas_home_network(struct sim_qmi *q, struct sim_qmi_call *c)
{
	const struct sim_uicc *u = &q->world->card[q->world->slot];
	char id[SIM_CARD_TEXT], name[SIM_CARD_TEXT];
	struct sim_qmi_plmn home;
	struct qmi_nas_get_home_network_resp r = {
		.has = {.home_network = true, .home_network_3gpp_mnc = true}};

	if (sim_world_card_state(q->world) != SIM_CARD_STATE_READY)
		return QMI_PROTOCOL_ERROR_NOT_PROVISIONED;
	sim_uicc_home(u, id);
	sim_uicc_spn(u, name);
	home = sim_qmi_plmn(id);
	r.home_network.mcc = home.mcc;
	r.home_network.mnc = home.mnc;
	r.home_network.description =
		att_str_utf8(name[0] != '\0' ? name : "Home");
	r.home_network_3gpp_mnc.is_3gpp = 1;
	r.home_network_3gpp_mnc.includes_pcs_digit = home.three;
	SIM_QMI_PUT(c, nas_get_home_network, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* Text in UCS-2, low byte first; of ASCII alone. */
static struct att_bytes ucs2(const char *s, uint8_t *room)
{
	size_t n = 0;

	for (; s[n] != '\0' && n < NAME_MAX; n++)
		att_put16(room + 2 * n, (uint8_t)s[n]);
	return att_bytes_of(room, 2 * n);
}

/* The name of an operator that is known, or NULL. */
static const char *name_of(const struct sim_qmi *q, uint16_t mcc, uint16_t mnc)
{
	struct sim_seen seen[SIM_SEEN];
	uint32_t n = sim_world_scan(q->world, seen);

	for (uint32_t i = 0; i < n; i++) {
		struct sim_qmi_plmn id = sim_qmi_plmn(seen[i].operator_->id);

		if (id.mcc == mcc && id.mnc == mnc)
			return seen[i].operator_->name;
	}
	return NULL;
}

uint16_t sim_nas_plmn_name(struct sim_qmi *q, struct sim_qmi_call *c)
{
	uint8_t room[2 * NAME_MAX];
	struct qmi_nas_get_plmn_name_req r;
	struct qmi_nas_get_plmn_name_resp answer = {.has.eons_plmn_name_3gpp =
							    true};
	const char *name;
	struct att_bytes text;

	if (!SIM_QMI_READ(c, nas_get_plmn_name, &r) || !r.has.plmn)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	name = name_of(q, r.plmn.mcc, r.plmn.mnc);
	if (name == NULL)
		return QMI_PROTOCOL_ERROR_NOT_PROVISIONED;
	text = ucs2(name, room);
	answer.eons_plmn_name_3gpp = (struct qmi_nas_3gpp_eons_plmn_name){
		.service_provider_name_encoding =
			QMI_NAS_NETWORK_DESCRIPTION_ENCODING_UNICODE,
		.short_name_encoding =
			QMI_NAS_NETWORK_DESCRIPTION_ENCODING_UNICODE,
		.short_name = text,
		.long_name_encoding =
			QMI_NAS_NETWORK_DESCRIPTION_ENCODING_UNICODE,
		.long_name = text,
	};
	SIM_QMI_PUT(c, nas_get_plmn_name, &answer);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* --- scan -------------------------------------------------------------------
 */

static uint8_t status_of(const struct sim_seen *s)
{
	unsigned is = s->registered ? QMI_NAS_NETWORK_STATUS_CURRENT_SERVING
				    : QMI_NAS_NETWORK_STATUS_AVAILABLE;

	is |= s->home ? QMI_NAS_NETWORK_STATUS_HOME
		      : QMI_NAS_NETWORK_STATUS_ROAMING;
	is |= s->forbidden ? QMI_NAS_NETWORK_STATUS_FORBIDDEN
			   : QMI_NAS_NETWORK_STATUS_NOT_FORBIDDEN;
	is |= s->operator_->partner ? QMI_NAS_NETWORK_STATUS_PREFERRED
				    : QMI_NAS_NETWORK_STATUS_NOT_PREFERRED;
	return (uint8_t)is;
}

struct found {
	struct qmi_nas_network_information network[SIM_SEEN];
	struct qmi_nas_radio_access_technology radio[SIM_SEEN];
	struct qmi_nas_mnc_pcs_digit_include_status digits[SIM_SEEN];
};

static void put_found(const struct sim_qmi *q, const struct sim_seen *s,
		      struct found *f, uint32_t i)
{
	struct sim_qmi_plmn id = sim_qmi_plmn(s->operator_->id);

	f->network[i] = (struct qmi_nas_network_information){
		.mcc = id.mcc,
		.mnc = id.mnc,
		.network_status = status_of(s),
		.description = att_str_utf8(s->operator_->name),
	};
	f->radio[i] = (struct qmi_nas_radio_access_technology){
		.mcc = id.mcc,
		.mnc = id.mnc,
		.radio_interface = (int8_t)sim_qmi_radio(q),
	};
	f->digits[i] = (struct qmi_nas_mnc_pcs_digit_include_status){
		.mcc = id.mcc, .mnc = id.mnc, .includes_pcs_digit = id.three};
}

uint16_t sim_nas_scan(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct sim_seen seen[SIM_SEEN];
	struct found f;
	struct qmi_nas_network_scan_resp r = {
		.has = {.network_information = true,
			.radio_access_technology = true,
			.mnc_pcs_digit_include_status = true,
			.network_scan_result = true}};
	enum sim_result result = sim_world_can_scan(q->world);
	uint32_t n;

	if (result == SIM_RADIO_OFF)
		return sim_qmi_error(result);
	n = result == SIM_DONE ? sim_world_scan(q->world, seen) : 0;
	for (uint32_t i = 0; i < n; i++)
		put_found(q, &seen[i], &f, i);
	r.network_information = att_array_of(f.network, n);
	r.radio_access_technology = att_array_of(f.radio, n);
	r.mnc_pcs_digit_include_status = att_array_of(f.digits, n);
	SIM_QMI_PUT(c, nas_network_scan, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}
