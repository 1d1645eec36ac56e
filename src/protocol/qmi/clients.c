/* The clients that the modem has given us. Who leaves without giving them back
 * leaks them until the modem restarts, or until the next run is told of them.
 */
#include <assert.h>

#include "protocol/qmi/state.h"

struct qmi_client *qmi_client_find(struct qmi_state *s, uint8_t service,
				   uint8_t use)
{
	for (unsigned i = 0; i < s->n_clients; i++)
		if (s->client[i].service == service && s->client[i].use == use)
			return &s->client[i];
	return NULL;
}

bool qmi_client_has(const struct qmi_state *s, uint8_t service, uint8_t use)
{
	return qmi_client_find((struct qmi_state *)s, service, use) != NULL;
}

struct qmi_client *qmi_client_of(struct qmi_state *s, uint8_t service,
				 uint8_t id)
{
	for (unsigned i = 0; i < s->n_clients; i++)
		if (s->client[i].service == service && s->client[i].id == id)
			return &s->client[i];
	return NULL;
}

void qmi_client_add(struct qmi_state *s, uint8_t service, uint8_t id,
		    uint8_t use)
{
	if (s->n_clients == QMI_CLIENTS || qmi_client_of(s, service, id))
		return;
	s->client[s->n_clients++] = (struct qmi_client){
		.service = service,
		.id = id,
		.use = use,
	};
}

void qmi_client_drop(struct qmi_state *s, uint8_t service, uint8_t id)
{
	struct qmi_client *c = qmi_client_of(s, service, id);
	unsigned at;

	if (!c)
		return;
	if (service == QMI_SERVICE_WDS &&
	    c->use < QMI_SESSIONS * QMI_FAMILIES) /* its call ends with it */
		memset(&s->session[c->use / QMI_FAMILIES]
				.call[c->use % QMI_FAMILIES],
		       0, sizeof(struct qmi_call));
	at = (unsigned)(c - s->client);
	s->n_clients--;
	memmove(c, c + 1, (s->n_clients - at) * sizeof(*c));
}

uint16_t qmi_ctl_transaction(struct qmi_state *s)
{
	if (!++s->ctl_transaction)
		s->ctl_transaction = 1;
	return s->ctl_transaction;
}

uint16_t qmi_client_transaction(struct qmi_client *c)
{
	if (!++c->transaction)
		c->transaction = 1;
	return c->transaction;
}

/* --- of an earlier run --------------------------------------------------- */

void qmi_clients_take(struct qmi_state *s, const struct att_left *left)
{
	for (size_t i = 0; i + 1 < left->len; i += 2)
		qmi_client_add(s, left->b[i], left->b[i + 1], QMI_USE_LEFT);
}

void qmi_clients_left(const void *t, struct att_left *out)
{
	const struct qmi_state *s = t;

	static_assert(2 * QMI_CLIENTS <= ATT_LEFT_MAX, "room for all");
	out->len = 0;
	for (unsigned i = 0; i < s->n_clients && !s->synced; i++) {
		out->b[out->len++] = s->client[i].service;
		out->b[out->len++] = s->client[i].id;
	}
}

bool qmi_client_is_left(const struct qmi_state *s)
{
	return s->n_clients &&
	       s->client[s->n_clients - 1].use >= QMI_USE_LEFT_AGAIN;
}

void qmi_client_unanswered(struct qmi_state *s)
{
	struct qmi_client *c = &s->client[s->n_clients - 1];

	if (c->use == QMI_USE_LEFT)
		c->use = QMI_USE_LEFT_AGAIN;
	else
		qmi_client_drop(s, c->service, c->id);
}

void qmi_clients_leave(struct qmi_state *s)
{
	unsigned own = 0, left = 0;
	struct qmi_client of_others[QMI_CLIENTS];

	for (unsigned i = 0; i < s->n_clients; i++)
		if (s->client[i].use != QMI_USE_OTHERS) {
			s->client[own++] = s->client[i];
		} else {
			of_others[left] = s->client[i];
			of_others[left++].use = QMI_USE_LEFT;
		}
	memcpy(s->client + own, of_others, left * sizeof(*of_others));
}

void qmi_clients_forget(struct qmi_state *s)
{
	s->n_clients = 0;
	/* What is answered from now on is about none of them. */
	for (unsigned i = 0; i < QMI_PENDING; i++)
		s->pending[i].due = false;
	s->indications = false;
	memset(s->session, 0, sizeof(s->session));
}
