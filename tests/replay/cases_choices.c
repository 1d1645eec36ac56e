/* The runs of locks and choices: a modem with the lock, or whose state is other
 * than what the owner chooses. */
#include <string.h>

#include "tests/replay/cases_run.h"

static const struct {
	uint32_t quirks;
	const char *model;
	bool up; /* it is registered when the host comes */
	struct plan plan;
} choices[] = {
	{.quirks = SIM_QUIRK_FCC_LOCK,
	 .model = "MC8805",
	 .plan = {.title = "Sierra's lock is left shut", .keep_lock = true}},
	{.quirks = SIM_QUIRK_FCC_LOCK,
	 .model = "MC7355",
	 .plan = {.title = "Sierra's lock is opened later",
		  .keep_lock = true,
		  .act = {{5000, "unlock"}}}},
	{.quirks = SIM_QUIRK_FOXCONN_LOCK,
	 .model = "T77W968",
	 .plan = {.title = "Foxconn's lock is opened"}},
	{.quirks = SIM_QUIRK_QUECTEL_LOCK,
	 .plan = {.title = "Quectel's lock is left shut", .keep_lock = true}},
	{.quirks = SIM_QUIRK_QUECTEL_LOCK,
	 .plan = {.title = "Quectel's lock is opened"}},
	{.quirks = SIM_QUIRK_QUECTEL_LOCK | SIM_QUIRK_LOCK_RESTART,
	 .plan = {.title = "lock that counts after a restart"}},
	{.quirks = SIM_QUIRK_FCC_LOCK,
	 .plan = {.title = "lock that nobody knows"}},
	{.plan = {.title = "attach APN",
		  .choice = {.attach = true, .apn = "ims", .ip = ATT_IP_V4}}},
	{.up = true,
	 .plan = {.title = "attach APN of a registered modem",
		  .choice = {.attach = true,
			     .apn = "ims",
			     .user = "somebody",
			     .ip = ATT_IP_V4V6}}},
	{.plan = {.title = "operator and technology",
		  .choice = {.operator_ = "00101", .access = ATT_3G | ATT_4G}}},
	{.plan = {.title = "operator that is not there",
		  .choice = {.operator_ = "00199"}}},
	{.plan = {.title = "operator that is not there, fallback",
		  .choice = {.operator_ = "00199", .fallback = true}}},
	{.plan = {.title = "second slot", .choice = {.slot = 2}}},
	{.plan = {.title = "third slot, which is not there",
		  .choice = {.slot = 3}}},
};

bool cases_choices(struct runner *r)
{
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		struct sim_config sim;

		sim_config_default(&sim);
		sim.quirks = choices[i].quirks;
		sim.slots = 2;
		sim.other_card.inserted = true;
		strcpy(sim.other_card.iccid, "8900000000000000001");
		strcpy(sim.other_card.pin, USB_PAIR_PIN);
		if (!choices[i].up) {
			sim.radio_off = true;
			strcpy(sim.pin, USB_PAIR_PIN);
		}
		if (choices[i].model)
			strcpy(sim.model, choices[i].model);
		if (!runner_plan(r, "choices", &choices[i].plan, &sim))
			return false;
	}
	return true;
}
