/* The rules for clients of a modem that has a manager. */
#include "proxy/proxy.h"

#include "base/errors.h"
#include "base/text.h"
#include "generated/cids.h"
#include "protocol/mbim/mbim.h"
#include "proxy/codes.h"
#include "wire/mbim/versions.h"

#define DEFAULT_CONTROL 4096u

void att_proxy_begin(struct att_proxy_client *p)
{
	p->opened = p->chose = p->asking = false;
	p->max_control = DEFAULT_CONTROL;
	p->ex = MBIM_EX_1;
	att_subscriptions_standard(&p->wants);
}

uint32_t att_proxy_open(struct att_proxy_client *p,
			const struct att_proxy_modem *m, uint32_t max_control)
{
	if (!m->core->open)
		return MBIM_STATUS_NOT_INITIALIZED;
	att_proxy_begin(p);
	p->opened = true;
	if (max_control < MBIM_MSG_MIN_CONTROL)
		max_control = MBIM_MSG_MIN_CONTROL;
	if (max_control < p->max_control)
		p->max_control = max_control;
	return MBIM_STATUS_NONE;
}

static bool is(const struct mbim_msg *command, unsigned service, uint32_t cid)
{
	return command->cid == cid &&
	       mbim_service_find(&command->service) == &mbim_services[service];
}

/* --- what would break the manager's session ------------------------------- */

static bool is_own_session(const struct att_proxy_modem *m,
			   const struct mbim_msg *command)
{
	/* The session id leads the structure in every MBIMEx version. */
	return command->body.len < 4 ||
	       att_get32(command->body.p) < m->core->n_sessions;
}

/* The value leads the structure in every MBIMEx version. */
static bool says(const struct mbim_msg *command, uint32_t value)
{
	return command->body.len >= 4 && att_get32(command->body.p) == value;
}

static const char radio[] =
	"the radio switched off would end attache's sessions";
static const char reset[] = "a reset would end attache's sessions";

/* What ends the sessions, whatever it says or unless it says this. */
static const struct {
	unsigned service;
	uint32_t cid;
	bool always;
	uint32_t but;
	const char *why;
} breaking[] = {
	{MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_RADIO_STATE, false,
	 MBIM_RADIO_SWITCH_STATE_ON, radio},
	{MBIM_SERVICE_QUECTEL, MBIM_CID_QUECTEL_RADIO_STATE, false,
	 MBIM_QUECTEL_RADIO_SWITCH_STATE_ON, radio},
	{MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_PACKET_SERVICE,
	 false, MBIM_PACKET_SERVICE_ACTION_ATTACH,
	 "a detach would end attache's sessions"},
	{MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
	 MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_RESET, true, 0, reset},
	{MBIM_SERVICE_INTEL_FIRMWARE_UPDATE,
	 MBIM_CID_INTEL_FIRMWARE_UPDATE_MODEM_REBOOT, true, 0, reset},
	{MBIM_SERVICE_QDU, MBIM_CID_QDU_QUECTEL_REBOOT, true, 0, reset},
};

/* NULL: nothing. */
static const char *breaks(const struct att_proxy_modem *m,
			  const struct mbim_msg *command)
{
	if (!command->code || m->want < ATT_WANT_ATTACHED)
		return NULL;
	if (is(command, MBIM_SERVICE_BASIC_CONNECT,
	       MBIM_CID_BASIC_CONNECT_CONNECT) &&
	    is_own_session(m, command))
		return "this session is attache's";
	for (size_t i = 0; i < sizeof(breaking) / sizeof(breaking[0]); i++)
		if (is(command, breaking[i].service, breaking[i].cid) &&
		    (breaking[i].always || !says(command, breaking[i].but)))
			return breaking[i].why;
	return NULL;
}

/* --- what is answered here ------------------------------------------------ */

bool att_proxy_configures(const struct mbim_msg *command)
{
	return is(command, MBIM_SERVICE_PROXY_CONTROL,
		  MBIM_CID_PROXY_CONTROL_CONFIGURATION);
}

bool att_proxy_harmless(const struct mbim_msg *command)
{
	return att_proxy_configures(command) || att_proxy_subscribes(command);
}

/* At most the version that the manager speaks with the modem. */
static uint32_t agree(struct att_proxy_client *p,
		      const struct att_proxy_modem *m,
		      const struct mbim_msg *command, uint8_t *buf, size_t cap,
		      size_t *len)
{
	struct mbim_ms_basic_connect_extensions_version_query q;
	struct mbim_ms_basic_connect_extensions_version_response r;
	uint16_t ex = m->ex;
	int n = mbim_ms_basic_connect_extensions_version_query_decode(
		command->body, &q);

	if (n || q.mbim_extended_version < MBIM_EX_1)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (q.mbim_extended_version < ex)
		ex = q.mbim_extended_version;
	r = (struct mbim_ms_basic_connect_extensions_version_response){
		.mbim_version = 0x0100, .mbim_extended_version = ex};
	n = mbim_ms_basic_connect_extensions_version_response_encode(&r, buf,
								     cap);
	if (n < 0)
		return MBIM_STATUS_FAILURE;
	*len = (size_t)n;
	p->ex = ex;
	return MBIM_STATUS_NONE;
}

