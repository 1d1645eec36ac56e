/* org.freedesktop.ModemManager1.Sms. What people wrote is read by those who may
 * write, so its properties are not for everybody. */
#include <string.h>

#include "messages.h"

#define SUBMIT 2u /* MMSmsPduType */
/* MMSmsState. */
#define STATE_UNKNOWN 0u
#define STATE_SENDING 4u

#define STORAGE_ME	  2u /* MMSmsStorage */
#define VALIDITY_RELATIVE 1u /* MMSmsValidityType */

/* --- properties ----------------------------------------------------------- */

static GETTER(get_words)
{
	return sd_bus_message_append(reply, "s", ((struct sms *)at)->text);
}

static GETTER(get_data)
{
	const struct sms *s = at;

	return sd_bus_message_append_array(reply, 'y', s->data, s->data_len);
}

static GETTER(get_validity)
{
	const uint32_t minutes = *(const uint32_t *)at;

	return sd_bus_message_append(
		reply, "(uv)", minutes ? VALIDITY_RELATIVE : 0, "u", minutes);
}

static GETTER(get_storage)
{
	return sd_bus_message_append(
		reply, "u", ((struct sms *)at)->id == DRAFT ? 0 : STORAGE_ME);
}

#define OF(field) AT_OF(struct sms_now, field)

static const struct property properties[] = {
	{"State", "u", get_u32, OF(state)},
	{"PduType", "u", get_u32, OF(type)},
	{"Number", "s", get_text, OF(number)},
	{"Text", "s", get_words, NOWHERE},
	{"Data", "ay", get_data, NOWHERE},
	{"SMSC", "s", get_text, OF(smsc)},
	{"Validity", "(uv)", get_validity, OF(validity_min)},
	{"Class", "i", get_i32, OF(class)},
	{"TeleserviceId", "u", get_zero, NOWHERE},
	{"ServiceCategory", "u", get_zero, NOWHERE},
	{"DeliveryReportRequest", "b", get_bool, OF(report)},
	{"MessageReference", "u", get_u32, OF(reference)},
	{"Timestamp", "s", get_text, OF(timestamp)},
	{"DischargeTimestamp", "s", get_text, OF(discharge)},
	{"DeliveryState", "u", get_u32, OF(delivery)},
	{"Storage", "u", get_storage, NOWHERE},
	{NULL, NULL, NULL, NOWHERE}};

/* --- reading them --------------------------------------------------------- */

static struct sms *of_any(const struct modems *m, const char *path)
{
	struct sms *s = NULL;

	for (struct bridge *b = m->first; b && !s; b = b->next)
		s = messages_of_path(b, path);
	return s;
}

static int on_get_all(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct sms *s = of_any(with, sd_bus_message_get_path(call));
	sd_bus_message *reply = NULL;
	int err;

	if (!s)
		return sd_bus_error_set(error, SD_BUS_ERROR_UNKNOWN_OBJECT,
					"there is no such message");
	err = sd_bus_message_new_method_return(call, &reply);
	err = err < 0 ? err
		      : objects_append_first(s->bridge->bus, &s->object, s,
					     reply);
	err = err < 0 ? err : sd_bus_send(s->bridge->bus, reply, NULL);
	sd_bus_message_unref(reply);
	return err < 0 ? err : 1;
}

static int on_get(sd_bus_message *call, void *with, sd_bus_error *error)
{
	(void)call;
	(void)with;
	return sd_bus_error_set(error, ERROR_CORE("Unauthorized"),
				"only GetAll asks polkit");
}

/* sd-bus answers these itself, without a question: those of others than root
 * are taken from it. */
int sms_filter(sd_bus_message *call, void *with, sd_bus_error *error)
{
	static const struct method get_all = {"GetAll", "s", "a{sv}",
					      on_get_all, RIGHT_MESSAGING};
	static const struct method get = {"Get", "ss", "v", on_get, NULL};
	const char *path = sd_bus_message_get_path(call);

	if (!path || strncmp(path, MM_PATH "/SMS/", strlen(MM_PATH "/SMS/")) ||
	    sd_bus_query_sender_privilege(call, -1) > 0)
		return 0;
	if (sd_bus_message_is_method_call(
		    call, "org.freedesktop.DBus.Properties", "GetAll"))
		return rights_call(&get_all, call, with, error);
	if (sd_bus_message_is_method_call(
		    call, "org.freedesktop.DBus.Properties", "Get"))
		return get.fn(call, with, error);
	return 0;
}

/* --- methods -------------------------------------------------------------- */

/* The draft is what attache has now; or it is one again. */
static void on_sent(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	struct mbim_attache_message_send_response r;
	struct mbim_attache_message m;
	sd_bus_message *call = with;
	struct bridge *b = ctx;
	struct sms *s = messages_of_path(b, sd_bus_message_get_path(call));
	struct att_cursor c;

	b->sending--;
	if (!status && mbim_attache_message_send_response_decode(body, &r))
		status = MBIM_STATUS_FAILURE;
	if (s && !status) {
		c = att_cursor_of(&r.messages);
		if (mbim_attache_message_next(&c, &m))
			messages_take(s, &m);
	} else if (s) {
		s->now.state = STATE_UNKNOWN;
	}
	answer_done(ctx, with, status, att_bytes_of(NULL, 0));
	messages_look(b);
}

static int on_send(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct sms *s = with;
	struct bridge *b = s->bridge;
	const struct mbim_attache_message_send_set set = {
		.number = att_str_utf8(s->now.number),
		.text = att_str_utf8(s->text),
		.data = att_bytes_of(s->data, s->data_len),
		.smsc = att_str_utf8(s->now.smsc),
		.validity_min = s->now.validity_min,
		.message_class = (uint32_t)s->now.class,
		.report = s->now.report,
	};

	if (s->id != DRAFT || s->now.type != SUBMIT ||
	    s->now.state == STATE_SENDING)
		return sd_bus_error_set(error, ERROR_CORE("WrongState"),
					"the message is not one to be sent");
	s->now.state = STATE_SENDING;
	b->sending++;
	client_ask(&b->client, MBIM_SERVICE_ATTACHE,
		   MBIM_CID_ATTACHE_MESSAGE_SEND, true,
		   mbim_attache_message_send_set_encode(
			   &set, client_body(&b->client), CLIENT_BODY),
		   on_sent, sd_bus_message_ref(call));
	return 1;
}

static int on_store(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct sms *s = with;

	return answer_unsupported(call, s->bridge, error);
}

static const struct method methods[] = {
	{"Send", "", "", on_send, RIGHT_MESSAGING},
	{"Store", "u", "", on_store, RIGHT_MESSAGING},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_sms = {
	.name = MM_NAME ".Sms", .properties = properties, .methods = methods};
