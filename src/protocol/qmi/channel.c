/* The control chart of QMI: versions, sync, clients and the data format. */
#include "protocol/qmi/state.h"

#define OPEN_OVERALL_MS 45000u

/* A round of opening, with the time that it has for all of it. */
static bool opening(uint8_t state)
{
	return state == QMI_CONTROL_OPENING || state == QMI_CONTROL_SYNCING ||
	       state == QMI_CONTROL_CLIENTS || state == QMI_CONTROL_FORMAT;
}

/* A modem that has restarted knows none of them. */
static bool forgets(enum qmi_control_event event)
{
	return event == QMI_CONTROL_EV_RESTARTED ||
	       event == QMI_CONTROL_EV_GONE || event == QMI_CONTROL_EV_SYNCED;
}

/* What was found out about the modem is found out anew. */
static void begin_round(struct qmi_state *s, uint64_t now_ms)
{
	s->open_until_ms = now_ms + OPEN_OVERALL_MS;
	s->open_refusal = (struct att_open_refusal){0, false};
	s->services_told = false;
	s->news = s->session_news = s->address_news = 0;
	s->radio_tag = 0;
	memset(&s->known, 0, sizeof(s->known));
	memset(&s->lacks, 0, sizeof(s->lacks));
	s->known.autoconnect = UINT8_MAX;
}

bool qmi_channel_step(void *t, uint16_t event, uint64_t now_ms,
		      struct att_trace_rec *rec)
{
	struct qmi_state *s = t;
	uint8_t from = s->control.state;

	if (!qmi_control_step(&s->control, (enum qmi_control_event)event, rec))
		return false;
	if (forgets((enum qmi_control_event)event))
		qmi_clients_forget(s);
	if (from == QMI_CONTROL_OPEN)
		qmi_clients_leave(s);
	if (from == QMI_CONTROL_SYNCING)
		s->synced = event == QMI_CONTROL_EV_SYNCED;
	if (s->control.state == QMI_CONTROL_OPENING && !opening(from))
		begin_round(s, now_ms);
	if (s->control.state == QMI_CONTROL_CLIENTS)
		s->format_known = s->names_endpoint = false;
	return true;
}

enum att_channel qmi_channel(const void *t)
{
	static const enum att_channel channels[] = {
		[QMI_CONTROL_ABSENT] = ATT_CHANNEL_ABSENT,
		[QMI_CONTROL_CLOSED] = ATT_CHANNEL_CLOSED,
		[QMI_CONTROL_OPENING] = ATT_CHANNEL_OPENING,
		[QMI_CONTROL_SYNCING] = ATT_CHANNEL_OPENING,
		[QMI_CONTROL_CLIENTS] = ATT_CHANNEL_SYNCHRONISING,
		[QMI_CONTROL_FORMAT] = ATT_CHANNEL_SYNCHRONISING,
		[QMI_CONTROL_OPEN] = ATT_CHANNEL_OPEN,
		[QMI_CONTROL_RESYNCING] = ATT_CHANNEL_OPENING,
		[QMI_CONTROL_GIVING_UP] = ATT_CHANNEL_OPENING,
		[QMI_CONTROL_CLOSING] = ATT_CHANNEL_CLOSING,
		[QMI_CONTROL_WAITING] = ATT_CHANNEL_WAITING,
	};
	const struct qmi_state *s = t;

	return channels[s->control.state];
}

uint16_t qmi_channel_order(uint8_t effect)
{
	static const uint16_t orders[] = {
		[QMI_CONTROL_DO_NOTHING] = ATT_OP_NONE,
		[QMI_CONTROL_DO_QUERY_VERSIONS] = QMI_OP_VERSIONS,
		[QMI_CONTROL_DO_SYNC] = QMI_OP_SYNC,
		[QMI_CONTROL_DO_ALLOCATE_CLIENTS] = QMI_OP_CLIENTS,
		[QMI_CONTROL_DO_AGREE_FORMAT] = QMI_OP_FORMAT,
		[QMI_CONTROL_DO_RELEASE_CLIENTS] = QMI_OP_RELEASE,
		[QMI_CONTROL_DO_ANNOUNCE_OPEN] = ATT_OP_ANNOUNCE_OPEN,
		[QMI_CONTROL_DO_RESET_PORT] = ATT_OP_RESET_PORT,
	};

	return orders[effect];
}

