/* Answers and indications: a row's fields behind their header, to the host.
 * Some answers come later. */
#include "tools/simodem/mbim.h"

#include <assert.h>

const struct sim_cid *sim_reply_find(const struct sim_mbim *m,
				     const struct att_uuid *service,
				     uint32_t number)
{
	const struct mbim_service *s = mbim_service_find(service);

	if (s == NULL)
		return NULL;
	for (uint32_t i = 0; i < m->n_cids; i++)
		if (&mbim_services[m->cids[i].service] == s &&
		    m->cids[i].number == number)
			return &m->cids[i];
	return NULL;
}

/* Of Microsoft's, where no profile says which: what MBIMEx 3 brought needs
 * that, MBIMEx 4 is in no modem, one with a single slot says nothing of slots,
 * and a reset is there for a lock. */
static bool usual_extension(const struct sim_config *c, uint32_t number)
{
	switch (number) {
	case MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION:
		return c->ex_version >= MBIM_EX_2;
	case MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_MODEM_CONFIGURATION:
	case MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_REGISTRATION_PARAMETERS:
	case MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_WAKE_REASON:
		return c->ex_version >= MBIM_EX_3;
	case MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SYS_CAPS:
	case MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_SLOT_MAPPINGS:
	case MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SLOT_INFO_STATUS:
		return c->slots > 1;
	case MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_RESET:
		return (c->quirks & SIM_QUIRK_LOCK_RESTART) != 0;
	case MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_NETWORK_PARAMS:
	case MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_UE_POLICY:
		return false;
	default:
		return true;
	}
}

/* QMI and Quectel's service are there for a lock. The services of MBIM and of
 * Microsoft are in any modem, but that the access to the card is younger than
 * MBIMEx 1; makers' services are in those that have them. */
static bool usual(const struct sim_config *c, const struct sim_cid *cid)
{
	switch (cid->service) {
	case MBIM_SERVICE_QMI:
		return (c->quirks &
			(SIM_QUIRK_FCC_LOCK | SIM_QUIRK_FOXCONN_LOCK)) != 0;
	case MBIM_SERVICE_QUECTEL:
		return (c->quirks & SIM_QUIRK_QUECTEL_LOCK) != 0;
	case MBIM_SERVICE_DSS:
		return c->max_dss > 0;
	case MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS:
		return usual_extension(c, cid->number);
	case MBIM_SERVICE_BASIC_CONNECT:
	case MBIM_SERVICE_SMS:
	case MBIM_SERVICE_USSD:
	case MBIM_SERVICE_PHONEBOOK:
	case MBIM_SERVICE_STK:
	case MBIM_SERVICE_AUTH:
	case MBIM_SERVICE_MS_FIRMWARE_ID:
	case MBIM_SERVICE_MS_HOST_SHUTDOWN:
	case MBIM_SERVICE_MS_SAR:
	case MBIM_SERVICE_MS_VOICE_EXTENSIONS:
		return true;
	case MBIM_SERVICE_MS_UICC_LOW_LEVEL_ACCESS:
		return c->ex_version >= MBIM_EX_2;
	default:
		return false;
	}
}

bool sim_offers(const struct sim_mbim *m, const struct sim_cid *cid)
{
	const struct sim_config *c = m->config;

	if (c->restricted)
		return (c->offered[cid->service] >> (cid->number & 63) & 1) !=
		       0;
	return usual(c, cid);
}

void sim_reply_done(struct sim_mbim *m, uint32_t transaction,
		    const struct att_uuid *service, uint32_t number,
		    uint32_t status, int body_len)
{
	int len;

	assert(body_len >= 0);
	len = mbim_msg_encode_done(m->scratch, sizeof(m->scratch), transaction,
				   service, number, status, (size_t)body_len);
	assert(len > 0);
	sim_send(&m->pipe, m->scratch, (size_t)len, transaction);
}

void sim_reply(struct sim_mbim *m, const struct sim_call *c, uint32_t status)
{
	uint8_t *body = m->scratch + MBIM_MSG_COMMAND_BODY;
	int len = c->instead != NULL ? sim_scenario_put(m, c->instead, body)
				     : SIM_MODEL_ANSWERS;

	if (len != SIM_MODEL_ANSWERS) {
		status = c->instead->status;
	} else if (c->echo.len > 0) {
		len = (int)c->echo.len;
		memcpy(body, c->echo.p, c->echo.len);
	} else if ((status == MBIM_STATUS_NONE && !c->no_fields) ||
		   c->failure_body) {
		len = c->cid->put(m, c->arg, body,
				  sizeof(m->scratch) - MBIM_MSG_COMMAND_BODY);
	} else {
		len = 0;
	}
	sim_reply_done(m, c->transaction, &mbim_services[c->cid->service].uuid,
		       c->cid->number, status, len);
}

static bool subscribed(const struct sim_mbim *m, const struct sim_cid *cid)
{
	return (m->subscribed[cid->service] >> (cid->number & 63) & 1) != 0;
}

void sim_indicate(struct sim_mbim *m, uint8_t service, uint32_t number,
		  uint32_t arg)
{
	const struct sim_cid *cid =
		sim_reply_find(m, &mbim_services[service].uuid, number);
	int len;

	assert(cid != NULL);
	if (!m->open || !sim_offers(m, cid) || !subscribed(m, cid))
		return;
	len = cid->put(m, arg, m->scratch + MBIM_MSG_INDICATION_BODY,
		       sizeof(m->scratch) - MBIM_MSG_INDICATION_BODY);
	assert(len >= 0);
	sim_send_indication(m, service, number, (size_t)len);
}

/* --- answers that come later -----------------------------------------------
 */

bool sim_outstanding(const struct sim_mbim *m, uint32_t transaction)
{
	for (uint32_t i = 0; i < SIM_WAITS; i++)
		if (m->deferred[i].cid != NULL &&
		    m->deferred[i].transaction == transaction)
			return true;
	return sim_queue_has(&m->pipe, transaction);
}

uint32_t sim_outstanding_count(const struct sim_mbim *m)
{
	uint32_t n = sim_queue_answers(&m->pipe);

	for (uint32_t i = 0; i < SIM_WAITS; i++)
		n += m->deferred[i].cid != NULL;
	return n;
}

uint32_t sim_defer(struct sim_mbim *m, const struct sim_call *c)
{
	struct sim_deferred *d = &m->deferred[c->wait];

	if (d->cid != NULL)
		return MBIM_STATUS_BUSY;
	*d = (struct sim_deferred){
		.cid = c->cid,
		.transaction = c->transaction,
		.arg = c->arg,
		.instead = c->instead,
	};
	return SIM_LATER;
}

void sim_finish(struct sim_mbim *m, enum sim_wait wait, uint32_t status)
{
	struct sim_deferred d = m->deferred[wait];
	struct sim_call c = {
		.cid = d.cid,
		.transaction = d.transaction,
		.arg = d.arg,
		.instead = d.instead,
		.failure_body = true, /* the NwError is in the fields */
	};

	if (d.cid == NULL)
		return;
	m->deferred[wait].cid = NULL;
	sim_reply(m, &c, status);
}
