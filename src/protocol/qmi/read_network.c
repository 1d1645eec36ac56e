/* Answers and indications of NAS: what they change. */
#include "protocol/qmi/state.h"

#define NEWS(about) (1u << (about))

int qmi_read_serving(struct qmi_state *s, const struct qmi_answer *a)
{
	return a->error ? 0
			: qmi_network_serving(&s->known.network,
					      a->message->tlvs);
}

/* A modem that is not registered is said to be detached, too, also when it only
 * changes the cell: that is no word of its own. */
static void note_place(struct qmi_state *s)
{
	s->news |= NEWS(ATT_ABOUT_REGISTRATION);
	if (qmi_network_registered(&s->known.network))
		s->news |= NEWS(ATT_ABOUT_PACKET);
}

int qmi_read_serving_news(struct qmi_state *s, const struct qmi_answer *a)
{
	int err = qmi_network_serving_news(&s->known.network, a->message->tlvs);

	if (!err)
		note_place(s);
	return err;
}

int qmi_read_system(struct qmi_state *s, const struct qmi_answer *a)
{
	return a->error ? 0
			: qmi_network_system(&s->known.network,
					     a->message->tlvs);
}

int qmi_read_system_news(struct qmi_state *s, const struct qmi_answer *a)
{
	int err = qmi_network_system_news(&s->known.network, a->message->tlvs);

	if (!err)
		note_place(s);
	return err;
}

int qmi_read_reject(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_network *n = &s->known.network;
	int err = qmi_network_reject(n, a->message->tlvs);

	if (err)
		return err;
	s->news |= NEWS(ATT_ABOUT_PACKET);
	if (n->reject_cause && !qmi_network_registered(n))
		s->news |= NEWS(ATT_ABOUT_REGISTRATION);
	return 0;
}

int qmi_read_preference(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_network *n = &s->known.network;
	int err = qmi_network_preference(n, a->message->tlvs);

	if (a->error)
		n->rat_modes = 0;
	s->lacks.rat_modes = !n->rat_modes;
	return err;
}

int qmi_read_signal(struct qmi_state *s, const struct qmi_answer *a)
{
	qmi_network_no_signal(&s->known.network);
	s->lacks.signal_info |= a->error && qmi_lacking(a->error);
	return a->error ? 0
			: qmi_network_signal(&s->known.network,
					     a->message->tlvs);
}

int qmi_read_strength(struct qmi_state *s, const struct qmi_answer *a)
{
	qmi_network_no_signal(&s->known.network);
	return a->error ? 0
			: qmi_network_strength(&s->known.network,
					       a->message->tlvs);
}
