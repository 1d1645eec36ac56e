/* The calls of WDS clients: each is for one family, and those that share a
 * session of the world are one connection there. */
#include "tools/simodem/qmi.h"

#include <assert.h>

#define MUX_BASE 0x80u /* some hosts count mux ids from 81 */

static uint8_t family_of(uint32_t families)
{
	return families == SIM_IPV6 ? QMI_WDS_IP_FAMILY_IPV6
				    : QMI_WDS_IP_FAMILY_IPV4;
}

static void put_failure(struct sim_qmi *q, struct sim_qmi_call *c,
			const struct sim_call_end *end)
{
	bool plain = (q->config->quirks & SIM_QUIRK_PLAIN_REASONS) != 0;
	struct qmi_wds_start_network_resp r = {
		.has = {.call_end_reason = true,
			.verbose_call_end_reason = !plain},
		.call_end_reason = end->plain,
		.verbose_call_end_reason = {.type = end->type,
					    .reason = end->reason},
	};

	SIM_QMI_PUT(c, wds_start_network, &r);
}

static void put_handle(struct sim_qmi *q, struct sim_qmi_call *c,
		       struct sim_client *client)
{
	struct qmi_wds_start_network_resp r = {
		.has.packet_data_handle = true,
		.packet_data_handle = ++q->handles,
	};

	client->handle = r.packet_data_handle;
	client->came = true;
	SIM_QMI_PUT(c, wds_start_network, &r);
}

/* What was refused: the error that the scenario names, or a failed call. */
static uint16_t not_begun(struct sim_qmi *q, struct sim_qmi_call *c,
			  enum sim_result result, uint32_t cause)
{
	const struct sim_failure *f = sim_world_failure(
		q->world, SIM_FAILURE_SESSIONS, c->client->session);
	struct sim_call_end end = sim_qmi_not_begun(result, cause);

	c->client->families = 0;
	if (result == SIM_IN_USE)
		return (q->config->quirks & SIM_QUIRK_NO_EFFECT) != 0
			       ? QMI_PROTOCOL_ERROR_NO_EFFECT
			       : QMI_PROTOCOL_ERROR_POLICY_MISMATCH;
	if (result == SIM_REFUSED && f != NULL && f->status != 0)
		return (uint16_t)f->status;
	put_failure(q, c, &end);
	return QMI_PROTOCOL_ERROR_CALL_FAILED;
}

uint32_t sim_qmi_session(uint8_t mux)
{
	uint8_t n = mux & (uint8_t)~MUX_BASE;

	return n > 0 ? n - 1u : 0;
}

uint16_t sim_qmi_call_begin(struct sim_qmi *q, struct sim_qmi_call *c,
			    const char *apn)
{
	struct sim_client *client = c->client;
	uint32_t cause = 0;
	enum sim_result result =
		sim_world_join(q->world, client->session, client->families, apn,
			       &cause, c->now_ms);

	if (result != SIM_DONE)
		return not_begun(q, c, result, cause);
	if (sim_world_session_up(q->world, client->session)) {
		put_handle(q, c, client);
		return QMI_PROTOCOL_ERROR_NONE;
	}
	client->starting = c->head.transaction;
	return SIM_QMI_LATER;
}

/* The call of an answer that was not the model's has the handle that it says.
 */
static void take_handle(struct sim_client *client, const struct sim_qmi_call *c)
{
	struct qmi_wds_start_network_resp r;

	if (client->handle != 0 &&
	    qmi_wds_start_network_resp_decode(att_bytes_of(c->out, c->len),
					      &r) == 0 &&
	    r.has.packet_data_handle)
		client->handle = r.packet_data_handle;
}

uint16_t sim_qmi_instead(struct sim_qmi *q, struct sim_qmi_call *c,
			 const struct sim_answer *a, uint16_t error)
{
	if (error == SIM_QMI_LATER && c->client->starting != 0) {
		c->client->instead = a;
		return error;
	}
	if (error == SIM_QMI_LATER)
		q->ussd.waits = false; /* it is answered now */
	error = sim_qmi_scenario_put(q, c, a);
	if (c->head.service == QMI_SERVICE_WDS &&
	    c->head.message == QMI_WDS_START_NETWORK)
		take_handle(c->client, c);
	return error;
}

