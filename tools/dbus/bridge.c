/* One modem: what it has on the bus, and what it is asked for that. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "bearers.h"
#include "connect.h"
#include "messages.h"
#include "profiles.h"
#include "root.h"

#define TYPE_INITIAL 2u /* MMBearerType: default attach */

/* What every modem has, and what it has with a service of MBIM. */
static const struct {
	const struct interface *interface;
	uint32_t needs; /* enum bridge_service */
} interfaces[] = {
	{&interface_modem, 0},		 {&interface_simple, 0},
	{&interface_modem3gpp, 0},	 {&interface_signal, 0},
	{&interface_profiles, 0},	 {&interface_location, 0},
	{&interface_firmware, 0},	 {&interface_messaging, BRIDGE_SMS},
	{&interface_time, BRIDGE_VOICE}, {&interface_ussd, BRIDGE_USSD},
	{&interface_sar, BRIDGE_SAR},
};

/* --- objects come and go -------------------------------------------------- */

static void choose_interfaces(struct bridge *b)
{
	unsigned n = 0;

	memset(b->modem.interface, 0, sizeof(b->modem.interface));
	for (size_t i = 0; i < sizeof(interfaces) / sizeof(interfaces[0]); i++)
		if (!(interfaces[i].needs & ~b->services))
			b->modem.interface[n++] = interfaces[i].interface;
}

static int add_modem(struct bridge *b)
{
	char path[OBJECTS_PATH];
	int err;

	choose_interfaces(b);
	snprintf(path, sizeof(path), MM_PATH "/SIM/%u", b->modems->modem);
	strcpy(b->now.sim_path, path);
	err = objects_add(b->bus, &b->sim, path, &b->now);
	snprintf(path, sizeof(path), MM_PATH "/Modem/%u", b->modems->modem++);
	if (err >= 0)
		err = objects_add(b->bus, &b->modem, path, &b->now);
	if (err >= 0)
		root_tell_added(b);
	return err;
}

static void forget(struct bridge *b)
{
	memset(&b->now, 0, sizeof(b->now));
	strcpy(b->now.ports.control, b->name);
	b->now.power = MM_POWER_ON;
	b->now.locks.attempts = UINT32_MAX;
	b->now.located = 1;    /* as ModemManager does */
	b->now.ussd.state = 1; /* idle */
	b->cleaned = false; /* without a modem attache may have kept sessions */
	b->asked_caps = b->asked_sim = b->asked_attached = b->known = false;
	b->asked_lock = MM_LOCK_UNKNOWN;
	memset(&b->reports, 0, sizeof(b->reports));
}

/* The bearer that LTE has anyway, while it is attached. */
static void tell_initial(struct bridge *b)
{
	struct bearer *r = &b->initial;
	const bool there = b->attached_by_lte && b->way.attached;
	char path[OBJECTS_PATH];

	if (there && !r->object.path[0]) {
		r->bridge = b;
		r->session = NO_SESSION;
		r->now.type = TYPE_INITIAL;
		r->now.link.connected = 1;
		r->told = r->now;
		snprintf(path, sizeof(path), MM_PATH "/Bearer/%u",
			 b->modems->bearer++);
		if (objects_add(b->bus, &r->object, path, r) >= 0)
			strcpy(b->now.eps_path, path);
	} else if (!there && r->object.path[0]) {
		objects_remove(&r->object);
		memset(b->now.eps_path, 0, sizeof(b->now.eps_path));
	}
	objects_tell(b->bus, &r->object, &r->told, &r->now);
	r->told = r->now;
}

static void remove_modem(struct bridge *b)
{
	connect_forget(b);
	root_tell_removed(b);
	bearers_remove_all(b);
	messages_remove_all(b);
	objects_remove(&b->initial.object);
	objects_remove(&b->modem);
	objects_remove(&b->sim);
	forget(b);
}

