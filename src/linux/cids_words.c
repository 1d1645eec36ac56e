/* See cids_words.h. */
#include "linux/cids_words.h"

#include <stdio.h>

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "wire/qmi/message.h"

static struct att_bytes text(const char *s)
{
	return att_bytes_of((const uint8_t *)s, strlen(s));
}

/* The last step whose refusal says that the modem has no such thing; NULL:
 * there is none. */
static const struct att_cids_step *refused(const struct att_cids_job *j,
					   uint16_t *error)
{
	unsigned i = j->step < ATT_CIDS_STEPS ? j->step : ATT_CIDS_STEPS;

	while (i--) {
		*error = j->error[i];
		if (att_cids_status(*error) == MBIM_STATUS_NO_DEVICE_SUPPORT)
			return att_cids_step(j->row, &i);
	}
	return NULL;
}

static const char *of_modem(const struct att_cids_step *step, uint16_t error,
			    char buf[ATT_CIDS_WORDS])
{
	const struct qmi_head head = {.service = step->service,
				      .message = step->message};
	const char *service = qmi_service_name(step->service);
	const char *message = qmi_message_name(&head);

	switch (error) {
	case QMI_PROTOCOL_ERROR_INVALID_SERVICE_TYPE:
		snprintf(buf, ATT_CIDS_WORDS,
			 "this modem lacks the service %s of QMI, which this "
			 "CID takes",
			 service);
		break;
	case QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND:
		snprintf(buf, ATT_CIDS_WORDS,
			 "this modem lacks the message %s.%s of QMI, which "
			 "this CID takes",
			 service, message);
		break;
	default:
		snprintf(buf, ATT_CIDS_WORDS,
			 "this modem answers the message %s.%s of QMI, which "
			 "this CID takes, with %s",
			 service, message,
			 att_enum_name(qmi_enum(QMI_ENUM_protocol_error),
				       error));
	}
	return buf;
}

struct att_bytes att_cids_words(const struct att_cids_row *row,
				const struct att_cids_job *j,
				char buf[ATT_CIDS_WORDS])
{
	const struct att_cids_step *step;
	uint16_t error;

	if (!row)
		return text("this modem speaks QMI, and attache does not "
			    "translate this CID: ask for messages such as "
			    "dms.get_model");
	if (!j || j->no_place)
		return text(row->lacks ? row->lacks : "");
	step = refused(j, &error);
	return text(step ? of_modem(step, error, buf) : "");
}
