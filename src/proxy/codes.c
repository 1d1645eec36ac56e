/* See codes.h. */
#include "proxy/codes.h"

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "wire/qmi/message.h"

#define TEXT 64u /* bytes of a code as somebody wrote it */

static const char wrong_pin[] = "a PIN has 4 to 8 digits";
static const char wrong_puk[] = "a PUK has 8 digits";

static bool has_digits(const char *text, size_t least)
{
	size_t len = 0;

	while (text[len] >= '0' && text[len] <= '9')
		len++;
	return len >= least && len <= ATT_CODES_MOST && text[len] == '\0';
}

bool att_codes_is_pin(const char *text)
{
	return has_digits(text, ATT_CODES_LEAST);
}

static bool is_code(const struct att_str *code, size_t least)
{
	char text[TEXT];

	return att_str_get(code, text, sizeof(text)) >= 0 &&
	       has_digits(text, least);
}

/* --- of MBIM -------------------------------------------------------------- */

static bool is(const struct mbim_msg *m, unsigned service, uint32_t cid)
{
	return m->cid == cid &&
	       mbim_service_find(&m->service) == &mbim_services[service];
}

/* What does not decode is for the modem to refuse. */
static const char *wrong_set(struct att_bytes body)
{
	struct mbim_basic_connect_pin_set set;
	bool puk;

	if (mbim_basic_connect_pin_set_decode(body, &set))
		return NULL;
	puk = set.pin_type == MBIM_PIN_TYPE_PUK1 ||
	      set.pin_type == MBIM_PIN_TYPE_PUK2;
	if (!puk && set.pin_type != MBIM_PIN_TYPE_PIN1 &&
	    set.pin_type != MBIM_PIN_TYPE_PIN2)
		return NULL;
	if (puk && !is_code(&set.pin, ATT_CODES_MOST))
		return wrong_puk;
	if (!puk && !is_code(&set.pin, ATT_CODES_LEAST))
		return wrong_pin;
	return (puk || set.pin_operation == MBIM_PIN_OPERATION_CHANGE) &&
			       !is_code(&set.new_pin, ATT_CODES_LEAST)
		       ? wrong_pin
		       : NULL;
}

const char *att_codes_wrong(const struct mbim_msg *command)
{
	struct qmi_message inside;

	if (!command->code)
		return NULL;
	if (is(command, MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_PIN))
		return wrong_set(command->body);
	if (is(command, MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG) &&
	    !qmi_decode(command->body, &inside))
		return att_codes_wrong_qmi(&inside);
	return NULL;
}

/* --- of QMI --------------------------------------------------------------- */

/* The first code of a request, and the one behind it. */
struct codes {
	struct att_str code[2];
	unsigned n;
};

#define READ(name, a, b, count)                                         \
	static bool read_##name(struct att_bytes tlvs, struct codes *c) \
	{                                                               \
		struct qmi_##name##_req r;                              \
                                                                        \
		if (qmi_##name##_req_decode(tlvs, &r) || !r.has.info)   \
			return false;                                   \
		c->code[0] = r.info.a;                                  \
		c->code[1] = r.info.b;                                  \
		c->n = count;                                           \
		return true;                                            \
	}

READ(uim_set_pin_protection, pin_value, pin_value, 1)
READ(uim_verify_pin, pin_value, pin_value, 1)
READ(uim_unblock_pin, puk, new_pin, 2)
READ(uim_change_pin, old_pin, new_pin, 2)
READ(dms_uim_set_pin_protection, pin, pin, 1)
READ(dms_uim_verify_pin, pin, pin, 1)
READ(dms_uim_unblock_pin, puk, new_pin, 2)
READ(dms_uim_change_pin, old_pin, new_pin, 2)

static const struct {
	uint8_t service;
	uint16_t message;
	bool puk; /* the first of its codes is */
	bool (*read)(struct att_bytes tlvs, struct codes *c);
} requests[] = {
	{QMI_SERVICE_UIM, QMI_UIM_SET_PIN_PROTECTION, false,
	 read_uim_set_pin_protection},
	{QMI_SERVICE_UIM, QMI_UIM_VERIFY_PIN, false, read_uim_verify_pin},
	{QMI_SERVICE_UIM, QMI_UIM_UNBLOCK_PIN, true, read_uim_unblock_pin},
	{QMI_SERVICE_UIM, QMI_UIM_CHANGE_PIN, false, read_uim_change_pin},
	{QMI_SERVICE_DMS, QMI_DMS_UIM_SET_PIN_PROTECTION, false,
	 read_dms_uim_set_pin_protection},
	{QMI_SERVICE_DMS, QMI_DMS_UIM_VERIFY_PIN, false,
	 read_dms_uim_verify_pin},
	{QMI_SERVICE_DMS, QMI_DMS_UIM_UNBLOCK_PIN, true,
	 read_dms_uim_unblock_pin},
	{QMI_SERVICE_DMS, QMI_DMS_UIM_CHANGE_PIN, false,
	 read_dms_uim_change_pin},
};

static const char *wrong_codes(const struct codes *c, bool puk)
{
	if (!is_code(&c->code[0], puk ? ATT_CODES_MOST : ATT_CODES_LEAST))
		return puk ? wrong_puk : wrong_pin;
	return c->n > 1 && !is_code(&c->code[1], ATT_CODES_LEAST) ? wrong_pin
								  : NULL;
}

const char *att_codes_wrong_qmi(const struct qmi_message *request)
{
	struct codes c;

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (request->head.service == requests[i].service &&
		    request->head.message == requests[i].message &&
		    requests[i].read(request->tlvs, &c))
			return wrong_codes(&c, requests[i].puk);
	return NULL;
}
