/* WDS: starting and stopping calls, and what a client says of them before. */
#include "tools/simodem/qmi.h"

#include <assert.h>

#define ANY_HANDLE	0xffffffffu
#define MUX_BASE	0x80u /* some hosts count mux ids from 81 */
#define DEFAULT_PROFILE 1u

void sim_wds_init(struct sim_qmi *q)
{
	q->autoconnect = (q->config->quirks & SIM_QUIRK_AUTOCONNECT) != 0
				 ? QMI_WDS_AUTOCONNECT_SETTING_ENABLED
				 : QMI_WDS_AUTOCONNECT_SETTING_DISABLED;
	q->attach_profile = DEFAULT_PROFILE;
}

/* --- before a call ----------------------------------------------------------
 */

uint16_t sim_wds_reset(struct sim_qmi *q, struct sim_qmi_call *c)
{
	(void)q;
	c->client->events = SIM_TELL_STATUS;
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_register(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_indication_register_req r;

	(void)q;
	if (!SIM_QMI_READ(c, wds_indication_register, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	sim_client_want(c->client,
			r.has.report_extended_ip_configuration_change,
			r.report_extended_ip_configuration_change, SIM_TELL_IP);
	sim_client_want(c->client, r.has.report_profile_changes,
			r.report_profile_changes, SIM_TELL_PROFILE);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_set_family(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_set_ip_family_req r;

	(void)q;
	if (!SIM_QMI_READ(c, wds_set_ip_family, &r) || !r.has.preference)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (r.preference != QMI_WDS_IP_FAMILY_IPV4 &&
	    r.preference != QMI_WDS_IP_FAMILY_IPV6 &&
	    r.preference != QMI_WDS_IP_FAMILY_UNSPECIFIED)
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	c->client->family = r.preference;
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_bind_mux(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_bind_mux_data_port_req r;

	if (!SIM_QMI_READ(c, wds_bind_mux_data_port, &r) || !r.has.mux_id)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (sim_qmi_session(r.mux_id) >= q->config->max_sessions)
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	c->client->mux = r.mux_id;
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_get_autoconnect(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_get_autoconnect_settings_resp r = {
		.has.status = true,
		.status = q->autoconnect,
	};

	SIM_QMI_PUT(c, wds_get_autoconnect_settings, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_set_autoconnect(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_set_autoconnect_settings_req r;

	if (!SIM_QMI_READ(c, wds_set_autoconnect_settings, &r) || !r.has.status)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	q->autoconnect = r.status;
	return QMI_PROTOCOL_ERROR_NONE;
}

/* --- calls ------------------------------------------------------------------
 */

/* Of the request, of the client, or the one that every modem has. */
static uint32_t families(const struct sim_client *client,
			 const struct qmi_wds_start_network_req *r)
{
	uint8_t family = r->has.ip_family_preference ? r->ip_family_preference
						     : client->family;

	return family == QMI_WDS_IP_FAMILY_IPV6 ? SIM_IPV6 : SIM_IPV4;
}

static bool read_apn(const struct sim_qmi *q,
		     const struct qmi_wds_start_network_req *r, char *apn,
		     size_t cap)
{
	uint32_t index = r->has.profile_index_3gpp ? r->profile_index_3gpp
						   : DEFAULT_PROFILE;
	const struct sim_context *x = sim_wds_context(q, index);

	if (r->has.apn)
		return att_str_get(&r->apn, apn, cap) >= 0;
	if (x == NULL)
		return false;
	sim_copy(apn, cap, x->apn);
	return true;
}

uint16_t sim_wds_start(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_start_network_req r;
	char apn[101];

	if (!SIM_QMI_READ(c, wds_start_network, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	if (c->client->families != 0)
		return QMI_PROTOCOL_ERROR_NO_EFFECT;
	if (!read_apn(q, &r, apn, sizeof(apn)))
		return QMI_PROTOCOL_ERROR_INVALID_PROFILE;
	c->client->session = sim_qmi_session(c->client->mux);
	q->mux[c->client->session] = c->client->mux;
	c->client->families = families(c->client, &r);
	return sim_qmi_call_begin(q, c, apn);
}

/* With the handle of all calls, that of another program ends as well. */
uint16_t sim_wds_stop(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_stop_network_req r;
	uint32_t session = sim_qmi_session(c->client->mux);

	if (!SIM_QMI_READ(c, wds_stop_network, &r) || !r.has.packet_data_handle)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (r.has.disable_autoconnect && r.disable_autoconnect != 0)
		q->autoconnect = QMI_WDS_AUTOCONNECT_SETTING_DISABLED;
	if (r.packet_data_handle == ANY_HANDLE) {
		if (!sim_world_session_up(q->world, session))
			return QMI_PROTOCOL_ERROR_NO_EFFECT;
		sim_qmi_session_end(q, session);
		return QMI_PROTOCOL_ERROR_NONE;
	}
	if (c->client->handle == 0)
		return QMI_PROTOCOL_ERROR_NO_EFFECT;
	if (r.packet_data_handle != c->client->handle)
		return QMI_PROTOCOL_ERROR_INVALID_HANDLE;
	sim_qmi_call_end(q, c->client);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* The start with this transaction is given up, and answered as aborted. */
uint16_t sim_wds_abort(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_abort_req r;

	if (!SIM_QMI_READ(c, wds_abort, &r) || !r.has.transaction_id)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (c->client->starting == 0 || r.transaction_id != c->client->starting)
		return QMI_PROTOCOL_ERROR_INVALID_TRANSACTION_ID;
	sim_qmi_call_end(q, c->client);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_status(struct sim_qmi *q, struct sim_qmi_call *c)
{
	uint32_t session;
	bool up = sim_qmi_call_of(q, c->client, &session) != 0;
	struct qmi_wds_get_packet_service_status_resp r = {
		.has.connection_status = true,
		.connection_status =
			up ? QMI_WDS_CONNECTION_STATUS_CONNECTED
			   : QMI_WDS_CONNECTION_STATUS_DISCONNECTED,
	};

	if (c->client->starting != 0)
		r.connection_status = QMI_WDS_CONNECTION_STATUS_AUTHENTICATING;
	SIM_QMI_PUT(c, wds_get_packet_service_status, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* Other addresses, to those whose call has them. */
void sim_wds_addresses_tell(struct sim_qmi *q, uint32_t session)
{
	struct qmi_wds_extended_ip_config_ind ind = {
		.has.changed_ip_configuration = true,
		.changed_ip_configuration =
			QMI_WDS_REQUESTED_SETTINGS_IP_ADDRESS |
			QMI_WDS_REQUESTED_SETTINGS_GATEWAY_INFO |
			QMI_WDS_REQUESTED_SETTINGS_DNS_ADDRESS,
	};
	struct qmi_wds_packet_service_status_ind status = {
		.has.connection_status = true,
		.connection_status =
			{.status = QMI_WDS_CONNECTION_STATUS_CONNECTED,
			 .reconfiguration_required = 1},
	};
	uint8_t a[16], b[16];
	int na = qmi_wds_extended_ip_config_ind_encode(&ind, a, sizeof(a));
	int nb =
		qmi_wds_packet_service_status_ind_encode(&status, b, sizeof(b));

	assert(na > 0 && nb > 0);
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++) {
		const struct sim_client *c = &q->client[i];

		if (c->id == 0 || c->handle == 0 || c->session != session)
			continue;
		if ((c->events & SIM_TELL_IP) != 0)
			sim_qmi_tell(q, QMI_SERVICE_WDS, c->id,
				     QMI_WDS_EXTENDED_IP_CONFIG, a, (size_t)na);
		sim_qmi_tell(q, QMI_SERVICE_WDS, c->id,
			     QMI_WDS_PACKET_SERVICE_STATUS, b, (size_t)nb);
	}
}
