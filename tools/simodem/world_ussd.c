/* USSD: codes that the user sends, what the network says to them, and what it
 * asks by itself. One session at a time. 3GPP TS 22.090. */
#include "tools/simodem/world_messages.h"

static bool same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

static void say(struct sim_ussd *u, enum sim_ussd_result result,
		const char *text)
{
	u->result = result;
	sim_copy(u->says, sizeof(u->says), text);
}

/* The row for a code, behind the one before; NULL: it is not supported. */
static const struct sim_ussd_answer *find(const struct sim_world *w,
					  const char *after, const char *code)
{
	for (uint32_t i = 0; i < w->config.n_ussd; i++)
		if (same(w->config.ussd[i].after, after) &&
		    same(w->config.ussd[i].code, code))
			return &w->config.ussd[i];
	return NULL;
}

/* The network will answer. */
static void ask_network(struct sim_world *w, const char *after,
			const char *code, uint64_t now_ms)
{
	const struct sim_ussd_answer *a = find(w, after, code);
	struct sim_ussd *u = &w->ussd;
	enum sim_ussd_result result = a != NULL
					      ? (enum sim_ussd_result)a->result
					      : SIM_USSD_UNSUPPORTED;

	say(u, result, a != NULL ? a->says : "");
	sim_copy(u->last, sizeof(u->last), code);
	u->is = SIM_USSD_NETWORK;
	u->at_ms = now_ms + (result == SIM_USSD_TIMEOUT ? w->config.ussd_wait_ms
							: w->config.ussd_ms);
}

enum sim_result sim_world_ussd(struct sim_world *w, const char *code,
			       uint64_t now_ms)
{
	enum sim_result result = sim_world_reachable(w);

	if (result != SIM_DONE)
		return result;
	if (code[0] == '\0')
		return SIM_MALFORMED;
	if (w->ussd.is != SIM_USSD_IDLE)
		return SIM_IN_USE;
	w->ussd.goes_on = false;
	ask_network(w, "", code, now_ms);
	return SIM_DONE;
}

enum sim_result sim_world_ussd_answer(struct sim_world *w, const char *text,
				      uint64_t now_ms)
{
	char after[sizeof(w->ussd.last)];

	if (w->ussd.is != SIM_USSD_USER)
		return SIM_NOT_IN_USE;
	sim_copy(after, sizeof(after), w->ussd.last);
	w->ussd.goes_on = true;
	ask_network(w, after, text, now_ms);
	return SIM_DONE;
}

/* The session has ended, and whoever waits for it is told. */
static void end(struct sim_world *w, enum sim_ussd_result result)
{
	enum sim_fact_kind kind = w->ussd.is == SIM_USSD_NETWORK
					  ? SIM_USSD_ANSWERED
					  : SIM_USSD_CAME;

	say(&w->ussd, result, "");
	w->ussd.is = SIM_USSD_IDLE;
	sim_world_tell(w, kind, 0, SIM_DONE);
}

enum sim_result sim_world_ussd_cancel(struct sim_world *w)
{
	bool pending = w->ussd.is == SIM_USSD_NETWORK;

	if (w->ussd.is == SIM_USSD_IDLE)
		return SIM_NOT_IN_USE;
	if (pending)
		end(w, SIM_USSD_TERMINATED);
	w->ussd.is = SIM_USSD_IDLE;
	return SIM_DONE;
}

/* --- time -------------------------------------------------------------------
 */

uint64_t sim_ussd_deadline(const struct sim_world *w)
{
	if (w->ussd.is == SIM_USSD_IDLE)
		return SIM_NEVER;
	return sim_world_reachable(w) == SIM_DONE ? w->ussd.at_ms : w->now_ms;
}

static void answered(struct sim_world *w, uint64_t now_ms)
{
	struct sim_ussd *u = &w->ussd;
	bool asks = u->result == SIM_USSD_ASKS;

	u->is = asks ? SIM_USSD_USER : SIM_USSD_IDLE;
	u->at_ms = now_ms + w->config.ussd_wait_ms;
	sim_world_tell(w, SIM_USSD_ANSWERED, 0, SIM_DONE);
}

/* The network gives up if the user takes too long. */
void sim_ussd_expire(struct sim_world *w, uint64_t now_ms)
{
	if (sim_ussd_deadline(w) > now_ms)
		return;
	if (sim_world_reachable(w) != SIM_DONE)
		end(w, SIM_USSD_TERMINATED);
	else if (w->ussd.is == SIM_USSD_NETWORK)
		answered(w, now_ms);
	else
		end(w, SIM_USSD_TIMEOUT);
}

/* --- by the network ---------------------------------------------------------
 */

/* A question opens a session, and a notice does not. The network cannot say
 * anything to a modem that it does not reach, or that is busy. */
static void begin(struct sim_world *w, enum sim_ussd_result result,
		  const char *text, uint64_t now_ms)
{
	struct sim_ussd *u = &w->ussd;

	if (sim_world_reachable(w) != SIM_DONE || u->is != SIM_USSD_IDLE)
		return;
	say(u, result, text);
	sim_copy(u->last, sizeof(u->last), text);
	u->goes_on = false;
	u->is = result == SIM_USSD_ASKS ? SIM_USSD_USER : SIM_USSD_IDLE;
	u->at_ms = now_ms + w->config.ussd_wait_ms;
	sim_world_tell(w, SIM_USSD_CAME, 0, SIM_DONE);
}

static bool can_be_said(const char *text)
{
	uint8_t data[ATT_USSD_MAX], dcs;
	size_t len = 0;

	while (text[len] != '\0')
		len++;
	return len > 0 &&
	       att_ussd_encode(att_bytes_of(text, len), &dcs, data) >= 0;
}

/* "ask TEXT", "notify TEXT", "end" */
bool sim_ussd_command(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	const char *ask = sim_behind(arg, "ask"),
		   *notify = sim_behind(arg, "notify");
	const char *what = ask != NULL ? ask : notify;

	if (what == NULL && !same(arg, "end"))
		return false;
	if (what != NULL && !can_be_said(what))
		return false;
	if (w == NULL)
		return true;
	if (what != NULL)
		begin(w, ask != NULL ? SIM_USSD_ASKS : SIM_USSD_DONE, what,
		      now_ms);
	else if (w->ussd.is != SIM_USSD_IDLE)
		end(w, SIM_USSD_TERMINATED);
	return true;
}
