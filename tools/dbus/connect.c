/* From a call of Connect to its answer. */
#include "connect.h"

#include <stdio.h>
#include <string.h>

#include "families.h"
#include "wish.h"

/* As long as ModemManager waits for a registration, and for all. */
#define SEARCH_US  60000000u
#define CONNECT_US 110000000u

void connect_want(struct bridge *b, uint32_t wanted, client_answer_fn *fn,
		  void *with)
{
	const struct mbim_attache_want_set set = {.want = wanted};

	client_ask_as(&b->client, CLIENT_AT_ONCE, MBIM_SERVICE_ATTACHE,
		      MBIM_CID_ATTACHE_WANT, true,
		      mbim_attache_want_set_encode(
			      &set, client_body(&b->client), CLIENT_BODY),
		      fn, with);
}

/* --- the end -------------------------------------------------------------- */

static struct facts_session *session_of(const struct bearer *r)
{
	return r->session < r->bridge->way.n
		       ? &r->bridge->way.session[r->session]
		       : NULL;
}

static void remove_number(struct bridge *b, uint32_t session)
{
	const struct mbim_attache_session_set set = {
		.session_id = session, .change = MBIM_SESSION_CHANGE_REMOVE};

	client_ask_as(&b->client, CLIENT_AT_ONCE, MBIM_SERVICE_ATTACHE,
		      MBIM_CID_ATTACHE_SESSION, true,
		      mbim_attache_session_set_encode(
			      &set, client_body(&b->client), CLIENT_BODY),
		      client_unasked, NULL);
}

static void remove_session(struct bearer *r)
{
	r->set = false;
	if (r->session != NO_SESSION)
		remove_number(r->bridge, r->session);
}

void connect_init(struct bridge *b)
{
	for (unsigned i = 0; i < FACTS_SESSIONS; i++) {
		b->bearer[i].bridge = b;
		b->bearer[i].session = NO_SESSION;
	}
}

void connect_clean(struct bridge *b)
{
	for (uint32_t i = 0; i < b->way.n; i++)
		if (b->way.session[i].clients && b->way.session[i].by_another)
			remove_number(b, i);
}

/* --- the answer ----------------------------------------------------------- */

static sd_bus_message *take_call(struct bearer *r)
{
	sd_bus_message *call = r->connecting;

	r->connecting = NULL;
	r->timer = sd_event_source_disable_unref(r->timer);
	return call;
}

/* A refusal that may pass is the client's to repeat, not attache's. */
static void fail(struct bearer *r, const char *name, const char *words)
{
	sd_bus_message *call = take_call(r);

	memset(r->now.error, 0, sizeof(r->now.error));
	snprintf(r->now.error[0], sizeof(r->now.error[0]), "%s", name);
	snprintf(r->now.error[1], sizeof(r->now.error[1]), "%s", words);
	sd_bus_reply_method_errorf(call, name, "%s", words);
	sd_bus_message_unref(call);
	remove_session(r);
}

static void succeed(struct bearer *r)
{
	sd_bus_message *call = take_call(r);

	if (r->simple)
		sd_bus_reply_method_return(call, "o", r->object.path);
	else
		sd_bus_reply_method_return(call, NULL);
	sd_bus_message_unref(call);
}

void connect_give_up(struct bridge *b, const char *why)
{
	for (unsigned i = 0; i < FACTS_SESSIONS; i++)
		if (b->bearer[i].connecting)
			fail(&b->bearer[i], ERROR_CORE("Aborted"), why);
}

void connect_forget(struct bridge *b)
{
	connect_give_up(b, "the modem has gone");
	for (unsigned i = 0; i < FACTS_SESSIONS; i++) {
		if (b->bearer[i].object.path[0])
			remove_session(&b->bearer[i]);
		b->bearer[i].session = NO_SESSION;
	}
}

/* --- what the status says ------------------------------------------------- */

static const char *words_of(const struct bearer *r)
{
	const struct facts_session *s = session_of(r);

	if (s && s->problem[0])
		return s->problem;
	return r->bridge->way.problem[0] ? r->bridge->way.problem
					 : "the session was refused";
}

static void look_at_session(struct bearer *r, const struct facts_session *s)
{
	r->begun |= s->state == FACTS_SESSION_BEGINS && !s->refused;
	if (s->state == FACTS_SESSION_UP && families_known(r))
		succeed(r);
	else if (s->refused && s->cause)
		fail(r, errors_of_cause(s->cause), words_of(r));
	else if (s->refused)
		fail(r, ERROR_CORE("Failed"), words_of(r));
}

