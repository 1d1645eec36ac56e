/* What attache and the modem say, in ModemManager's numbers. */
#include "facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The bits of data_class, and of MMModemAccessTechnology. */
static const struct {
	uint32_t mbim, mm;
} access_bits[] = {
	{0x01, 1u << 3},  /* GPRS */
	{0x02, 1u << 4},  /* EDGE */
	{0x04, 1u << 5},  /* UMTS */
	{0x08, 1u << 6},  /* HSDPA */
	{0x10, 1u << 7},  /* HSUPA */
	{0x20, 1u << 14}, /* LTE */
	{0x40, 1u << 15}, /* 5G NR, non-standalone */
	{0x80, 1u << 15}, /* and standalone */
};

uint32_t facts_access(uint32_t data_class)
{
	uint32_t access = 0;

	for (size_t i = 0; i < sizeof(access_bits) / sizeof(access_bits[0]);
	     i++)
		if (data_class & access_bits[i].mbim)
			access |= access_bits[i].mm;
	return access;
}

/* The bits of data_class, and of MMModemMode. */
static const struct {
	uint32_t mbim, mm;
} mode_bits[] = {
	{0x03, 1u << 1}, /* 2G */
	{0x1c, 1u << 2}, /* 3G */
	{0x20, 1u << 3}, /* 4G */
	{0xc0, 1u << 4}, /* 5G */
};

#define MODES (sizeof(mode_bits) / sizeof(mode_bits[0]))

uint32_t facts_modes(uint32_t data_class)
{
	uint32_t modes = 0;

	for (size_t i = 0; i < MODES; i++)
		if (data_class & mode_bits[i].mbim)
			modes |= mode_bits[i].mm;
	return modes;
}

/* MBIMEx 3 has one bit for 5G, the first of the two that MBIMEx 2 has. */
uint32_t facts_data_class(uint32_t modes, uint16_t ex)
{
	uint32_t data_class = 0;

	for (size_t i = 0; i < MODES; i++)
		if (modes & mode_bits[i].mm)
			data_class |= mode_bits[i].mbim;
	return ex >= MBIM_EX_3 ? data_class & ~0x80u : data_class;
}

/* MBIM's numbers in the order of ModemManager's. */
static const uint32_t mico_modes[] = {
	MBIM_MICO_MODE_DEFAULT,
	MBIM_MICO_MODE_UNSUPPORTED,
	MBIM_MICO_MODE_DISABLED,
	MBIM_MICO_MODE_ENABLED,
};

static const uint32_t drx_cycles[] = {
	MBIM_DRX_CYCLE_NOT_SPECIFIED,
	MBIM_DRX_CYCLE_NOT_SUPPORTED,
	MBIM_DRX_CYCLE_32,
	MBIM_DRX_CYCLE_64,
	MBIM_DRX_CYCLE_128,
	MBIM_DRX_CYCLE_256,
};

#define MICO_MODES (sizeof(mico_modes) / sizeof(mico_modes[0]))
#define DRX_CYCLES (sizeof(drx_cycles) / sizeof(drx_cycles[0]))

void facts_of_nr5g(struct facts_nr5g *n, uint32_t mico_mode, uint32_t drx_cycle)
{
	n->mico = n->drx = 0;
	for (uint32_t i = 0; i < MICO_MODES; i++)
		if (mico_modes[i] == mico_mode)
			n->mico = i;
	for (uint32_t i = 0; i < DRX_CYCLES; i++)
		if (drx_cycles[i] == drx_cycle)
			n->drx = i;
}

uint32_t facts_mico_mode(const struct facts_nr5g *n)
{
	return n->mico < MICO_MODES ? mico_modes[n->mico] : UINT32_MAX;
}

uint32_t facts_drx_cycle(const struct facts_nr5g *n)
{
	return n->drx < DRX_CYCLES ? drx_cycles[n->drx] : UINT32_MAX;
}

/* MMModemCapability: GSM and UMTS are one. */
static uint32_t capabilities_of(uint32_t data_class)
{
	return (data_class & 0x1fu ? 1u << 2 : 0) |
	       (data_class & 0x20u ? 1u << 3 : 0) |
	       (data_class & 0xc0u ? 1u << 6 : 0);
}

/* In percent, as ModemManager has it of -113 to -51 dBm. */
static uint32_t quality_of(const struct mbim_attache_status_response *s)
{
	int32_t of = s->rssi_dbm ? s->rssi_dbm + 113 : 0;

	if (!s->rssi_dbm && s->rsrp_dbm) /* -140 to -78 dBm */
		of = s->rsrp_dbm + 140;
	if (of < 0)
		return 0;
	return of > 62 ? 100 : (uint32_t)of * 100 / 62;
}

