/* Facts of the world to indications, and to answers that waited for them. */
#include "tools/simodem/mbim.h"

static void basic(struct sim_mbim *m, uint32_t cid, uint32_t arg)
{
	sim_indicate(m, MBIM_SERVICE_BASIC_CONNECT, cid, arg);
}

static void extension(struct sim_mbim *m, uint32_t cid, uint32_t arg)
{
	sim_indicate(m, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS, cid, arg);
}

/* What it stores can be read now, or no longer. */
static void card_changed(struct sim_mbim *m)
{
	basic(m, MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS, 0);
	sim_indicate(m, MBIM_SERVICE_SMS, MBIM_CID_SMS_CONFIGURATION, 0);
	sim_indicate(m, MBIM_SERVICE_PHONEBOOK,
		     MBIM_CID_PHONEBOOK_CONFIGURATION, 0);
}

static void store_changed(struct sim_mbim *m, uint32_t place)
{
	sim_indicate(m, MBIM_SERVICE_SMS, MBIM_CID_SMS_MESSAGE_STORE_STATUS,
		     place);
}

static void packet_changed(struct sim_mbim *m)
{
	basic(m, MBIM_CID_BASIC_CONNECT_PACKET_SERVICE, 0);
	extension(m, MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LTE_ATTACH_INFO, 0);
}

/* A network says its name and time to whom it takes in. */
static void registration_changed(struct sim_mbim *m)
{
	basic(m, MBIM_CID_BASIC_CONNECT_REGISTER_STATE, 0);
	if (sim_registered(m->state))
		sim_indicate(m, MBIM_SERVICE_MS_VOICE_EXTENSIONS,
			     MBIM_CID_MS_VOICE_EXTENSIONS_NITZ, 0);
}

static void session_changed(struct sim_mbim *m, uint32_t session)
{
	basic(m, MBIM_CID_BASIC_CONNECT_CONNECT, session);
	sim_sar_session_changed(m);
	if (m->state->session[session].is == SIM_ACTIVE)
		extension(m, MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_PCO, session);
}

static void ended(struct sim_mbim *m, enum sim_wait wait,
		  const struct sim_fact *f)
{
	sim_finish(m, wait, sim_word_status(f->result));
}

/* What a host does with the world mends the scenario's answers too. */
static void remedy(struct sim_mbim *m, const struct sim_fact *f)
{
	if (f->kind == SIM_RADIO_CHANGED && !f->then.radio)
		sim_script_remedy(&m->script, SIM_REMEDY_RADIO);
	if (f->kind == SIM_SESSION_CHANGED &&
	    f->then.session[f->about].is == SIM_INACTIVE)
		sim_script_remedy(&m->script, SIM_REMEDY_SESSION);
}

static void take(struct sim_mbim *m, const struct sim_fact *f)
{
	remedy(m, f);
	switch (f->kind) {
	case SIM_CARD_CHANGED:
		card_changed(m);
		break;
	case SIM_SLOT_CHANGED:
		extension(m,
			  MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SLOT_INFO_STATUS,
			  f->about);
		break;
	case SIM_RADIO_CHANGED:
		basic(m, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0);
		break;
	case SIM_REGISTRATION_CHANGED:
		registration_changed(m);
		break;
	case SIM_SIGNAL_CHANGED:
		basic(m, MBIM_CID_BASIC_CONNECT_SIGNAL_STATE, 0);
		break;
	case SIM_CELL_CHANGED:
		extension(
			m,
			MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LOCATION_INFO_STATUS,
			0);
		break;
	case SIM_PACKET_CHANGED:
		packet_changed(m);
		break;
	case SIM_SESSION_CHANGED:
		session_changed(m, f->about);
		break;
	case SIM_ADDRESSES_CHANGED:
		basic(m, MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION, f->about);
		break;
	case SIM_REGISTER_ENDED:
		ended(m, SIM_WAIT_REGISTER, f);
		break;
	case SIM_ATTACH_ENDED:
		ended(m, SIM_WAIT_ATTACH, f);
		break;
	case SIM_ACTIVATE_ENDED:
		ended(m, (enum sim_wait)(SIM_WAIT_SESSION + f->about), f);
		break;
	case SIM_SMS_CAME:
	case SIM_SMS_FULL:
		store_changed(m, f->about);
		break;
	case SIM_SMS_ALERT:
		sim_sms_alert_tell(m, f->about);
		break;
	case SIM_USSD_ANSWERED:
		ended(m, SIM_WAIT_USSD, f);
		break;
	case SIM_USSD_CAME:
		sim_indicate(m, MBIM_SERVICE_USSD, MBIM_CID_USSD_USSD, 0);
		break;
	}
}

void sim_facts_take(struct sim_mbim *m)
{
	struct sim_fact f;

	while (sim_world_next(m->world, &f)) {
		m->state = &f.then;
		take(m, &f);
		m->state = &m->world->now;
		sim_inside_facts(m, &f);
	}
	sim_inside_facts(m, NULL);
}
