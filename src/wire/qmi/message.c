/* Finding services and messages of QMI's spec. */
#include "generated/qmi_messages.h"

const struct qmi_service_info *qmi_service_find(uint16_t number)
{
	/* Most count from 0. */
	if (number < qmi_services_count &&
	    qmi_services[number].number == number)
		return &qmi_services[number];
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
static const struct qmi_message_info *lower_bound(
	const struct qmi_service_info *s, uint16_t number)
{
	const struct qmi_message_info *m = s->messages;

	for (unsigned n = s->n_messages, half; n; n -= half) {
		half = n - n / 2;
		m += m[half - 1].number < number ? half : 0;
	}
	return m;
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

static unsigned known_tlvs(const struct att_layout *layout,
			   struct att_bytes list)
{
	struct qmi_tlv tlv;
	unsigned n = 0;

	while (layout && qmi_tlv_next(&list, &tlv))
		n += qmi_layout_tlv(layout, tlv.type) != NULL;
	return n;
}

/* Of those with this number the one that suits best; with its TLVs, of several
 * the one that knows most of them. */
static inline const struct qmi_message_info *find(
	const struct qmi_service_info *s, uint16_t number, enum qmi_kind kind,
	uint16_t vendor, const struct att_bytes *tlvs)
{
	const struct qmi_message_info *best = lower_bound(s, number);
	const struct qmi_message_info *end = s->messages + s->n_messages;

	if (best == end || best->number != number)
		return NULL;
	for (const struct qmi_message_info *m = best + 1;
	     m < end && m->number == number; m++) {
		unsigned fits = fit(m, kind, vendor);
		unsigned most = fit(best, kind, vendor);

		if (fits > most ||
		    (fits == most && tlvs &&
		     known_tlvs(qmi_message_layout(m, kind), *tlvs) >
			     known_tlvs(qmi_message_layout(best, kind), *tlvs)))
			best = m;
	}
	return best;
}

const struct qmi_message_info *qmi_message_find(
	const struct qmi_service_info *s, uint16_t number, enum qmi_kind kind,
	uint16_t vendor)
{
	return find(s, number, kind, vendor, NULL);
}

const struct qmi_message_info *qmi_message_of(const struct qmi_message *m)
{
	const struct qmi_service_info *s = qmi_service_find(m->head.service);

	if (!s)
		return NULL;
	return find(s, m->head.message, m->head.kind, 0, &m->tlvs);
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

bool qmi_message_has_word(const struct qmi_message_info *m, const char *word)
{
	const char *at = qmi_message_info_name(m);

	for (;;) {
		size_t n = 0;

		while (word[n] && at[n] == word[n])
			n++;
		if (!word[n] && (!at[n] || at[n] == '_'))
			return true;
		while (*at && *at != '_')
			at++;
		if (!*at++)
			return false;
	}
}

bool qmi_message_tells(const struct qmi_message_info *m)
{
	static const char *const words[] = {"get", "read", "list", "scan"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (qmi_message_has_word(m, words[i]))
			return true;
	return false;
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
