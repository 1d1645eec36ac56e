/* attache replay --as-modem: what is run, and with what. */
#include "replay_as_modem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attache.h"
#include "capture/as_modem_run.h"
#include "linux/config.h"
#include "replay_report.h"
#include "wire/mbim/cid.h"

/* Virtual time that a run may take beyond that of the recording. */
#define LONGER_MS 300000u

static void complain(void *ctx, const char *line)
{
	(void)ctx;
	fprintf(stderr, "%s\n", line);
}

/* False: said why. */
static bool configure(struct recording *r, const struct replay_as_modem *how)
{
	struct att_core_config *core = &r->start.config;
	struct att_config *config;
	bool good = true;

	if (how->config) {
		config = calloc(1, sizeof(*config));
		good = config &&
		       !att_config_read(config, how->config, complain, NULL);
		if (good)
			*core = config->modem[0].core;
		free(config);
	}
	if (how->apn)
		snprintf(core->session[0].apn, sizeof(core->session[0].apn),
			 "%s", how->apn);
	if (how->pin)
		snprintf(core->pin, sizeof(core->pin), "%s", how->pin);
	if (how->max_control)
		r->link.max_control = (uint16_t)how->max_control;
	return good;
}

static int run(struct recording *r, const struct replay_as_modem *how)
{
	uint64_t most_ms = r->m[r->n - 1].ms + LONGER_MS;
	uint32_t max = r->link.max_control ? r->link.max_control : UINT16_MAX;
	struct as_modem modem;
	struct as_modem_run result;
	struct replay_report report = {.json = how->json, .r = r};
	int status = ATTACHE_FAILED;

	memset(&result, 0, sizeof(result));
	if (!as_modem_init(&modem, r, max) ||
	    !as_modem_run(&result, &modem, most_ms)) {
		fprintf(stderr, "attache replay: %s: out of memory\n", r->name);
	} else {
		report.m = &modem;
		report.run = &result;
		status = replay_report(&report, how->steps) ? ATTACHE_DONE
							    : ATTACHE_FAILED;
	}
	as_modem_run_fini(&result);
	as_modem_fini(&modem);
	return status;
}

int replay_as_modem(const char *path, const struct replay_as_modem *how)
{
	const struct capturefile_how read = {.ex_version = MBIM_EX_1,
					     .guess = true};
	struct recording r;
	int status = ATTACHE_FAILED;

	if (recording_load(&r, path, &read) && configure(&r, how))
		status = run(&r, how);
	recording_free(&r);
	return status;
}
