/* The runs of the fault matrix: every fault at every message on the way up. */
#include <stdio.h>
#include <string.h>

#include "tests/replay/cases_run.h"
#include "tests/unit/fault_rows.h"

#define END_MS (30u * 60 * 1000)
#define STEPS  20000u

static void count(void *ctx, struct att_bytes message)
{
	(void)message;
	(*(uint32_t *)ctx)++;
}

/* The messages on the way up in one direction. */
static uint32_t messages(bool to_modem)
{
	struct sim_config sim;
	struct usb_pair p;
	uint32_t n = 0;

	fault_modem(&sim, false);
	usb_pair_init(&p, &sim, NULL);
	p.ctx = &n;
	if (to_modem)
		p.said = count;
	else
		p.heard = count;
	for (unsigned i = 0; !p.up && i < STEPS; i++)
		usb_pair_step(&p);
	usb_pair_fini(&p);
	return n;
}

/* Until nothing more happens, or for half an hour. */
static bool one(struct runner *r, const char *book, const char *name,
		const struct sim_config *sim)
{
	struct att_core_config config = {
		.pin = USB_PAIR_PIN,
		.n_sessions = 1,
		.session = {{.name = "wwan0", .ip = ATT_IP_V4V6}},
	};
	struct usb_pair p;

	if (!usb_pair_record(&p, sim, &config, ATT_WANT_CONNECTED,
			     r->writer->path)) {
		printf("# %s: no trace file %s\n", name, r->writer->path);
		return false;
	}
	for (unsigned i = 0; p.now_ms < END_MS && i < STEPS; i++)
		if (!usb_pair_step(&p))
			break;
	if (usb_pair_fini(&p))
		return false;
	r->writer->done(r->writer->ctx, book, name, r->writer->path);
	return true;
}

static bool row(struct runner *r, const struct fault_row *row, const char *pin,
		const char *title, uint32_t n)
{
	bool to_modem = row->fault.to_modem;
	struct sim_config sim;
	char book[64], name[96];

	for (uint32_t i = 1; i <= n; i++) {
		fault_modem(&sim, false);
		strcpy(sim.pin, pin);
		sim.scenario.n_faults = 1;
		sim.scenario.fault[0] = row->fault;
		sim.scenario.fault[0].message = i;
		snprintf(book, sizeof(book), "faults_to_%s%s",
			 to_modem ? "modem" : "host", title);
		snprintf(name, sizeof(name), "%s, message %u", row->name, i);
		if (!one(r, book, name, &sim))
			return false;
	}
	return true;
}

bool cases_faults(struct runner *r)
{
	uint32_t to_host = messages(false), to_modem = messages(true);

	for (unsigned i = 0; i < FAULT_ROWS; i++) {
		const struct fault_row *f = &fault_rows[i];
		uint32_t n = f->fault.to_modem ? to_modem : to_host;

		if (!row(r, f, USB_PAIR_PIN, "", n) ||
		    !row(r, f, "9999", "_wrong_pin", n))
			return false;
	}
	return true;
}
