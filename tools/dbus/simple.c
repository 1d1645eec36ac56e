/* org.freedesktop.ModemManager1.Modem.Simple: connect and disconnect. A call is
 * answered when the status says what became of it. */
#include <stdio.h>
#include <string.h>

#include "bridge.h"

/* As long as ModemManager waits for a registration, and for all. */
#define SEARCH_US  60000000u
#define CONNECT_US 110000000u
/* MMBearerAllowedAuth; MMBearerIpFamily. */
#define AUTH_PAP      (1u << 1)
#define AUTH_CHAP     (1u << 2)
#define AUTH_MSCHAPV2 (1u << 4)
#define FAMILY_V4     (1u << 0)
#define FAMILY_V6     (1u << 1)

/* --- what is asked for ---------------------------------------------------- */

static uint32_t ip_type_of(uint32_t families)
{
	if (families == FAMILY_V4)
		return MBIM_CONTEXT_IP_TYPE_IPV4;
	return families == FAMILY_V6 ? MBIM_CONTEXT_IP_TYPE_IPV6
				     : MBIM_CONTEXT_IP_TYPE_IPV4V6;
}

/* What the providers of user names mostly expect, where nothing is said. */
static uint32_t auth_of(uint32_t allowed, const char *user)
{
	if (!user[0])
		return MBIM_AUTH_PROTOCOL_NONE;
	if (allowed & AUTH_CHAP)
		return MBIM_AUTH_PROTOCOL_CHAP;
	if (allowed & AUTH_PAP)
		return MBIM_AUTH_PROTOCOL_PAP;
	return allowed & AUTH_MSCHAPV2 ? MBIM_AUTH_PROTOCOL_MSCHAPV2
				       : MBIM_AUTH_PROTOCOL_CHAP;
}

static int read_text(sd_bus_message *m, char *to, size_t cap)
{
	const char *text;
	int err = sd_bus_message_read(m, "v", "s", &text);

	if (err >= 0)
		snprintf(to, cap, "%s", text);
	return err;
}

/* The keys that are not known are left out, as ModemManager's own newer ones
 * are by older ones. */
static int read_entry(sd_bus_message *m, struct bridge_wish *w,
		      uint32_t *allowed)
{
	const char *key;
	uint32_t families;
	int roaming, err = sd_bus_message_read(m, "s", &key);

	if (err < 0)
		return err;
	if (!strcmp(key, "apn"))
		return read_text(m, w->apn, sizeof(w->apn));
	if (!strcmp(key, "user"))
		return read_text(m, w->user, sizeof(w->user));
	if (!strcmp(key, "password"))
		return read_text(m, w->password, sizeof(w->password));
	if (!strcmp(key, "pin"))
		return read_text(m, w->pin, sizeof(w->pin));
	if (!strcmp(key, "allowed-auth"))
		return sd_bus_message_read(m, "v", "u", allowed);
	if (!strcmp(key, "ip-type")) {
		err = sd_bus_message_read(m, "v", "u", &families);
		w->ip_type = ip_type_of(families);
		return err;
	}
	if (!strcmp(key, "allow-roaming")) {
		err = sd_bus_message_read(m, "v", "b", &roaming);
		w->roaming = roaming;
		return err;
	}
	return sd_bus_message_skip(m, "v");
}

