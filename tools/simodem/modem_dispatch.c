/* Commands to their handlers, answers and indications to the queue. */
#include "tools/simodem/modem.h"

#include <assert.h>

static const struct sim_cid *find(const struct mbim_uuid *service,
				  uint32_t number)
{
	const struct mbim_service *s = mbim_service_find(service);

	if (s == NULL)
		return NULL;
	for (uint32_t i = 0; i < sim_cids_count; i++)
		if (&mbim_services[sim_cids[i].service] == s &&
		    sim_cids[i].number == number)
			return &sim_cids[i];
	return NULL;
}

static void send_done(struct sim_modem *m, uint32_t transaction,
		      const struct mbim_uuid *service, uint32_t number,
		      uint32_t status, int body_len)
{
	int len;

	assert(body_len >= 0);
	len = mbim_msg_encode_done(m->scratch, sizeof(m->scratch), transaction,
				   service, number, status, (size_t)body_len);
	assert(len > 0);
	sim_queue(m, m->scratch, (size_t)len, transaction);
}

static void answer(struct sim_modem *m, const struct sim_call *c,
		   uint32_t status)
{
	uint8_t *body = m->scratch + MBIM_MSG_COMMAND_BODY;
	int len = 0;

	if (c->echo.len > 0) {
		len = (int)c->echo.len;
		memcpy(body, c->echo.p, c->echo.len);
	} else if (status == MBIM_STATUS_NONE || c->failure_body) {
		len = c->cid->put(m, c->arg, body,
				  sizeof(m->scratch) - MBIM_MSG_COMMAND_BODY);
	}
	send_done(m, c->transaction, &mbim_services[c->cid->service].uuid,
		  c->cid->number, status, len);
}

/* MBIMEx 2.0 "Versioning scheme": VERSION is negotiated only as the first CID
 * after DEVICE_SERVICES; the result lasts while the device is enumerated. */
static void watch_negotiation(struct sim_modem *m, const struct sim_cid *cid)
{
	if (cid == NULL || cid->service != MBIM_SERVICE_BASIC_CONNECT ||
	    cid->number != MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES)
		m->may_negotiate = false;
}

static uint32_t carry_out(struct sim_modem *m, struct sim_call *c)
{
	sim_handler *fn = c->set ? c->cid->set : c->cid->query;

	if (sim_outstanding_count(m) >= m->config.max_outstanding)
		return MBIM_STATUS_BUSY;
	if (fn == NULL)
		return MBIM_STATUS_INVALID_DEVICE_SERVICE_OPERATION;
	return fn(m, c);
}

void sim_dispatch(struct sim_modem *m, const struct mbim_msg *msg,
		  uint64_t now_ms)
{
	struct sim_call c = {
		.transaction = msg->transaction,
		.cid = find(&msg->service, msg->cid),
		.set = msg->code == 1,
		.body = msg->body,
		.now_ms = now_ms,
	};
	uint32_t status;
	int len = sim_scenario_answer(m, msg, &status,
				      m->scratch + MBIM_MSG_COMMAND_BODY);

	if (len >= 0) {
		watch_negotiation(m, c.cid);
		send_done(m, msg->transaction, &msg->service, msg->cid, status,
			  len);
		return;
	}
	if (c.cid == NULL || !sim_offers(m, c.cid)) {
		watch_negotiation(m, NULL);
		send_done(m, msg->transaction, &msg->service, msg->cid,
			  MBIM_STATUS_NO_DEVICE_SUPPORT, 0);
		return;
	}
	status = carry_out(m, &c);
	watch_negotiation(m, c.cid);
	if (status != SIM_LATER)
		answer(m, &c, status);
}

void sim_dispatch_close(struct sim_modem *m)
{
	memset(m->subscribed, 0, sizeof(m->subscribed));
	memset(m->deferred, 0, sizeof(m->deferred));
	m->n_dss = 0;
	m->may_negotiate = true;
}

uint32_t sim_defer(struct sim_modem *m, enum sim_wait wait,
		   const struct sim_call *c)
{
	struct sim_deferred *d = &m->deferred[wait];

	if (d->cid != NULL)
		return MBIM_STATUS_BUSY;
	*d = (struct sim_deferred){
		.cid = c->cid, .transaction = c->transaction, .arg = c->arg};
	return SIM_LATER;
}

void sim_finish(struct sim_modem *m, enum sim_wait wait, uint32_t status)
{
	struct sim_deferred d = m->deferred[wait];
	struct sim_call c = {
		.cid = d.cid,
		.transaction = d.transaction,
		.arg = d.arg,
		.failure_body = true, /* the NwError is in the fields */
	};

	if (d.cid == NULL)
		return;
	m->deferred[wait].cid = NULL;
	answer(m, &c, status);
}

static bool subscribed(const struct sim_modem *m, const struct sim_cid *cid)
{
	return (m->subscribed[cid->service] >> (cid->number & 63) & 1) != 0;
}

void sim_indicate(struct sim_modem *m, uint8_t service, uint32_t number,
		  uint32_t arg)
{
	const struct sim_cid *cid = find(&mbim_services[service].uuid, number);
	int len;

	assert(cid != NULL);
	if (!m->open || !sim_offers(m, cid) || !subscribed(m, cid))
		return;
	len = cid->put(m, arg, m->scratch + MBIM_MSG_INDICATION_BODY,
		       sizeof(m->scratch) - MBIM_MSG_INDICATION_BODY);
	assert(len >= 0);
	sim_queue_indication(m, service, number, (size_t)len);
}