/* --- silence ------------------------------------------------------------- */

/* Silence where other messages were answered than ours does not end by itself:
 * on the kernel's cdc-wdm each message fetches the answer to the one before. */
static uint16_t silence(struct qmi_state *s, enum qmi_control_event otherwise)
{
	const bool desynced = s->desynced;

	s->desynced = false;
	return (uint16_t)(desynced ? QMI_CONTROL_EV_DESYNCED : otherwise);
}

static uint16_t silent(struct qmi_state *s, uint64_t now_ms)
{
	return silence(s, now_ms >= s->open_until_ms ? QMI_CONTROL_EV_EXHAUSTED
						     : QMI_CONTROL_EV_TIMEOUT);
}

/* What is not answered is asked for once more on a channel opened anew, and is
 * then done without. */
static uint16_t silent_step(struct qmi_state *s, bool *before)
{
	bool again = *before;

	*before = true;
	return silence(s,
		       again ? QMI_CONTROL_EV_FAILED : QMI_CONTROL_EV_TIMEOUT);
}

uint16_t qmi_channel_unanswered(void *t, uint16_t kind, uint64_t now_ms)
{
	struct qmi_state *s = t;

	switch (kind) {
	case QMI_OP_CLIENTS:
		if (qmi_client_is_left(s))
			qmi_client_unanswered(s);
		return silent(s, now_ms);
	case QMI_OP_VERSIONS:
		return silent(s, now_ms);
	case QMI_OP_SYNC:
		return silent_step(s, &s->sync_unanswered);
	case QMI_OP_FORMAT:
		return silent_step(s, &s->format_unanswered);
	}
	return QMI_CONTROL_EV_TIMEOUT;
}

/* --- answers ------------------------------------------------------------- */

static uint16_t clients_done(struct qmi_state *s, uint16_t refused)
{
	s->open_refusal.code = s->no_client = refused;
	if (refused)
		return QMI_CONTROL_EV_REFUSED;
	return (uint16_t)(qmi_channel_agrees(s) ? QMI_CONTROL_EV_CLIENTS_GIVEN
						: QMI_CONTROL_EV_CLIENTS_PLAIN);
}

uint16_t qmi_channel_done(struct qmi_state *s, uint16_t kind, uint16_t refused)
{
	switch (kind) {
	case QMI_OP_VERSIONS:
		return (uint16_t)(s->link.shared || s->link.inside
					  ? QMI_CONTROL_EV_ANSWERED_SHARED
					  : QMI_CONTROL_EV_ANSWERED_ALONE);
	case QMI_OP_SYNC:
		s->sync_unanswered = false;
		return (uint16_t)(refused ? QMI_CONTROL_EV_FAILED
					  : QMI_CONTROL_EV_SYNCED);
	case QMI_OP_CLIENTS:
		return clients_done(s, refused);
	case QMI_OP_FORMAT:
		s->format_unanswered = false;
		return (uint16_t)(s->format_known ? QMI_CONTROL_EV_FORMAT_KNOWN
						  : QMI_CONTROL_EV_FAILED);
	}
	return QMI_CONTROL_EV_RELEASED;
}

bool qmi_channel_has(const struct qmi_state *s, uint8_t service)
{
	return !s->services_told ||
	       (s->services[service / 8] & 1u << service % 8);
}

bool qmi_channel_agrees(const struct qmi_state *s)
{
	return s->link.links != 0;
}

/* --- for people ---------------------------------------------------------- */

/* Of a modem that others use as well attache cannot know which ids are left
 * behind. */
void qmi_channel_problem(const struct qmi_state *s,
			 struct att_channel_status *out)
{
	if (s->no_client != QMI_PROTOCOL_ERROR_CLIENT_IDS_EXHAUSTED)
		return;
	out->instead = "asking again, until one is given back";
	if (s->link.inside)
		out->why = "the modem has no client id left, and to take all "
			   "back (sync) would take those of its MBIM, too";
	else if (s->link.shared)
		out->why =
			"the modem has no client id left, and to take all "
			"back (sync) would take those of the other programs, "
			"too";
	else
		out->why = "the modem has no client id left, though it was "
			   "told to take all back (sync)";
}
