/* Facts of the world become indications and late answers. */
#include "tools/simodem/qmi.h"

/* A modem that dials by itself does so when it is attached. */
static void dial(struct sim_qmi *q)
{
	if (q->autoconnect != QMI_WDS_AUTOCONNECT_SETTING_ENABLED ||
	    q->world->now.packet != SIM_ATTACHED)
		return;
	sim_world_activate(q->world, 0, SIM_IPV4, q->world->context[0].apn,
			   q->pipe.now_ms);
}

/* Calls end before what they stand on: that is told first. */
static void session_changed(struct sim_qmi *q, uint32_t session)
{
	if (q->state->session[session].is == SIM_INACTIVE) {
		sim_qmi_calls_down(q, session,
				   q->state->session[session].cause);
		sim_qmi_calls_tell(q);
	} else if (q->state->session[session].is == SIM_ACTIVE) {
		sim_qmi_calls_up(q, session);
	}
}

static void take(struct sim_qmi *q, const struct sim_fact *f)
{
	switch (f->kind) {
	case SIM_CARD_CHANGED:
		sim_uim_card_tell(q);
		sim_dms_card_tell(q);
		break;
	case SIM_SLOT_CHANGED:
		sim_uim_slot_tell(q);
		break;
	case SIM_RADIO_CHANGED:
		sim_dms_radio_changed(q);
		break;
	case SIM_REGISTRATION_CHANGED:
		sim_nas_system_tell(q);
		break;
	case SIM_CELL_CHANGED: /* packet service says so, if it is another area
				*/
		break;
	case SIM_PACKET_CHANGED:
		sim_nas_system_tell(q);
		dial(q);
		break;
	case SIM_SIGNAL_CHANGED:
		sim_nas_signal_tell(q);
		break;
	case SIM_SESSION_CHANGED:
		session_changed(q, f->about);
		break;
	case SIM_ADDRESSES_CHANGED:
		sim_wds_addresses_tell(q, f->about);
		break;
	case SIM_REGISTER_ENDED:
	case SIM_ATTACH_ENDED:
	case SIM_ACTIVATE_ENDED:
		break;
	case SIM_SMS_FULL:
		break;
	case SIM_SMS_CAME:
		sim_wms_came_tell(q, f->about);
		break;
	case SIM_SMS_ALERT:
		sim_wms_alert_tell(q, f->about);
		break;
	case SIM_USSD_ANSWERED:
	case SIM_USSD_CAME:
		sim_voice_ussd_tell(q);
		break;
	}
}

void sim_qmi_fact_take(struct sim_qmi *q, const struct sim_fact *fact)
{
	q->state = &fact->then;
	take(q, fact);
	q->state = &q->world->now;
}

/* Inside MBIM that face pulls them, for both. */
void sim_qmi_facts_take(struct sim_qmi *q)
{
	struct sim_fact f;

	if (q->inside)
		return;
	while (sim_world_next(q->world, &f))
		sim_qmi_fact_take(q, &f);
	sim_qmi_calls_tell(q);
}