/* Words in place of the answer: their length. */
static size_t put_words(uint8_t *buf, size_t cap, const char *why,
			const char *advice)
{
	struct att_text t;

	att_text_init(&t, (char *)buf, cap);
	att_text_put(&t, why);
	att_text_put(&t, advice);
	return t.cut ? 0 : t.len;
}

bool att_proxy_answers(struct att_proxy_client *p,
		       const struct att_proxy_modem *m,
		       const struct mbim_msg *command, uint32_t *status,
		       uint8_t *buf, size_t cap, size_t *len)
{
	const char *why = att_codes_wrong(command);

	*len = 0;
	*status = MBIM_STATUS_NONE;
	if (why) {
		*len = put_words(buf, cap, why, "");
		*status = MBIM_STATUS_INVALID_PARAMETERS;
		return true;
	}
	if (is(command, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
	       MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION) &&
	    m->core->open) {
		*status = agree(p, m, command, buf, cap, len);
		return true;
	}
	why = breaks(m, command);
	if (!why)
		return false;
	*len = put_words(buf, cap, why, m->advice);
	*status = MBIM_STATUS_OPERATION_NOT_ALLOWED;
	return true;
}

int att_proxy_translate(const struct mbim_msg *msg, enum mbim_kind kind,
			uint16_t from, uint16_t to, uint8_t *buf, size_t cap)
{
	const struct mbim_service *service = mbim_service_find(&msg->service);

	return mbim_version_translate(service ? mbim_cid_find(service, msg->cid)
					      : NULL,
				      kind, from, to, msg->body, buf, cap);
}

/* --- what clients are told ------------------------------------------------ */

bool att_proxy_subscribes(const struct mbim_msg *command)
{
	return command->code &&
	       is(command, MBIM_SERVICE_BASIC_CONNECT,
		  MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST);
}

/* It has opened, and will be told what the standard says. */
static bool by_standard(const struct att_proxy_client *p)
{
	return p->opened && !p->chose && !p->asking;
}

bool att_proxy_standard(struct att_proxy_client *const *clients, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (by_standard(clients[i]))
			return true;
	return false;
}

/* All that a client wants, or soon may. */
static int merge_of(struct att_subscriptions *all,
		    const struct att_proxy_client *p)
{
	int err = p->chose ? att_subscriptions_merge(all, &p->wants) : 0;

	return !err && p->asking ? att_subscriptions_merge(all, &p->asked)
				 : err;
}

/* attache's own service is not the modem's. */
int att_proxy_list(struct att_proxy_client *const *clients, unsigned n,
		   const struct att_proxy_needs *needs, uint8_t *buf,
		   size_t cap)
{
	struct att_subscriptions all;
	int len = mbim_events_body(buf, cap), err;

	if (len < 0)
		return len;
	err = att_subscriptions_get(att_bytes_of(buf, (size_t)len), &all);
	if (!err && needs->more)
		err = needs->more(&all);
	if (!err && att_proxy_standard(clients, n))
		err = att_subscriptions_merge(&all, needs->standard);
	for (unsigned i = 0; !err && i < n; i++)
		err = merge_of(&all, clients[i]);
	att_subscriptions_drop(&all, &mbim_services[MBIM_SERVICE_ATTACHE].uuid);
	return err ? err : att_subscriptions_put(&all, buf, cap);
}

/* The list that it has so far is not asked for again. */
int att_proxy_subscribe(struct att_proxy_client *p, struct att_bytes body,
			struct att_proxy_client *const *clients, unsigned n,
			const struct att_proxy_needs *needs, uint8_t *buf,
			size_t cap)
{
	const bool chose = p->chose;
	int len = att_subscriptions_get(body, &p->asked);

	if (len < 0)
		return len;
	p->asking = true;
	p->chose = false;
	len = att_proxy_list(clients, n, needs, buf, cap);
	p->chose = chose;
	p->asking = len >= 0;
	return len;
}

void att_proxy_subscribed(struct att_proxy_client *p, uint32_t status)
{
	p->asking = false;
	if (status)
		return;
	p->chose = true;
	p->wants = p->asked;
}

bool att_proxy_hears(const struct att_proxy_client *p)
{
	return p->opened || p->chose || p->asking;
}

/* Who sets a list need not open. */
bool att_proxy_wants(const struct att_proxy_client *p,
		     const struct mbim_msg *msg)
{
	return (p->opened || p->chose) &&
	       att_subscriptions_have(&p->wants, &msg->service, msg->cid);
}
