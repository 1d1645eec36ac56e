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
};

static struct question waiting[WAITING];

static struct question *free_one(void)
{
	for (unsigned i = 0; i < WAITING; i++)
		if (!waiting[i].call)
			return &waiting[i];
	return NULL;
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
	sd_bus_message *call = q->call;
	int err;

	(void)unused;
	q->call = NULL;
	if (is_granted(answer))
		err = q->method->fn(call, q->with, &error);
	else
		err = sd_bus_error_setf(&error, REFUSED,
					"polkit does not grant %s",
					q->method->right);
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
		      : sd_bus_call_async(bus, NULL, m, on_answer, q, ASK_US);
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
	*q = (struct question){m, sd_bus_message_ref(call), with};
	err = ask(q, sender);
	if (err < 0)
		q->call = sd_bus_message_unref(q->call);
	return err < 0 ? err : 1;
}
