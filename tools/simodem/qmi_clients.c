/* Who is a client of what, and what this modem has. */
#include "tools/simodem/qmi.h"

struct sim_client *sim_client_find(struct sim_qmi *q, uint8_t service,
				   uint8_t id)
{
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++)
		if (q->client[i].id != 0 && q->client[i].id == id &&
		    q->client[i].service == service)
			return &q->client[i];
	return NULL;
}

static struct sim_client *find_room(struct sim_qmi *q)
{
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++)
		if (q->client[i].id == 0)
			return &q->client[i];
	return NULL;
}

/* An id is given out again as soon as it was released. */
struct sim_client *sim_client_new(struct sim_qmi *q, uint8_t service)
{
	struct sim_client *c = find_room(q);
	uint8_t id = 1;

	while (id <= q->config->qmi.clients &&
	       sim_client_find(q, service, id) != NULL)
		id++;
	if (c == NULL || id > q->config->qmi.clients)
		return NULL;
	*c = (struct sim_client){
		.service = service,
		.id = id,
		.events = SIM_TELL_STATUS,
		.family = QMI_WDS_IP_FAMILY_UNSPECIFIED,
	};
	return c;
}

void sim_client_want(struct sim_client *client, bool given, bool on,
		     uint32_t event)
{
	if (given)
		client->events =
			on ? client->events | event : client->events & ~event;
}

static bool is_missing(const struct sim_qmi_config *c, uint8_t service,
		       uint16_t message)
{
	for (uint32_t i = 0; i < c->n_without; i++)
		if (c->without[i].service == service &&
		    c->without[i].message == message)
			return true;
	return false;
}

/* What would take the function away from MBIM. */
static bool is_mbims(uint8_t service, uint16_t message)
{
	static const struct sim_qmi_missing rows[] = {
		{QMI_SERVICE_CTL, QMI_CTL_SYNC},
		{QMI_SERVICE_CTL, QMI_CTL_SET_DATA_FORMAT},
		{QMI_SERVICE_WDA, QMI_WDA_SET_DATA_FORMAT},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].service == service && rows[i].message == message)
			return true;
	return false;
}

/* A service in which nothing is but what a scenario says. */
static bool is_there_also(const struct sim_qmi_config *c, uint8_t service)
{
	for (uint32_t i = 0; i < c->n_also; i++)
		if (c->also[i] == service)
			return true;
	return false;
}

bool sim_qmi_offers(const struct sim_qmi *q, uint8_t service, uint16_t message)
{
	if (q->inside && is_mbims(service, message))
		return false;
	if (is_missing(&q->config->qmi, service, SIM_QMI_SERVICE))
		return false;
	if (message == SIM_QMI_SERVICE &&
	    is_there_also(&q->config->qmi, service))
		return true;
	for (uint32_t i = 0; i < q->n_rows; i++)
		if (q->rows[i].service == service &&
		    (message == SIM_QMI_SERVICE ||
		     q->rows[i].message == message))
			return !is_missing(&q->config->qmi, service, message);
	return false;
}