static void look_at_connecting(struct bearer *r)
{
	struct bridge *b = r->bridge;
	const char *words, *name = errors_of_state(&b->now, &words);

	if (name && !b->unlocking)
		fail(r, name, words);
	else if (!r->set)
		return;
	else if (b->way.denied)
		fail(r, ERROR_MOBILE("NetworkNotAllowed"), words_of(r));
	else if (b->way.roaming_barred)
		fail(r, ERROR_MOBILE("RoamingNotAllowedInArea"), words_of(r));
	else if (session_of(r))
		look_at_session(r, session_of(r));
}

static bool is_down(const struct bearer *r)
{
	const struct facts_session *s = session_of(r);

	return !r->bridge->now.there || !s || s->state == FACTS_SESSION_NONE;
}

/* Nothing of it is left: the session is down, or there is none. */
static void look_at_disconnecting(struct bridge *b)
{
	for (unsigned i = 0; i < BRIDGE_CALLS; i++) {
		bool down = true;

		for (unsigned k = 0; k < FACTS_SESSIONS; k++)
			if (!b->disconnecting[i].of ||
			    b->disconnecting[i].of == &b->bearer[k])
				down &= is_down(&b->bearer[k]);
		if (!b->disconnecting[i].call || !down)
			continue;
		sd_bus_reply_method_return(b->disconnecting[i].call, NULL);
		b->disconnecting[i].call =
			sd_bus_message_unref(b->disconnecting[i].call);
	}
}

/* ModemManager's clients connect again themselves what was lost. */
static void look_at_loss(struct bearer *r)
{
	const struct facts_session *s = session_of(r);
	const bool up = s && s->state == FACTS_SESSION_UP;

	if (r->up && !up && s && s->state != FACTS_SESSION_ENDS &&
	    !r->connecting)
		remove_session(r);
	r->up = up;
	if (!up)
		r->families = FAMILIES_UNKNOWN;
}

/* The number of a session that is down and was taken away is free again. */
static void look_at_end(struct bearer *r)
{
	if (!r->set && !r->connecting && is_down(r))
		r->session = NO_SESSION;
}

void connect_look(struct bridge *b)
{
	b->unlocking &= b->now.locks.lock == MM_LOCK_SIM_PIN;
	for (unsigned i = 0; i < FACTS_SESSIONS; i++) {
		struct bearer *r = &b->bearer[i];

		if (!r->object.path[0])
			continue;
		look_at_loss(r);
		if (r->connecting)
			look_at_connecting(r);
		look_at_end(r);
	}
	look_at_disconnecting(b);
}

/* --- the way there -------------------------------------------------------- */

static int on_timeout(sd_event_source *s, uint64_t usec, void *with)
{
	struct bearer *r = with;

	(void)s;
	(void)usec;
	if (r->connecting)
		fail(r, ERROR_MOBILE("NetworkTimeout"), words_of(r));
	return 0;
}

/* attache takes what the modem may not have at once, and waits for another. */
static bool is_too_many(const struct bridge *b, uint32_t session)
{
	return b->now.max_sessions && session >= b->now.max_sessions;
}

static void on_set(void *ctx, void *with, uint32_t status,
		   struct att_bytes body)
{
	struct mbim_attache_session_response set;
	struct bearer *r = with;
	struct bridge *b = ctx;

	if (!status && !mbim_attache_session_response_decode(body, &set)) {
		r->session = set.session_id;
		r->set = true;
		if (r->connecting && is_too_many(b, set.session_id))
			fail(r, ERROR_CORE("TooMany"),
			     "the modem has no more sessions");
	} else if (r->connecting) {
		fail(r, errors_of_status(status),
		     "attache does not take the session");
	}
	if (r->set && !r->connecting)
		remove_session(r); /* it was given up meanwhile */
	b->look(b);
}

static void set_session(struct bearer *r)
{
	const struct facts_wish *w = &r->now.wish;
	const struct mbim_attache_session_set set = {
		.session_id = r->session,
		.addresses = MBIM_SESSION_ADDRESSES_ANOTHER,
		.apn = att_str_utf8(w->apn),
		.user = att_str_utf8(w->user),
		.password = att_str_utf8(w->password),
		.auth = wish_auth(w),
		.ip_type = wish_ip_type(w),
		.abroad = w->home_only ? MBIM_SESSION_ABROAD_HOME
				       : MBIM_SESSION_ABROAD_ANY,
	};
	struct bridge *b = r->bridge;

	r->set = r->begun = false;
	client_ask_as(&b->client, CLIENT_AT_ONCE, MBIM_SERVICE_ATTACHE,
		      MBIM_CID_ATTACHE_SESSION, true,
		      mbim_attache_session_set_encode(
			      &set, client_body(&b->client), CLIENT_BODY),
		      on_set, r);
}

static void on_wanted(void *ctx, void *with, uint32_t status,
		      struct att_bytes body)
{
	struct bearer *r = with;

