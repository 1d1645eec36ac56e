/* org.freedesktop.ModemManager1.Modem.Modem3gpp.ProfileManager: the connections
 * that the modem has stored. A modem with Microsoft's extensions has one of
 * each type of APN, and which one is meant is told by the type alone: the
 * numbers of MBIM 1.0 (10.5.13) are of other profiles there. A modem of QMI
 * tells the types too, but each of its profiles has a number, by which it is
 * set. */
#include "profiles.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dict.h"
#include "profile.h"

#define INTERFACE MM_NAME ".Modem.Modem3gpp.ProfileManager"

static bool lists_types(const struct bridge *b)
{
	return b->services & BRIDGE_CONTEXTS;
}

static bool by_type(const struct bridge *b)
{
	return lists_types(b) && !b->now.ports.qmi;
}

/* A property that is nowhere in the facts gets where they begin: the bridge. */
static GETTER(get_index)
{
	const struct bridge *b = at;

	return sd_bus_message_append(reply, "s",
				     by_type(b) ? "apn-type" : "profile-id");
}

/* --- the list ------------------------------------------------------------- */

static int next_of_both(sd_bus_message *m, struct att_cursor *c, bool types)
{
	struct profile p;
	int err;

	if (!profile_next(c, types, &p))
		return 0;
	err = profile_append(m, &p);
	return err < 0 ? err : 1;
}

static int next_numbered(sd_bus_message *m, struct att_cursor *c)
{
	return next_of_both(m, c, false);
}

static int next_typed(sd_bus_message *m, struct att_cursor *c)
{
	return next_of_both(m, c, true);
}

/* 0, or the status that is answered. */
static uint32_t read_list(const struct bridge *b, uint32_t status,
			  struct att_bytes body, struct att_cursor *c)
{
	struct mbim_basic_connect_provisioned_contexts_response numbered;
	struct mbim_ms_basic_connect_extensions_provisioned_contexts_response
		typed;

	if (status)
		return status;
	if (lists_types(b)) {
		if (mbim_ms_basic_connect_extensions_provisioned_contexts_response_decode(
			    body, &typed))
			return MBIM_STATUS_FAILURE;
		*c = att_cursor_of(&typed.provisioned_contexts);
		return MBIM_STATUS_NONE;
	}
	if (mbim_basic_connect_provisioned_contexts_response_decode(body,
								    &numbered))
		return MBIM_STATUS_FAILURE;
	*c = att_cursor_of(&numbered.provisioned_contexts);
	return MBIM_STATUS_NONE;
}

/* The two services have the same name for it. */
static void ask(struct bridge *b, bool types, bool set, int len,
		client_answer_fn *fn, void *with)
{
	const unsigned service =
		types ? MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS
		      : MBIM_SERVICE_BASIC_CONNECT;
	const uint32_t cid =
		types ? MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_PROVISIONED_CONTEXTS
		      : MBIM_CID_BASIC_CONNECT_PROVISIONED_CONTEXTS;

	client_ask(&b->client, service, cid, set, len, fn, with);
}

static void ask_list(struct bridge *b, client_answer_fn *fn, void *with)
{
	ask(b, lists_types(b), false, 0, fn, with);
}

static void on_contexts(void *ctx, void *with, uint32_t status,
			struct att_bytes body)
{
	struct att_cursor c;

	status = read_list(ctx, status, body, &c);
	if (status)
		answer_done(ctx, with, status, body);
	else
		answer_list(with, c,
			    lists_types(ctx) ? next_typed : next_numbered);
}

static int on_list(sd_bus_message *call, void *with, sd_bus_error *error)
{
	(void)error;
	ask_list(with, on_contexts, sd_bus_message_ref(call));
	return 1;
}

/* --- one is stored -------------------------------------------------------- */

/* A call of Set, until it is answered. */
struct setting {
	sd_bus_message *call;
	struct profile profile;
};

static void end(struct bridge *b, struct setting *s, uint32_t status)
{
	b->storing--;
	if (s->call)
		answer_done(b, s->call, status, att_bytes_of(NULL, 0));
	free(s);
}

static bool is_it(const struct bridge *b, const struct setting *s,
		  const struct profile *p)
{
	return by_type(b) ? p->apn_type == s->profile.apn_type
			  : p->id == s->profile.id;
}

/* What the modem has made of it. */
static void on_stored_list(void *ctx, void *with, uint32_t status,
			   struct att_bytes body)
{
	struct bridge *b = ctx;
	struct setting *s = with;
	sd_bus_message *reply = NULL;
	struct att_cursor c;
	struct profile p;
	int err;