static int read_wish(sd_bus_message *m, struct bridge_wish *w)
{
	uint32_t allowed = 0;
	int err = sd_bus_message_enter_container(m, 'a', "{sv}");

	*w = (struct bridge_wish){.ip_type = MBIM_CONTEXT_IP_TYPE_IPV4V6,
				  .roaming = true};
	while (err >= 0 &&
	       (err = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
		err = read_entry(m, w, &allowed);
		err = err < 0 ? err : sd_bus_message_exit_container(m);
	}
	w->auth = auth_of(allowed, w->user);
	return err;
}

/* --- the answer ----------------------------------------------------------- */

static sd_bus_message *take_call(struct bridge *b)
{
	sd_bus_message *call = b->connecting;

	b->connecting = NULL;
	b->timer = sd_event_source_disable_unref(b->timer);
	return call;
}

static void on_removed(void *ctx, void *with, uint32_t status,
		       struct att_bytes body)
{
	(void)with;
	(void)status;
	(void)body;
	((struct bridge *)ctx)->look(ctx);
}

static void remove_session(struct bridge *b)
{
	const struct mbim_attache_session_set set = {
		.session_id = 0, .change = MBIM_SESSION_CHANGE_REMOVE};
	size_t cap;
	uint8_t *body = client_body(&b->client, &cap);

	if (!b->session.clients && !b->set)
		return; /* there is none */
	b->set = false;
	client_ask(&b->client, &mbim_services[MBIM_SERVICE_ATTACHE].uuid,
		   MBIM_CID_ATTACHE_SESSION, true,
		   body ? mbim_attache_session_set_encode(&set, body, cap) : -1,
		   on_removed, NULL);
}

/* A refusal that may pass is the client's to repeat, not attache's. */
static void fail(struct bridge *b, const char *name, const char *words)
{
	sd_bus_message *call = take_call(b);

	sd_bus_reply_method_errorf(call, name, "%s", words);
	sd_bus_message_unref(call);
	remove_session(b);
}

static void succeed(struct bridge *b)
{
	sd_bus_message *call = take_call(b);

	sd_bus_reply_method_return(call, "o", b->bearer.path);
	sd_bus_message_unref(call);
}

void simple_give_up(struct bridge *b, const char *why)
{
	if (b->connecting)
		fail(b, ERROR_CORE("Aborted"), why);
}

static const char *words_of(const struct bridge *b)
{
	return b->session.problem[0] ? b->session.problem
				     : "the session was refused";
}

static void look_at_connecting(struct bridge *b)
{
	const struct facts_session_now *s = &b->session;
	const char *words, *name = errors_of_state(&b->now, &words);

	if (name) {
		fail(b, name, words);
		return;
	}
	if (!b->set)
		return;
	b->begun |= s->session == FACTS_SESSION_BEGINS && !s->refused;
	if (s->session == FACTS_SESSION_UP)
		succeed(b);
	else if (s->denied)
		fail(b, ERROR_MOBILE("NetworkNotAllowed"), words_of(b));
	else if (s->roaming_barred)
		fail(b, ERROR_MOBILE("RoamingNotAllowedInArea"), words_of(b));
	else if (s->refused && s->cause)
		fail(b, errors_of_cause(s->cause), words_of(b));
	else if (s->refused)
		fail(b, ERROR_CORE("Failed"), words_of(b));
}

/* Nothing of it is left: the session is down, or there is none. */
static void look_at_disconnecting(struct bridge *b)
{
	if (b->session.session != FACTS_SESSION_NONE && b->now.there)
		return;
	for (unsigned i = 0; i < BRIDGE_CALLS; i++) {
		if (!b->disconnecting[i])
			continue;
		sd_bus_reply_method_return(b->disconnecting[i], NULL);
		b->disconnecting[i] = sd_bus_message_unref(b->disconnecting[i]);
	}
}

/* ModemManager's clients connect again themselves what was lost. */
static void look_at_loss(struct bridge *b)
{
	const bool up = b->session.session == FACTS_SESSION_UP;

	if (b->up && !up && b->session.session != FACTS_SESSION_ENDS &&
	    b->bearer.path[0] && !b->connecting)
		remove_session(b);
	b->up = up;
}

void simple_look(struct bridge *b)
{
	look_at_loss(b);
	if (b->connecting)
		look_at_connecting(b);
	look_at_disconnecting(b);
}

/* The object of a new connection. 0 or -errno. */
static int begin_bearer(struct bridge *b)
{
	char path[OBJECTS_PATH];

	if (b->bearer.path[0])
		objects_remove(&b->bearer);
	snprintf(path, sizeof(path), MM_PATH "/Bearer/%u", b->number++);
	memset(b->now.bearer_path, 0, sizeof(b->now.bearer_path));
	strcpy(b->now.bearer_path, path);
	memset(b->now.apn, 0, sizeof(b->now.apn));
	strcpy(b->now.apn, b->wish.apn);
	return objects_add(b->bus, &b->bearer, path, &b->now);
}

/* --- methods -------------------------------------------------------------- */

static int on_timeout(sd_event_source *s, uint64_t usec, void *with)
{
	struct bridge *b = with;

	(void)s;
	(void)usec;
	if (b->connecting)
		fail(b,
		     b->session.attached ? ERROR_CORE("Timeout")
					 : ERROR_MOBILE("NetworkTimeout"),
		     words_of(b));
	return 0;
}

static void on_set(void *ctx, void *with, uint32_t status,
		   struct att_bytes body)
{
	struct bridge *b = ctx;

	(void)with;
	(void)body;
	if (b->connecting && status)
		fail(b, errors_of_status(status),
		     "attache does not take the session");
	else if (!status)
		b->set = true;
	if (b->set && !b->connecting)
		remove_session(b); /* it was given up meanwhile */
	b->look(b);
}

static void set_session(struct bridge *b)
{
	const struct bridge_wish *w = &b->wish;
	const struct mbim_attache_session_set set = {
		.session_id = 0,
		.addresses = MBIM_SESSION_ADDRESSES_ANOTHER,
		.apn = att_str_utf8(w->apn),
		.user = att_str_utf8(w->user),
		.password = att_str_utf8(w->password),
		.auth = w->auth,
		.ip_type = w->ip_type,
		.abroad = w->roaming ? MBIM_SESSION_ABROAD_ANY
				     : MBIM_SESSION_ABROAD_HOME,
	};
	size_t cap;
	uint8_t *body = client_body(&b->client, &cap);

	b->set = b->begun = false;
	client_ask(&b->client, &mbim_services[MBIM_SERVICE_ATTACHE].uuid,
		   MBIM_CID_ATTACHE_SESSION, true,
		   body ? mbim_attache_session_set_encode(&set, body, cap) : -1,
		   on_set, NULL);
}

static void on_wanted(void *ctx, void *with, uint32_t status,
		      struct att_bytes body)
{
	struct bridge *b = ctx;

	(void)with;
	(void)body;
	if (!b->connecting)
		return;
	if (status)
		fail(b, errors_of_status(status), "attache does not connect");
	else
		set_session(b);
}

static void want_connected(struct bridge *b)
{
	const struct mbim_attache_want_set set = {
		.want = MBIM_WANTED_CONNECTED};
	size_t cap;
	uint8_t *body = client_body(&b->client, &cap);

	client_ask(&b->client, &mbim_services[MBIM_SERVICE_ATTACHE].uuid,
		   MBIM_CID_ATTACHE_WANT, true,
		   body ? mbim_attache_want_set_encode(&set, body, cap) : -1,
		   on_wanted, NULL);
}

static int on_connect(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	const char *words, *name = errors_of_state(&b->now, &words);
	int err;

	if (b->connecting)
		return sd_bus_error_set(error, ERROR_CORE("InProgress"),
					"a connection is being made");
	err = read_wish(call, &b->wish);
	if (err < 0)
		return err;
	if (name)
		return sd_bus_error_set(error, name, words);
	err = begin_bearer(b);
	if (err < 0)
		return err;
	err = sd_event_add_time_relative(
		b->event, &b->timer, CLOCK_MONOTONIC,
		b->session.attached ? CONNECT_US : SEARCH_US, 0, on_timeout, b);
	if (err < 0)
		return err;
	b->reason = 1;
	b->connecting = sd_bus_message_ref(call);
	want_connected(b);
	return 1;
}

int simple_on_disconnect(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	unsigned i = 0;

	while (i < BRIDGE_CALLS && b->disconnecting[i])
		i++;
	if (i == BRIDGE_CALLS)
		return sd_bus_error_set(error, ERROR_CORE("InProgress"),
					"the connection is being ended");
	b->reason = 1;
	b->disconnecting[i] = sd_bus_message_ref(call);
	if (b->connecting)
		fail(b, ERROR_CORE("Cancelled"), "it is not wanted any more");
	else
		remove_session(b);
	b->look(b);
	return 1;
}

static int append_status(sd_bus_message *m, const struct facts *f)
{
	int err = sd_bus_message_open_container(m, 'a', "{sv}");

	err = err < 0 ? err : entry_u32(m, "state", (uint32_t)f->state);
	err = err < 0 ? err
		      : sd_bus_message_append(m, "{sv}", "signal-quality",
					      "(ub)", f->quality, 1);
	err = err < 0 ? err : entry_u32(m, "access-technologies", f->access);
	err = err < 0 ? err
		      : entry_u32(m, "m3gpp-registration-state",
				  f->registration);
	err = err < 0 ? err
		      : entry_text(m, "m3gpp-operator-code", f->operator_code);
	err = err < 0 ? err
		      : entry_text(m, "m3gpp-operator-name", f->operator_name);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

static int on_get_status(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	sd_bus_message *reply = NULL;
	int err = sd_bus_message_new_method_return(call, &reply);

	(void)error;
	err = err < 0 ? err : append_status(reply, &b->now);
	err = err < 0 ? err : sd_bus_send(b->bus, reply, NULL);
	sd_bus_message_unref(reply);
	return err < 0 ? err : 1;
}

static const struct method methods[] = {
	{"Connect", "a{sv}", "o", on_connect, RIGHT_DEVICE},
	{"Disconnect", "o", "", simple_on_disconnect, RIGHT_DEVICE},
	{"GetStatus", "", "a{sv}", on_get_status, NULL},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_simple = {.name = MM_NAME ".Modem.Simple",
					   .methods = methods};
