/* polkit's CheckAuthorization for callers that have no right of their own. */
#include "rights.h"

#include <errno.h>
#include <stdlib.h>

#define POLKIT	    "org.freedesktop.PolicyKit1"
#define POLKIT_AT   "/org/freedesktop/PolicyKit1/Authority"
#define INTERACTIVE 1u /* of CheckAuthorizationFlags */
/* A person may be asked for a password. */
#define ASK_US 300000000u
/* Calls that wait for polkit; more are refused. */
#define WAITING 32

#define REFUSED MM_NAME ".Error.Core.Unauthorized"

struct question {
	const struct method *method;
	sd_bus_message *call;
	void *with;
	sd_bus_slot *slot; /* polkit's answer */
};

static struct question waiting[WAITING];

static struct question *free_one(void)
{
	for (unsigned i = 0; i < WAITING; i++)
		if (!waiting[i].call)
			return &waiting[i];
	return NULL;
}

/* What waited there; the place is free. */
static sd_bus_message *take(struct question *q)
{
	sd_bus_message *call = q->call;

	q->call = NULL;
	q->slot = sd_bus_slot_unref(q->slot);
	return call;
}

/* polkit's answer (bba{ss}) begins with whether it is granted; where there is
 * no polkit, or it fails, it is not. */
static bool is_granted(sd_bus_message *answer)
{
	int granted, challenge;

	return !sd_bus_message_is_method_error(answer, NULL) &&
	       sd_bus_message_enter_container(answer, 'r', "bba{ss}") > 0 &&
	       sd_bus_message_read(answer, "bb", &granted, &challenge) > 0 &&
	       granted;
}

static int on_answer(sd_bus_message *answer, void *with, sd_bus_error *unused)
{
	struct question *q = with;
	sd_bus_error error = SD_BUS_ERROR_NULL;
	const struct method *m = q->method;
	void *with_it = q->with;
	sd_bus_message *call = take(q);
	int err;

	(void)unused;
	if (is_granted(answer))
		err = m->fn(call, with_it, &error);
	else
		err = sd_bus_error_setf(&error, REFUSED,
					"polkit does not grant %s", m->right);
	if (err < 0 || sd_bus_error_is_set(&error))
		sd_bus_reply_method_errno(call, err, &error);
	sd_bus_error_free(&error);
	sd_bus_message_unref(call);
	return 1;
}

/* Of the caller by its name on the bus, which nobody else can have after it. */
static int ask(struct question *q, const char *sender)
{
	sd_bus *bus = sd_bus_message_get_bus(q->call);
	sd_bus_message *m = NULL;
	int err = sd_bus_message_new_method_call(bus, &m, POLKIT, POLKIT_AT,
						 POLKIT ".Authority",
						 "CheckAuthorization");

	err = err < 0 ? err
		      : sd_bus_message_append(m, "(sa{sv})sa{ss}us",
					      "system-bus-name", 1, "name", "s",
					      sender, q->method->right, 0,
					      INTERACTIVE, "");
	err = err < 0 ? err
		      : sd_bus_call_async(bus, &q->slot, m, on_answer, q,
					  ASK_US);
	sd_bus_message_unref(m);
	return err;
}

int rights_call(const struct method *m, sd_bus_message *call, void *with,
		sd_bus_error *error)
{
	const char *sender = sd_bus_message_get_sender(call);
	struct question *q = free_one();
	int err;

	if (!m->right || sd_bus_query_sender_privilege(call, -1) > 0)
		return m->fn(call, with, error);
	if (!q || !sender)
		return sd_bus_error_set(error, REFUSED,
					"too many calls wait for polkit");
	*q = (struct question){m, sd_bus_message_ref(call), with, NULL};
	err = ask(q, sender);
	if (err < 0)
		sd_bus_message_unref(take(q));
	return err < 0 ? err : 1;
}

void rights_forget(const void *with)
{
	for (unsigned i = 0; i < WAITING; i++) {
		sd_bus_message *call;

		if (!waiting[i].call || waiting[i].with != with)
			continue;
		call = take(&waiting[i]);
		sd_bus_reply_method_errorf(call, SD_BUS_ERROR_UNKNOWN_OBJECT,
					   "it has gone");
		sd_bus_message_unref(call);
	}
}
