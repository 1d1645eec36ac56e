/* Commands to their handlers. What a handler does to the world is told before
 * its command is answered. */
#include "tools/simodem/mbim.h"

/* MBIMEx 2.0 "Versioning scheme": VERSION is negotiated only as the first CID
 * after DEVICE_SERVICES; the result lasts while the device is enumerated. */
static void watch_negotiation(struct sim_mbim *m, const struct sim_cid *cid)
{
	if (cid == NULL || cid->service != MBIM_SERVICE_BASIC_CONNECT ||
	    cid->number != MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES)
		m->may_negotiate = false;
}

static uint32_t carry_out(struct sim_mbim *m, struct sim_call *c)
{
	sim_handler *fn = c->set ? c->cid->set : c->cid->query;
	uint32_t status;

	if (sim_outstanding_count(m) >= m->config->max_outstanding)
		return MBIM_STATUS_BUSY;
	if (fn == NULL)
		return MBIM_STATUS_INVALID_DEVICE_SERVICE_OPERATION;
	status = fn(m, c);
	sim_facts_take(m);
	if (c->changed)
		sim_indicate(m, c->cid->service, c->cid->number, c->arg);
	if (c->elsewhere)
		sim_inside_answer(m);
	return status == SIM_LATER && !c->elsewhere ? sim_defer(m, c) : status;
}

/* What the scenario says in place of the model; false: the model has to answer.
 */
static bool answered(struct sim_mbim *m, const struct mbim_msg *msg,
		     const struct sim_cid *cid, const struct sim_answer *a)
{
	int len = a->silent ? 0
			    : sim_scenario_put(
				      m, a, m->scratch + MBIM_MSG_COMMAND_BODY);

	if (len == SIM_MODEL_ANSWERS)
		return false;
	watch_negotiation(m, cid);
	if (!a->silent)
		sim_reply_done(m, msg->transaction, &msg->service, msg->cid,
			       a->status, len);
	return true;
}

void sim_dispatch(struct sim_mbim *m, const struct mbim_msg *msg,
		  uint64_t now_ms)
{
	struct sim_call c = {
		.transaction = msg->transaction,
		.cid = sim_reply_find(m, &msg->service, msg->cid),
		.set = msg->code == 1,
		.body = msg->body,
		.now_ms = now_ms,
	};
	const struct sim_answer *a = sim_scenario_answer(m, msg);
	bool known = c.cid != NULL && sim_offers(m, c.cid);
	uint32_t status;

	if (a != NULL && a->carry_out && known)
		c.instead = a;
	else if (a != NULL && answered(m, msg, c.cid, a))
		return;
	if (!known) {
		watch_negotiation(m, NULL);
		sim_reply_done(m, msg->transaction, &msg->service, msg->cid,
			       MBIM_STATUS_NO_DEVICE_SUPPORT, 0);
		return;
	}
	status = carry_out(m, &c);
	watch_negotiation(m, c.cid);
	if (status != SIM_LATER)
		sim_reply(m, &c, status);
}

void sim_dispatch_close(struct sim_mbim *m)
{
	memset(m->subscribed, 0, sizeof(m->subscribed));
	memset(m->deferred, 0, sizeof(m->deferred));
	m->n_dss = 0;
	m->may_negotiate = true;
}