	(void)ctx;
	(void)body;
	if (!r->connecting)
		return;
	if (status)
		fail(r, errors_of_status(status), "attache does not connect");
	else
		set_session(r);
}

static void on_operator(void *ctx, void *with, uint32_t status,
			struct att_bytes body)
{
	struct bearer *r = with;

	(void)body;
	if (!r->connecting)
		return;
	if (status)
		fail(r, errors_of_status(status),
		     "the modem does not take the operator");
	else
		connect_want(ctx, MBIM_WANTED_CONNECTED, on_wanted, r);
}

/* Only the network that was asked for. */
static void choose_operator(struct bearer *r)
{
	const struct mbim_basic_connect_register_state_set set = {
		.provider_id = att_str_utf8(r->operator_code),
		.register_action = MBIM_REGISTER_ACTION_MANUAL,
	};
	struct bridge *b = r->bridge;

	strcpy(b->registered, r->operator_code);
	client_ask(&b->client, MBIM_SERVICE_BASIC_CONNECT,
		   MBIM_CID_BASIC_CONNECT_REGISTER_STATE, true,
		   mbim_basic_connect_register_state_set_encode(
			   &set, client_body(&b->client), CLIENT_BODY),
		   on_operator, r);
}

static void on_pin(void *ctx, void *with, uint32_t status,
		   struct att_bytes body)
{
	struct bearer *r = with;
	struct bridge *b = ctx;

	if (!r->connecting)
		return;
	if (status) {
		fail(r,
		     errors_is_wrong_pin(status, body)
			     ? ERROR_MOBILE("IncorrectPassword")
			     : errors_of_status(status),
		     errors_is_wrong_pin(status, body)
			     ? "the SIM refuses the PIN"
			     : errors_words(status));
		return;
	}
	b->unlocking = true;
	if (r->operator_code[0])
		choose_operator(r);
	else
		connect_want(b, MBIM_WANTED_CONNECTED, on_wanted, r);
}

static void enter_pin(struct bearer *r)
{
	const struct mbim_basic_connect_pin_set set = {
		.pin_type = MBIM_PIN_TYPE_PIN1,
		.pin_operation = MBIM_PIN_OPERATION_ENTER,
		.pin = att_str_utf8(r->pin),
		.new_pin = att_str_utf8(""),
	};
	struct bridge *b = r->bridge;

	client_ask(&b->client, MBIM_SERVICE_BASIC_CONNECT,
		   MBIM_CID_BASIC_CONNECT_PIN, true,
		   mbim_basic_connect_pin_set_encode(
			   &set, client_body(&b->client), CLIENT_BODY),
		   on_pin, r);
	memset(r->pin, 0, sizeof(r->pin));
}

int connect_begin(struct bearer *r, sd_bus_message *call, bool simple,
		  sd_bus_error *error)
{
	struct bridge *b = r->bridge;
	const char *words, *name = errors_of_state(&b->now, &words);
	const bool pin = r->pin[0] && b->now.locks.lock == MM_LOCK_SIM_PIN;
	int err;

	if (r->connecting)
		return sd_bus_error_set(error, ERROR_CORE("InProgress"),
					"a connection is being made");
	if (name && !pin)
		return sd_bus_error_set(error, name, words);
	err = sd_event_add_time_relative(
		b->event, &r->timer, CLOCK_MONOTONIC,
		b->way.attached ? CONNECT_US : SEARCH_US, 0, on_timeout, r);
	if (err < 0)
		return err;
	b->reason = 1;
	r->simple = simple;
	r->connecting = sd_bus_message_ref(call);
	memset(r->now.error, 0, sizeof(r->now.error));
	b->unlocking |= pin;
	if (pin)
		enter_pin(r);
	else if (r->operator_code[0])
		choose_operator(r);
	else
		connect_want(b, MBIM_WANTED_CONNECTED, on_wanted, r);
	return 1;
}

static void end_one(struct bearer *r)
{
	if (r->connecting)
		fail(r, ERROR_CORE("Cancelled"), "it is not wanted any more");
	else if (r->object.path[0])
		remove_session(r);
}

int connect_end(struct bridge *b, struct bearer *r, sd_bus_message *call,
		sd_bus_error *error)
{
	unsigned i = 0;

	while (i < BRIDGE_CALLS && b->disconnecting[i].call)
		i++;
	if (i == BRIDGE_CALLS)
		return sd_bus_error_set(error, ERROR_CORE("InProgress"),
					"the connection is being ended");
	b->reason = 1;
	b->disconnecting[i].call = sd_bus_message_ref(call);
	b->disconnecting[i].of = r;
	for (unsigned k = 0; k < FACTS_SESSIONS; k++)
		if (!r || r == &b->bearer[k])
			end_one(&b->bearer[k]);
	b->look(b);
	return 1;
}
