/* Answers to methods that are the same for many. */
#include "bridge.h"

int answer_unsupported(sd_bus_message *call, void *with, sd_bus_error *error)
{
	(void)call;
	(void)with;
	return sd_bus_error_set(error, ERROR_CORE("Unsupported"),
				"attache does not have that");
}

void answer_done(void *ctx, void *with, uint32_t status, struct att_bytes body)
{
	sd_bus_message *call = with;

	(void)body;
	if (status)
		sd_bus_reply_method_errorf(
			call, errors_of_status(status),
			status < CLIENT_LONG ? "the modem answers %s" : "%s",
			errors_words(status));
	else
		sd_bus_reply_method_return(call, NULL);
	sd_bus_message_unref(call);
	((struct bridge *)ctx)->look(ctx);
}

int answer_by(struct bridge *b, sd_bus_message *call, unsigned service,
	      uint32_t cid, int len)
{
	client_ask(&b->client, service, cid, true, len, answer_done,
		   sd_bus_message_ref(call));
	return 1;
}

void answer_list(sd_bus_message *call, struct att_cursor c,
		 int (*next)(sd_bus_message *reply, struct att_cursor *c))
{
	sd_bus_message *reply = NULL;
	int err = sd_bus_message_new_method_return(call, &reply);

	err = err < 0 ? err
		      : sd_bus_message_open_container(reply, 'a', "a{sv}");
	while (err >= 0 && (err = next(reply, &c)) > 0)
		;
	err = err < 0 ? err : sd_bus_message_close_container(reply);
	err = err < 0 ? err : sd_bus_send(NULL, reply, NULL);
	if (err < 0)
		sd_bus_reply_method_errno(call, err, NULL);
	sd_bus_message_unref(reply);
	sd_bus_message_unref(call);
}