/* The answer to a start that waited. */
static void answer(struct sim_qmi *q, struct sim_client *client,
		   const struct sim_call_end *failed)
{
	static uint8_t out[SIM_QMI_TLVS];
	const struct sim_answer *instead = client->instead;
	uint16_t error = failed != NULL ? QMI_PROTOCOL_ERROR_CALL_FAILED
					: QMI_PROTOCOL_ERROR_NONE;
	struct sim_qmi_call c = {
		.client = client,
		.head = {.service = QMI_SERVICE_WDS,
			 .client = client->id,
			 .transaction = client->starting,
			 .message = QMI_WDS_START_NETWORK},
		.out = out,
		.cap = sizeof(out),
	};

	client->starting = 0;
	client->instead = NULL;
	if (failed != NULL)
		put_failure(q, &c, failed);
	else
		put_handle(q, &c, client);
	if (instead != NULL)
		error = sim_qmi_instead(q, &c, instead, error);
	sim_qmi_respond(q, &c, error);
}

static void end_call(struct sim_client *client, struct sim_call_end end)
{
	client->ended = client->handle != 0;
	client->handle = 0;
	client->families = 0;
	client->came = false;
	client->end = end;
}

static bool has_call(const struct sim_client *c, uint32_t session)
{
	return c->id != 0 && c->service == QMI_SERVICE_WDS &&
	       c->families != 0 && c->session == session;
}

uint32_t sim_qmi_call_of(const struct sim_qmi *q, const struct sim_client *c,
			 uint32_t *session)
{
	*session = c->families != 0 ? c->session : sim_qmi_session(c->mux);
	if (!sim_world_session_up(q->world, *session))
		return 0;
	if (c->families != 0)
		return c->families;
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++)
		if (has_call(&q->client[i], *session))
			return 0;
	return q->world->session[*session].families;
}

void sim_qmi_calls_up(struct sim_qmi *q, uint32_t session)
{
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++)
		if (has_call(&q->client[i], session) &&
		    q->client[i].starting != 0)
			answer(q, &q->client[i], NULL);
}

void sim_qmi_calls_down(struct sim_qmi *q, uint32_t session, uint32_t cause)
{
	struct sim_call_end end = sim_qmi_end(cause);

	q->last = q->world->traffic;
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++) {
		struct sim_client *c = &q->client[i];

		if (!has_call(c, session))
			continue;
		if (c->starting != 0)
			answer(q, c, &end);
		end_call(c, end);
	}
}

void sim_qmi_call_end(struct sim_qmi *q, struct sim_client *client)
{
	static const struct sim_call_end by_client = {
		.plain = QMI_WDS_CALL_END_REASON_GENERIC_CLIENT_END,
		.type = QMI_WDS_VERBOSE_CALL_END_REASON_TYPE_INTERNAL,
		.reason = QMI_WDS_VERBOSE_CALL_END_REASON_INTERNAL_CALL_ENDED,
	};
	uint32_t families = client->families;

	if (client->starting != 0)
		answer(q, client, &by_client);
	end_call(client, by_client);
	if (families != 0)
		sim_world_leave(q->world, client->session, families);
}

void sim_qmi_session_end(struct sim_qmi *q, uint32_t session)
{
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++)
		if (has_call(&q->client[i], session))
			sim_qmi_call_end(q, &q->client[i]);
	sim_world_deactivate(q->world, session);
}

static void tell_status(struct sim_qmi *q, struct sim_client *client, bool up)
{
	bool plain = (q->config->quirks & SIM_QUIRK_PLAIN_REASONS) != 0;
	struct qmi_wds_packet_service_status_ind ind = {
		.has = {.connection_status = true,
			.call_end_reason = !up,
			.verbose_call_end_reason = !up && !plain,
			.ip_family = up && !plain},
		.connection_status =
			{.status = up ? QMI_WDS_CONNECTION_STATUS_CONNECTED
				      : QMI_WDS_CONNECTION_STATUS_DISCONNECTED},
		.call_end_reason = client->end.plain,
		.verbose_call_end_reason = {.type = client->end.type,
					    .reason = client->end.reason},
		.ip_family = family_of(client->families),
	};
	uint8_t tlvs[64];
	int len = qmi_wds_packet_service_status_ind_encode(&ind, tlvs,
							   sizeof(tlvs));

	assert(len > 0);
	sim_qmi_tell(q, QMI_SERVICE_WDS, client->id,
		     QMI_WDS_PACKET_SERVICE_STATUS, tlvs, (size_t)len);
}

void sim_qmi_calls_tell(struct sim_qmi *q)
{
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++) {
		struct sim_client *c = &q->client[i];

		if (c->id == 0 || (!c->ended && !c->came))
			continue;
		if (c->ended)
			tell_status(q, c, false);
		if (c->came)
			tell_status(q, c, true);
		c->ended = c->came = false;
	}
}