static uint32_t registration_of(uint32_t register_state)
{
	switch (register_state) {
	case MBIM_REGISTER_STATE_DEREGISTERED:
		return 0;
	case MBIM_REGISTER_STATE_SEARCHING:
		return 2;
	case MBIM_REGISTER_STATE_HOME:
		return 1;
	case MBIM_REGISTER_STATE_ROAMING:
	case MBIM_REGISTER_STATE_PARTNER:
		return 5;
	case MBIM_REGISTER_STATE_DENIED:
		return 3;
	}
	return 4;
}

void facts_text(char *to, size_t cap, const struct att_str *s)
{
	char text[512];
	int n = att_str_get(s, text, sizeof(text));
	size_t len = n < 0 ? 0 : (size_t)n;

	if (len >= cap)
		for (len = cap - 1; len && (text[len] & 0xc0) == 0x80;)
			len--;
	memset(to, 0, cap);
	memcpy(to, text, len);
}

bool facts_is(const struct att_str *s, const char *word)
{
	char text[64];

	return att_str_get(s, text, sizeof(text)) >= 0 &&
	       strcmp(text, word) == 0;
}

/* --- the state of the modem ----------------------------------------------- */

/* The states of attache's chart of the way to packet service (attach.rl). */
static const struct {
	const char *attach;
	int32_t state;
} states[] = {
	{"idle", MM_STATE_DISABLED},
	{"sim_absent", MM_STATE_FAILED},
	{"sim_bad", MM_STATE_FAILED},
	{"pin_blocked", MM_STATE_LOCKED},
	{"puk_blocked", MM_STATE_LOCKED},
	{"radio_blocked", MM_STATE_DISABLED},
	{"registration", MM_STATE_ENABLED},
	{"bearer", MM_STATE_ENABLED},
	{"bearer_setting", MM_STATE_ENABLED},
	{"bearer_cycling", MM_STATE_ENABLED},
	{"registering", MM_STATE_SEARCHING},
	{"searching", MM_STATE_SEARCHING},
	{"regaining", MM_STATE_SEARCHING},
	{"denied", MM_STATE_ENABLED},
	{"roaming_barred", MM_STATE_REGISTERED},
	{"packet", MM_STATE_REGISTERED},
	{"attaching", MM_STATE_REGISTERED},
	{"attach_waiting", MM_STATE_REGISTERED},
	{"attach_failed", MM_STATE_REGISTERED},
	{"unattached", MM_STATE_REGISTERED},
	{"attached", MM_STATE_REGISTERED},
};

static int32_t state_of(const struct att_str *attach)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (facts_is(attach, states[i].attach))
			return states[i].state;
	return MM_STATE_ENABLING;
}

/* With IP sessions the modem's state is that of the furthest. */
static int32_t with_sessions(int32_t state, const struct facts_now *now)
{
	bool up = false, begins = false, ends = false;

	for (uint32_t i = 0; i < now->n; i++) {
		up |= now->session[i].state == FACTS_SESSION_UP;
		begins |= now->session[i].state == FACTS_SESSION_BEGINS;
		ends |= now->session[i].state == FACTS_SESSION_ENDS;
	}
	if (up)
		return MM_STATE_CONNECTED;
	if (state != MM_STATE_REGISTERED)
		return state;
	if (begins)
		return MM_STATE_CONNECTING;
	return ends ? MM_STATE_DISCONNECTING : state;
}

/* The SIM is looked at again, and nothing says that it is another one. */
static bool looks_at_sim(const struct att_str *attach)
{
	return facts_is(attach, "sim") || facts_is(attach, "pin") ||
	       facts_is(attach, "pin_entering") ||
	       facts_is(attach, "pin_checking");
}

static void put_state(struct facts *f,
		      const struct mbim_attache_status_response *s)
{
	if (f->state == MM_STATE_LOCKED && looks_at_sim(&s->attach_state))
		return;
	f->state = state_of(&s->attach_state);
	f->locks.lock =
		facts_is(&s->attach_state, "pin_blocked")   ? MM_LOCK_SIM_PIN
		: facts_is(&s->attach_state, "puk_blocked") ? MM_LOCK_SIM_PUK
							    : MM_LOCK_NONE;
}

static void put_network(struct facts *f,
			const struct mbim_attache_status_response *s)
{
	f->access = facts_access(s->data_class);
	f->quality = quality_of(s);
	f->signal = (struct facts_signal){
		.rssi = s->rssi_dbm,
		.rsrp = s->rsrp_dbm,
		.rsrq = s->rsrq_db,
		.snr = s->snr_db,
		.access = f->access,
	};
	f->registration = registration_of(s->register_state);
	facts_text(f->operator_code, sizeof(f->operator_code), &s->provider_id);
	facts_text(f->operator_name, sizeof(f->operator_name),
		   &s->provider_name);
	memset(&f->rejection, 0, sizeof(f->rejection));
	if (s->register_state == MBIM_REGISTER_STATE_DENIED) {
		f->rejection.error = s->nw_error;
		memcpy(f->rejection.operator_code, f->operator_code,
		       sizeof(f->operator_code));
		memcpy(f->rejection.operator_name, f->operator_name,
		       sizeof(f->operator_name));
	}
}