	status = read_list(b, status, body, &c);
	while (!status && profile_next(&c, lists_types(b), &p)) {
		if (!is_it(b, s, &p))
			continue;
		err = sd_bus_message_new_method_return(s->call, &reply);
		err = err < 0 ? err : profile_append(reply, &p);
		if (err >= 0 && sd_bus_send(b->bus, reply, NULL) >= 0)
			s->call = sd_bus_message_unref(s->call);
		sd_bus_message_unref(reply);
		break;
	}
	end(b, s, status ? status : MBIM_STATUS_FAILURE);
}

static void on_stored(void *ctx, void *with, uint32_t status,
		      struct att_bytes body)
{
	(void)body;
	if (status)
		end(ctx, with, status);
	else
		ask_list(ctx, on_stored_list, with);
}

static void store(struct bridge *b, struct setting *s)
{
	ask(b, by_type(b), true,
	    profile_encode(&s->profile, by_type(b), client_body(&b->client),
			   CLIENT_BODY),
	    on_stored, s);
}

/* A new one gets the first number that is free, as ModemManager has it. */
static void on_numbers(void *ctx, void *with, uint32_t status,
		       struct att_bytes body)
{
	struct bridge *b = ctx;
	struct setting *s = with;
	struct att_cursor c, first;
	struct profile p;
	bool is_free;

	status = read_list(b, status, body, &first);
	if (status) {
		end(b, s, status);
		return;
	}
	s->profile.id = 0;
	do {
		s->profile.id++;
		is_free = true;
		c = first;
		while (profile_next(&c, lists_types(b), &p))
			is_free &= p.id != s->profile.id;
	} while (!is_free);
	store(b, s);
}

/* What a call is about: 0, or an error. */
static int read_call(sd_bus_message *call, const struct bridge *b,
		     struct profile *p, sd_bus_error *error)
{
	int err = profile_read(call, p, error);
	const char *why = err < 0 ? NULL : profile_wrong(p, by_type(b));

	return why ? sd_bus_error_set(error, ERROR_CORE("InvalidArgs"), why)
		   : err;
}

static int on_set(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	struct setting *s;
	struct profile p;
	int err = read_call(call, b, &p, error);

	if (err < 0)
		return err;
	s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	s->call = sd_bus_message_ref(call);
	s->profile = p;
	b->storing++;
	if (by_type(b) || p.id > 0)
		store(b, s);
	else
		ask_list(b, on_numbers, s);
	return 1;
}

/* --- one is deleted ------------------------------------------------------- */

static void on_deleted(void *ctx, void *with, uint32_t status,
		       struct att_bytes body)
{
	((struct bridge *)ctx)->storing--;
	answer_done(ctx, with, status, body);
}

static int on_delete(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	struct profile p;
	int err = read_call(call, b, &p, error);

	if (err < 0)
		return err;
	if (!by_type(b) && p.id < 1)
		return sd_bus_error_set(error, ERROR_CORE("InvalidArgs"),
					"it is not said which profile");
	b->storing++;
	ask(b, by_type(b), true,
	    profile_encode_deleted(&p, by_type(b), client_body(&b->client),
				   CLIENT_BODY),
	    on_deleted, sd_bus_message_ref(call));
	return 1;
}

/* --- news ----------------------------------------------------------------- */

static bool is(const struct mbim_msg *told, unsigned service, uint32_t cid)
{
	return told->cid == cid &&
	       !memcmp(&told->service, &mbim_services[service].uuid,
		       sizeof(told->service));
}

/* Only what others have changed, such as the network. */
void profiles_told(struct bridge *b, const struct mbim_msg *told)
{
	if (b->storing || !b->modem.path[0] ||
	    (!is(told, MBIM_SERVICE_BASIC_CONNECT,
		 MBIM_CID_BASIC_CONNECT_PROVISIONED_CONTEXTS) &&
	     !is(told, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		 MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_PROVISIONED_CONTEXTS)))
		return;
	sd_bus_emit_signal(b->bus, b->modem.path, INTERFACE, "Updated", "");
}

static const struct property properties[] = {
	{"IndexField", "s", get_index, NOWHERE}, {NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"List", "", "aa{sv}", on_list, RIGHT_DEVICE},
	{"Set", "a{sv}", "a{sv}", on_set, RIGHT_DEVICE},
	{"Delete", "a{sv}", "", on_delete, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};

static const struct signal signals[] = {{"Updated", ""}, {NULL, NULL}};

const struct interface interface_profiles = {.name = INTERFACE,
					     .properties = properties,
					     .methods = methods,
					     .signals = signals};
