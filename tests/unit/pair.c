/* The manager and the simulated modem in one process and in virtual time. */
#include "tests/unit/pair.h"
#include "protocol/mbim/mbim.h"
#include "protocol/qmi/qmi.h"

#include <stdlib.h>
#include <string.h>

#define MAX_CONTROL 4096

static const struct att_protocol *const protocols[] = {&mbim_protocol,
						       &qmi_protocol, NULL};

void pair_init(struct pair *p, const struct sim_config *sim)
{
	static const struct att_core_config config = {
		.pin = "0000",
		.n_sessions = 1,
		.session = {{.name = "wwan0",
			     .apn = "internet",
			     .ip = ATT_IP_V4V6}},
	};
	struct sim_config c;

	memset(p, 0, sizeof(*p));
	sim_config_default(&c);
	strcpy(c.pin, "0000");
	p->modem = sim_modem_new(sim ? sim : &c, 0);
	p->core = att_core_init(malloc(att_core_size(protocols)), protocols,
				&config, 1, NULL, NULL);
	att_core_want(p->core, ATT_WANT_CONNECTED, 0);
}

void pair_fini(struct pair *p)
{
	sim_modem_free(p->modem);
	free(p->core);
}

static void effects(struct pair *p)
{
	struct att_effect e;

	while (att_core_effect(p->core, &e)) {
		switch (e.kind) {
		case ATT_EFFECT_LINK_UP:
			p->link_ups++;
			p->up = true;
			break;
		case ATT_EFFECT_LINK_DOWN:
			p->link_downs++;
			p->up = false;
			break;
		case ATT_EFFECT_CLOSED:
			p->closed = true;
			break;
		case ATT_EFFECT_LINK_CHANGE:
		case ATT_EFFECT_DATA_FORMAT:
		case ATT_EFFECT_RESET_PORT:
			break;
		}
	}
}

void pair_plug(struct pair *p)
{
	const struct att_core_link link = {
		.speaks =
			sim_modem_config(p->modem)->speaks_qmi ? "qmi" : "mbim",
		.max_control = MAX_CONTROL,
		.framed = true,
	};

	att_core_plug(p->core, &link, p->now_ms);
	effects(p);
}

void pair_unplug(struct pair *p)
{
	sim_modem_power_up(p->modem, SIM_REMEDY_POWER, p->now_ms);
	att_core_unplug(p->core, p->now_ms);
	effects(p);
}

static bool transfer(struct pair *p)
{
	uint8_t buf[MAX_CONTROL];
	size_t len = att_core_output(p->core, buf, sizeof(buf));

	if (len) {
		sim_modem_input(p->modem, att_bytes_of(buf, len), p->now_ms);
	} else if (sim_modem_ready(p->modem, p->now_ms)) {
		len = sim_modem_output(p->modem, buf, sizeof(buf), p->now_ms);
		att_core_input(p->core, att_bytes_of(buf, len), p->now_ms);
	} else {
		return false;
	}
	p->messages++;
	return true;
}

bool pair_step(struct pair *p)
{
	uint64_t core_ms, modem_ms;

	if (transfer(p)) {
		effects(p);
		return true;
	}
	core_ms = att_core_deadline(p->core);
	modem_ms = sim_modem_deadline(p->modem);
	if (core_ms == UINT64_MAX && modem_ms == UINT64_MAX)
		return false;
	p->now_ms = core_ms < modem_ms ? core_ms : modem_ms;
	if (modem_ms <= p->now_ms)
		sim_modem_expire(p->modem, p->now_ms);
	if (core_ms <= p->now_ms)
		att_core_expire(p->core, p->now_ms);
	effects(p);
	return true;
}

bool pair_until(struct pair *p, const bool *flag, unsigned steps)
{
	while (!*flag && steps--)
		if (!pair_step(p))
			return false;
	return *flag;
}
