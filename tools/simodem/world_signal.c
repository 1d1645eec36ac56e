/* How strong the signal is: as the cell says, or along a curve. */
#include "tools/simodem/world.h"

#define RSSI_GOOD     20u /* 3GPP TS 27.007: -73 dBm */
#define RSSI_MAX      31
#define RSSI_DBM_MIN  (-113)
#define OVER_RSRP_DBM 24    /* of a carrier of LTE with few resource blocks */
#define STEP_MS	      1000u /* between two points that are told */

static int dbm_of(uint32_t rssi)
{
	return RSSI_DBM_MIN + 2 * (int)rssi;
}

static uint32_t rssi_of(int dbm)
{
	int rssi = (dbm - RSSI_DBM_MIN) / 2;

	if (rssi < 0)
		return 0;
	return (uint32_t)(rssi > RSSI_MAX ? RSSI_MAX : rssi);
}

static void set(struct sim_world *w, uint32_t rssi, int rsrp_dbm)
{
	if (w->now.rssi == rssi && w->now.rsrp_dbm == rsrp_dbm)
		return;
	w->now.rssi = rssi;
	w->now.rsrp_dbm = (int16_t)rsrp_dbm;
	sim_world_tell(w, SIM_SIGNAL_CHANGED, 0, SIM_DONE);
}

void sim_signal_set(struct sim_world *w, uint32_t rssi)
{
	set(w, rssi, dbm_of(rssi) - OVER_RSRP_DBM);
}

/* On the line between the points around this time. */
static int on_curve(const struct sim_config *c, uint32_t at_ms)
{
	const struct sim_strength *p = c->strength;
	uint32_t i = 0;

	while (i < c->n_strengths && p[i].at_ms <= at_ms)
		i++;
	if (i == 0 || i == c->n_strengths)
		return p[i == 0 ? 0 : i - 1].dbm;
	p += i;
	return p[-1].dbm + (int)((int64_t)(p->dbm - p[-1].dbm) *
				 (int64_t)(at_ms - p[-1].at_ms) /
				 (int64_t)(p->at_ms - p[-1].at_ms));
}

/* The curve's place at this time; whether it goes on is told. */
static uint32_t curve_ms(const struct sim_world *w, uint64_t now_ms)
{
	uint64_t at = now_ms - w->born_ms;
	uint32_t every = w->config.strength_every_ms;

	if (every != 0)
		at %= every;
	return at < UINT32_MAX ? (uint32_t)at : UINT32_MAX;
}

static bool goes_on(const struct sim_world *w, uint64_t now_ms)
{
	const struct sim_config *c = &w->config;

	return c->strength_every_ms != 0 ||
	       now_ms - w->born_ms < c->strength[c->n_strengths - 1].at_ms;
}

static void follow(struct sim_world *w, uint64_t now_ms)
{
	int dbm = on_curve(&w->config, curve_ms(w, now_ms));

	set(w, rssi_of(dbm), dbm - OVER_RSRP_DBM);
	w->strength_at_ms = goes_on(w, now_ms) ? now_ms + STEP_MS : SIM_NEVER;
}

void sim_signal_find(struct sim_world *w, uint64_t now_ms)
{
	int rsrp_dbm = sim_world_cell(w, &w->now)->rsrp_dbm;

	if (w->config.n_strengths > 0)
		follow(w, now_ms);
	else if (rsrp_dbm == 0)
		sim_signal_set(w, RSSI_GOOD);
	else
		set(w, rssi_of(rsrp_dbm + OVER_RSRP_DBM), rsrp_dbm);
}

void sim_signal_lose(struct sim_world *w)
{
	w->strength_at_ms = SIM_NEVER;
	sim_signal_set(w, SIM_RSSI_UNKNOWN);
}

void sim_signal_expire(struct sim_world *w, uint64_t now_ms)
{
	if (w->strength_at_ms <= now_ms)
		follow(w, now_ms);
}
