/* org.freedesktop.ModemManager1.Modem.Modem3gpp.Ussd. */
#include <stdio.h>
#include <string.h>

#include "bridge.h"
#include "wire/sms/ussd.h"

/* MMModem3gppUssdSessionState. */
#define IDLE	 1u
#define ACTIVE	 2u
#define RESPONSE 3u

/* What became of a session, by ModemManager's names; NULL: it goes on, or is
 * done. */
static const char *error_of(uint32_t response, const char **words)
{
	switch (response) {
	case MBIM_USSD_RESPONSE_TERMINATED_BY_NETWORK:
		*words = "the network has ended it";
		return ERROR_CORE("Cancelled");
	case MBIM_USSD_RESPONSE_OTHER_LOCAL_CLIENT:
		*words = "another client has a session";
		return ERROR_CORE("Retry");
	case MBIM_USSD_RESPONSE_OPERATION_NOT_SUPPORTED:
		*words = "the network does not have that";
		return ERROR_CORE("Unsupported");
	case MBIM_USSD_RESPONSE_NETWORK_TIMEOUT:
		*words = "the network does not answer";
		return ERROR_MOBILE("NetworkTimeout");
	}
	return NULL;
}

/* False: it is data, or no message of USSD. */
static bool decode(struct att_bytes body, struct mbim_ussd_ussd_response *r,
		   char text[ATT_USSD_TEXT])
{
	text[0] = '\0';
	return !mbim_ussd_ussd_response_decode(body, r) &&
	       att_ussd_decode((uint8_t)r->data_coding_scheme, r->payload, text,
			       ATT_USSD_TEXT) >= 0;
}

static void put_state(struct bridge *b, uint32_t response)
{
	struct facts_ussd *u = &b->now.ussd;

	u->state = response == MBIM_USSD_RESPONSE_ACTION_REQUIRED ? RESPONSE
								  : IDLE;
	memset(u->request, 0, sizeof(u->request));
	memset(u->notification, 0, sizeof(u->notification));
}

static void on_answer(void *ctx, void *with, uint32_t status,
		      struct att_bytes body)
{
	struct mbim_ussd_ussd_response r;
	const char *words, *name;
	sd_bus_message *call = with;
	char text[ATT_USSD_TEXT];
	struct bridge *b = ctx;

	if (status || !decode(body, &r, text)) {
		put_state(b, MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED);
		answer_done(ctx, with, status ? status : MBIM_STATUS_FAILURE,
			    att_bytes_of(NULL, 0));
		return;
	}
	put_state(b, r.response);
	name = error_of(r.response, &words);
	if (name)
		sd_bus_reply_method_errorf(call, name, "%s", words);
	else
		sd_bus_reply_method_return(call, "s", text);
	sd_bus_message_unref(call);
	b->look(b);
}

static int say(sd_bus_message *call, struct bridge *b, uint32_t action,
	       sd_bus_error *error)
{
	uint8_t octets[ATT_USSD_MAX], dcs;
	struct mbim_ussd_ussd_set set = {.action = action};
	const char *text;
	int len, err = sd_bus_message_read(call, "s", &text);

	if (err < 0)
		return err;
	len = att_ussd_encode(att_bytes_of((const uint8_t *)text, strlen(text)),
			      &dcs, octets);
	if (len < 0)
		return sd_bus_error_set(error, ERROR_CORE("InvalidArgs"),
					"the text is too long for USSD");
	set.data_coding_scheme = dcs;
	set.payload = att_bytes_of(octets, (size_t)len);
	b->now.ussd.state = ACTIVE;
	client_ask(&b->client, MBIM_SERVICE_USSD, MBIM_CID_USSD_USSD, true,
		   mbim_ussd_ussd_set_encode(&set, client_body(&b->client),
					     CLIENT_BODY),
		   on_answer, sd_bus_message_ref(call));
	return 1;
}

static int on_initiate(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;

	if (b->now.ussd.state > IDLE)
		return sd_bus_error_set(error, ERROR_CORE("WrongState"),
					"there is a session");
	return say(call, b, MBIM_USSD_ACTION_INITIATE, error);
}

static int on_respond(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;

	if (b->now.ussd.state != RESPONSE)
		return sd_bus_error_set(error, ERROR_CORE("WrongState"),
					"the network asks nothing");
	return say(call, b, MBIM_USSD_ACTION_CONTINUE, error);
}

static int on_cancel(sd_bus_message *call, void *with, sd_bus_error *error)
{
	const struct mbim_ussd_ussd_set set = {.action =
						       MBIM_USSD_ACTION_CANCEL};
	struct bridge *b = with;

	(void)error;
	put_state(b, MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED);
	return answer_by(b, call, MBIM_SERVICE_USSD, MBIM_CID_USSD_USSD,
			 mbim_ussd_ussd_set_encode(
				 &set, client_body(&b->client), CLIENT_BODY));
}

void ussd_told(struct bridge *b, const struct mbim_msg *told)
{
	struct mbim_ussd_ussd_response r;
	struct facts_ussd *u = &b->now.ussd;
	char text[ATT_USSD_TEXT];

	if (told->cid != MBIM_CID_USSD_USSD || !decode(told->body, &r, text))
		return;
	put_state(b, r.response);
	if (r.response == MBIM_USSD_RESPONSE_ACTION_REQUIRED)
		snprintf(u->request, sizeof(u->request), "%s", text);
	else
		snprintf(u->notification, sizeof(u->notification), "%s", text);
	b->look(b);
}

static const struct property properties[] = {
	{"State", "u", get_u32, AT(ussd.state)},
	{"NetworkRequest", "s", get_text, AT(ussd.request)},
	{"NetworkNotification", "s", get_text, AT(ussd.notification)},
	{NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"Initiate", "s", "s", on_initiate, RIGHT_USSD},
	{"Respond", "s", "s", on_respond, RIGHT_USSD},
	{"Cancel", "", "", on_cancel, RIGHT_USSD},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_ussd = {.name = MM_NAME
					 ".Modem.Modem3gpp.Ussd",
					 .properties = properties,
					 .methods = methods};