static void put_place(struct facts *f,
		      const struct mbim_attache_status_response *s)
{
	memset(&f->place, 0, sizeof(f->place));
	f->place.lac = UINT32_MAX;
	f->place.tac = s->tac;
	f->place.cell =
		s->cell_id > UINT32_MAX ? UINT32_MAX : (uint32_t)s->cell_id;
	memcpy(f->place.operator_code, f->operator_code,
	       sizeof(f->operator_code));
}

static void put_sessions(struct facts *f, struct facts_now *now,
			 const struct mbim_attache_status_response *s)
{
	struct att_cursor c = att_cursor_of(&s->sessions);
	struct mbim_attache_session session;

	memset(f->ports.net, 0, sizeof(f->ports.net));
	while (now->n < FACTS_SESSIONS &&
	       mbim_attache_session_next(&c, &session)) {
		facts_of_session(&now->session[now->n], &session);
		memcpy(f->ports.net[now->n], now->session[now->n].link.net,
		       sizeof(f->ports.net[0]));
		now->n++;
	}
}

static uint64_t hashed(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (uint8_t)*text) * 0x100000001b3u; /* FNV-1a */
	while (*text++);
	return hash;
}

/* The same modem at any place; without an IMEI only this place of the
 * configuration is known to be its own. */
static void identify(struct facts *f)
{
	uint64_t hash = hashed(0xcbf29ce484222325u, f->modem);

	hash = hashed(hash, f->imei[0] ? f->imei : f->ports.control);
	snprintf(f->device_id, sizeof(f->device_id), "%016" PRIx64, hash);
}

void facts_of_status(struct facts *f, struct facts_now *now,
		     const struct mbim_attache_status_response *s)
{
	const bool open = facts_is(&s->control_state, "open");

	memset(now, 0, sizeof(*now));
	f->there = s->modem.len && (open || f->there);
	if (open) /* one of MBIM has said its version */
		f->ports.qmi = !s->mbim_extended_version.len;
	put_state(f, s);
	f->failed = facts_is(&s->attach_state, "sim_absent")
			    ? MM_FAILED_SIM_MISSING
		    : f->state == MM_STATE_FAILED ? MM_FAILED_UNKNOWN
						  : MM_FAILED_NONE;
	put_network(f, s);
	put_place(f, s);
	now->attached = facts_is(&s->attach_state, "attached");
	now->denied = facts_is(&s->attach_state, "denied");
	now->roaming_barred = facts_is(&s->attach_state, "roaming_barred");
	now->searching = f->state == MM_STATE_SEARCHING;
	f->packet_service = now->attached ? 2 : 1;
	facts_text(now->problem, sizeof(now->problem), &s->problem);
	put_sessions(f, now, s);
	f->state = with_sessions(f->state, now);
	facts_text(f->modem, sizeof(f->modem), &s->modem);
	identify(f);
}

void facts_of_caps(struct facts *f,
		   const struct mbim_basic_connect_device_caps_response *r)
{
	facts_text(f->imei, sizeof(f->imei), &r->device_id);
	facts_text(f->revision, sizeof(f->revision), &r->firmware_info);
	facts_text(f->model, sizeof(f->model), &r->hardware_info);
	f->max_sessions = r->max_sessions;
	f->modes.supported = f->modes.allowed = facts_modes(r->data_class);
	f->capabilities = capabilities_of(r->data_class);
}

void facts_of_subscriber(struct facts *f, const struct att_str *imsi,
			 const struct att_str *iccid,
			 const struct att_array *numbers)
{
	struct att_str number;

	facts_text(f->imsi, sizeof(f->imsi), imsi);
	facts_text(f->iccid, sizeof(f->iccid), iccid);
	memset(f->number, 0, sizeof(f->number));
	if (!numbers->count)
		return;
	number = att_array_str(numbers, 0);
	facts_text(f->number, sizeof(f->number), &number);
}

void facts_of_home(struct facts *f, const struct mbim_provider *home)
{
	facts_text(f->sim_operator, sizeof(f->sim_operator),
		   &home->provider_id);
	facts_text(f->sim_operator_name, sizeof(f->sim_operator_name),
		   &home->provider_name);
}

/* The bits of MMModem3gppFacility, in the order of MBIM's list. */
void facts_of_pins(struct facts *f,
		   const struct mbim_basic_connect_pin_list_response *r)
{
	const struct mbim_pin_desc *pins[] = {
		&r->pin_desc_pin1,
		&r->pin_desc_pin2,
		&r->pin_desc_device_sim_pin,
		&r->pin_desc_device_first_sim_pin,
		&r->pin_desc_network_pin,
		&r->pin_desc_network_subset_pin,
		&r->pin_desc_service_provider_pin,
		&r->pin_desc_corporate_pin,
	};

	f->facilities = 0;
	for (unsigned i = 0; i < sizeof(pins) / sizeof(pins[0]); i++)
		if (pins[i]->pin_mode == MBIM_PIN_MODE_ENABLED)
			f->facilities |= 1u << i;
}
