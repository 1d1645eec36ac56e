/* CTL: versions, clients, synchronisation, and the data format of modems before
 * WDA. */
#include "tools/simodem/qmi.h"

/* What a modem of some years ago says. */
static const struct qmi_ctl_service_list versions[] = {
	{QMI_SERVICE_CTL, 1, 5},  {QMI_SERVICE_WDS, 1, 67},
	{QMI_SERVICE_DMS, 1, 14}, {QMI_SERVICE_NAS, 1, 25},
	{QMI_SERVICE_WMS, 1, 10}, {QMI_SERVICE_VOICE, 2, 1},
	{QMI_SERVICE_UIM, 1, 46}, {QMI_SERVICE_LOC, 2, 0},
	{QMI_SERVICE_WDA, 1, 16},
};
#define N_VERSIONS (sizeof(versions) / sizeof(versions[0]))

/* A host that asks has opened the channel; one that has used it since has
 * opened it anew. */
static void open_channel(struct sim_qmi *q)
{
	if (q->used) {
		sim_failures_remedy(q->world, SIM_REMEDY_REOPEN,
				    SIM_ANY_SESSION);
		sim_script_remedy(&q->script, SIM_REMEDY_REOPEN);
	}
	q->pipe.counters.opens++;
	q->opened = true;
	q->used = false;
}

uint16_t sim_ctl_version_info(struct sim_qmi *q, struct sim_qmi_call *c)
{
	const struct sim_qmi_config *also = &q->config->qmi;
	struct qmi_ctl_service_list list[N_VERSIONS + SIM_QMI_ALSO];
	struct qmi_ctl_get_version_info_resp r = {.has.service_list = true};
	uint32_t n = 0;

	open_channel(q);
	for (size_t i = 0; i < N_VERSIONS; i++)
		if (sim_qmi_offers(q, versions[i].service, SIM_QMI_SERVICE))
			list[n++] = versions[i];
	for (uint32_t i = 0; i < also->n_also; i++)
		list[n++] = (struct qmi_ctl_service_list){
			.service = also->also[i], .major_version = 1};
	r.service_list = att_array_of(list, n);
	SIM_QMI_PUT(c, ctl_get_version_info, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_ctl_allocate(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_ctl_allocate_cid_req req;
	struct qmi_ctl_allocate_cid_resp r = {.has.allocation_info = true};
	struct sim_client *client;

	if (!SIM_QMI_READ(c, ctl_allocate_cid, &req) || !req.has.service)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (req.service == QMI_SERVICE_CTL ||
	    !sim_qmi_offers(q, req.service, SIM_QMI_SERVICE))
		return QMI_PROTOCOL_ERROR_INVALID_SERVICE_TYPE;
	client = sim_client_new(q, req.service);
	if (client == NULL)
		return QMI_PROTOCOL_ERROR_CLIENT_IDS_EXHAUSTED;
	r.allocation_info.service = req.service;
	r.allocation_info.cid = client->id;
	SIM_QMI_PUT(c, ctl_allocate_cid, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* Its call ends with a client. */
uint16_t sim_ctl_release(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_ctl_release_cid_req req;
	struct qmi_ctl_release_cid_resp r = {.has.release_info = true};
	struct sim_client *client;

	if (!SIM_QMI_READ(c, ctl_release_cid, &req) || !req.has.release_info)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	client = sim_client_find(q, req.release_info.service,
				 req.release_info.cid);
	if (client == NULL)
		return QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID;
	sim_qmi_call_end(q, client);
	client->id = 0;
	r.release_info = req.release_info;
	SIM_QMI_PUT(c, ctl_release_cid, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* A modem with WDA answers as well; one that has no raw IP says so. */
uint16_t sim_ctl_set_data_format(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_ctl_set_data_format_req req;
	struct qmi_ctl_set_data_format_resp r = {.has.protocol = true};

	if (!SIM_QMI_READ(c, ctl_set_data_format, &req) || !req.has.format)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (req.has.protocol &&
	    (req.protocol > 15 ||
	     (q->config->qmi.links >> req.protocol & 1) == 0))
		return QMI_PROTOCOL_ERROR_INVALID_DATA_FORMAT;
	if (req.has.protocol)
		q->format.link = req.protocol;
	r.protocol = (uint16_t)q->format.link;
	SIM_QMI_PUT(c, ctl_set_data_format, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* Every client and every call is gone, also those of others. */
uint16_t sim_ctl_sync(struct sim_qmi *q, struct sim_qmi_call *c)
{
	(void)c;
	open_channel(q);
	memset(q->client, 0, sizeof(q->client));
	for (uint32_t i = 0; i < SIM_SESSIONS; i++)
		sim_world_deactivate(q->world, i);
	q->world->left_ended = UINT8_MAX;
	sim_qmi_format_init(q);
	return QMI_PROTOCOL_ERROR_NONE;
}