/* What the rest of the program changed, or a new status. */
static void tell(struct bridge *b)
{
	const int32_t old = b->told.state;

	if (b->modem.path[0] && !b->now.there) {
		remove_modem(b);
	} else if (!b->now.there) {
		messages_remove_all(b);
		forget(b);
	} else if (!b->modem.path[0] && b->known) {
		if (add_modem(b) < 0)
			sd_event_exit(b->event, EXIT_FAILURE);
	} else if (b->modem.path[0]) {
		bearers_look(b);
		tell_initial(b);
		objects_tell(b->bus, &b->sim, &b->told, &b->now);
		objects_tell(b->bus, &b->modem, &b->told, &b->now);
		if (old != b->now.state) {
			modem_tell_state(b, old);
			b->reason = 0;
		}
	}
	b->told = b->now;
}

/* --- what is asked -------------------------------------------------------- */

static void on_status(void *ctx, void *with, uint32_t status,
		      struct att_bytes body)
{
	struct mbim_attache_status_response s;
	struct bridge *b = ctx;

	(void)with;
	b->asking = false;
	if (status == CLIENT_FULL)
		return; /* what waits says nothing of the modem */
	if (status || mbim_attache_status_response_decode(body, &s)) {
		b->now.there = false;
		memset(&b->way, 0, sizeof(b->way));
	} else {
		facts_of_status(&b->now, &b->way, &s);
		b->now.there = b->now.there && !b->inhibitor;
		if (!b->cleaned)
			connect_clean(b);
		b->cleaned = true;
	}
	tell(b);
	connect_look(b);
	ask_for_more(b);
	if (b->again)
		b->look(b);
}

static void look(struct bridge *b)
{
	b->again = b->asking;
	if (b->asking)
		return;
	b->asking = true;
	client_ask_as(&b->client, CLIENT_AT_ONCE, MBIM_SERVICE_ATTACHE,
		      MBIM_CID_ATTACHE_STATUS, false, 0, on_status, NULL);
}

static void on_changed(void *ctx)
{
	struct bridge *b = ctx;

	if (b->inhibitor && client_is_there(&b->client))
		root_tell_inhibition(b);
	look(b);
}

/* What the network says of USSD, and that messages or profiles have changed;
 * the rest the status has as well. */
static void on_told(void *ctx, const struct mbim_msg *told)
{
	struct bridge *b = ctx;

	if (!memcmp(&told->service, &mbim_services[MBIM_SERVICE_USSD].uuid,
		    sizeof(told->service)))
		ussd_told(b, told);
	else if (!memcmp(&told->service,
			 &mbim_services[MBIM_SERVICE_ATTACHE].uuid,
			 sizeof(told->service)))
		messages_look(b);
	else
		profiles_told(b, told);
}

/* --- from the beginning to the end ---------------------------------------- */

struct bridge *bridge_open(struct modems *m,
			   const struct mbim_attache_modem *modem)
{
	struct bridge *b = calloc(1, sizeof(*b));

	if (!b)
		return NULL;
	b->modems = m;
	b->event = m->event;
	b->bus = m->bus;
	b->look = look;
	b->sim.interface[0] = &interface_sim;
	b->initial.object.interface[0] = &interface_bearer;
	for (unsigned i = 0; i < FACTS_SESSIONS; i++)
		b->bearer[i].object.interface[0] = &interface_bearer;
	facts_text(b->name, sizeof(b->name), &modem->name);
	facts_text(b->wanted, sizeof(b->wanted), &modem->device);
	connect_init(b);
	forget(b);
	if (client_init(&b->client, b->event, m->path, b->name, on_changed,
			on_told, b) < 0) {
		free(b);
		return NULL;
	}
	return b;
}

void bridge_close(struct bridge *b)
{
	if (b->inhibitor)
		root_end_inhibition(b);
	client_fini(&b->client);
	b->now.there = false;
	memset(&b->way, 0, sizeof(b->way));
	tell(b);
	connect_look(b);
	free(b);
}
