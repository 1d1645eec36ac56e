/* Finding services and messages of QMI's spec. */
#include "generated/qmi_messages.h"

const struct qmi_service_info *qmi_service_find(uint16_t number)
{
	for (uint16_t i = 0; i < qmi_services_count; i++)
		if (qmi_services[i].number == number)
			return &qmi_services[i];
	return NULL;
}

static bool is_called(const char *name, size_t name_len, const char *s,
		      size_t len)
{
	size_t i = 0;

	while (i < len && i < name_len && name[i] == s[i])
		i++;
	return i == len && i == name_len;
}

const struct qmi_service_info *qmi_service_named(const char *name, size_t len)
{
	for (uint16_t i = 0; i < qmi_services_count; i++)
		if (is_called(qmi_services[i].name, qmi_services[i].name_len,
			      name, len))
			return &qmi_services[i];
	return NULL;
}

/* The first of that number, or where it would be. */
static unsigned lower_bound(const struct qmi_service_info *s, uint16_t number)
{
	unsigned lo = 0, hi = s->n_messages;

	while (lo < hi) {
		unsigned mid = lo + (hi - lo) / 2;

		if (s->messages[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* How well a message suits: its kind counts more than its vendor. */
static unsigned fit(const struct qmi_message_info *m, enum qmi_kind kind,
		    uint16_t vendor)
{
	unsigned as = kind == QMI_INDICATION ? 1u << QMI_INDICATION
					     : 1u << QMI_REQUEST;

	return 1u + (m->kinds & as ? 4u : 0u) + (!m->vendor ? 1u : 0u) +
	       (m->vendor && m->vendor == vendor ? 2u : 0u);
}

const struct qmi_message_info *qmi_message_find(
	const struct qmi_service_info *s, uint16_t number, enum qmi_kind kind,
	uint16_t vendor)
{
	const struct qmi_message_info *m = &s->messages[lower_bound(s, number)];
	const struct qmi_message_info *end = s->messages + s->n_messages;
	const struct qmi_message_info *best = m;

	if (m == end || m->number != number)
		return NULL;
	while (++m < end && m->number == number)
		if (fit(m, kind, vendor) > fit(best, kind, vendor))
			best = m;
	return best;
}

static unsigned known_tlvs(const struct att_layout *layout,
			   struct att_bytes list)
{
	struct qmi_tlv tlv;
	unsigned n = 0;

	while (layout && qmi_tlv_next(&list, &tlv))
		n += qmi_layout_tlv(layout, tlv.type) != NULL;
	return n;
}

const struct qmi_message_info *qmi_message_of(const struct qmi_message *m)
{
	const struct qmi_service_info *s = qmi_service_find(m->head.service);
	enum qmi_kind kind = m->head.kind;
	const struct qmi_message_info *best, *one, *end;

	if (!s)
		return NULL;
	best = qmi_message_find(s, m->head.message, kind, 0);
	end = s->messages + s->n_messages;
	if (!best)
		return NULL;
	for (one = best + 1; one < end && one->number == best->number; one++)
		if (fit(one, kind, 0) == fit(best, kind, 0) &&
		    known_tlvs(qmi_message_layout(one, kind), m->tlvs) >
			    known_tlvs(qmi_message_layout(best, kind), m->tlvs))
			best = one;
	return best;
}

const struct qmi_message_info *qmi_message_named(
	const struct qmi_service_info *s, const char *name, size_t len)
{
	for (unsigned i = 0; i < s->n_messages; i++)
		if (is_called(qmi_message_info_name(&s->messages[i]),
			      s->messages[i].name_len, name, len))
			return &s->messages[i];
	return NULL;
}

const char *qmi_service_name(uint16_t service)
{
	return att_enum_name(qmi_enum(QMI_ENUM_service), service);
}

const char *qmi_message_name(const struct qmi_head *h)
{
	const struct qmi_service_info *s = qmi_service_find(h->service);
	const struct qmi_message_info *m = NULL;

	if (s)
		m = qmi_message_find(s, h->message, h->kind, 0);
	return m ? qmi_message_info_name(m) : NULL;
}
