/* What the modem itself is asked, by commands of MBIM, as the status does not
 * have it. */
#include "ask.h"

static void ask(struct bridge *b, unsigned service, uint32_t cid, int len,
		client_answer_fn *fn)
{
	client_ask(&b->client, &mbim_services[service].uuid, cid, false, len,
		   fn, NULL);
}

static void on_caps(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	struct mbim_basic_connect_device_caps_response r;
	struct bridge *b = ctx;

	(void)with;
	if (status || mbim_basic_connect_device_caps_response_decode(body, &r))
		return;
	facts_of_caps(&b->now, &r);
	b->look(b);
}

/* In the layout of the version that was agreed on. */
static void on_subscriber(void *ctx, void *with, uint32_t status,
			  struct att_bytes body)
{
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r3;
	struct mbim_basic_connect_subscriber_ready_status_response r;
	struct bridge *b = ctx;
	const bool v3 = b->ex >= MBIM_EX_3;

	(void)with;
	if (status ||
	    (v3 ? mbim_basic_connect_subscriber_ready_status_response_v3_decode(
			  body, &r3)
		: mbim_basic_connect_subscriber_ready_status_response_decode(
			  body, &r)))
		return;
	if (v3)
		facts_of_subscriber(&b->now, &r3.subscriber_id, &r3.sim_icc_id,
				    &r3.telephone_numbers);
	else
		facts_of_subscriber(&b->now, &r.subscriber_id, &r.sim_icc_id,
				    &r.telephone_numbers);
	b->look(b);
}

static void on_home(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	struct mbim_basic_connect_home_provider_response r;
	struct bridge *b = ctx;

	(void)with;
	if (status ||
	    mbim_basic_connect_home_provider_response_decode(body, &r))
		return;
	facts_of_home(&b->now, &r.provider);
	b->look(b);
}

static void on_pin(void *ctx, void *with, uint32_t status,
		   struct att_bytes body)
{
	struct mbim_basic_connect_pin_response r;
	struct bridge *b = ctx;

	(void)with;
	if (status || mbim_basic_connect_pin_response_decode(body, &r))
		return;
	b->now.locks.attempts = r.remaining_attempts;
	b->look(b);
}

void ask_pin(struct bridge *b)
{
	size_t cap;

	ask(b, MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_PIN,
	    client_body(&b->client, &cap) ? 0 : -1, on_pin);
}

static void on_version(void *ctx, void *with, uint32_t status,
		       struct att_bytes body)
{
	struct mbim_ms_basic_connect_extensions_version_response r;
	struct bridge *b = ctx;

	(void)with;
	b->ex = MBIM_EX_1;
	if (!status &&
	    !mbim_ms_basic_connect_extensions_version_response_decode(body, &r))
		b->ex = r.mbim_extended_version;
}

static void ask_version(struct bridge *b)
{
	const struct mbim_ms_basic_connect_extensions_version_query q = {
		.mbim_version = 0x0100, .mbim_extended_version = MBIM_EX_3};
	size_t cap;
	uint8_t *body = client_body(&b->client, &cap);

	ask(b, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
	    MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION,
	    body ? mbim_ms_basic_connect_extensions_version_query_encode(
			   &q, body, cap)
		 : -1,
	    on_version);
}

/* Once for each modem; of the SIM when it is unlocked. */
void ask_for_more(struct bridge *b)
{
	const bool unlocked = b->now.state > MM_STATE_DISABLED;

	if (!b->now.there)
		return;
	if (!b->asked_caps) {
		b->asked_caps = true;
		ask_version(b);
		ask(b, MBIM_SERVICE_BASIC_CONNECT,
		    MBIM_CID_BASIC_CONNECT_DEVICE_CAPS, 0, on_caps);
	}
	if (b->asked_lock != b->now.locks.lock) {
		b->asked_lock = b->now.locks.lock;
		ask_pin(b);
	}
	if (!b->asked_sim && unlocked) {
		b->asked_sim = true;
		ask(b, MBIM_SERVICE_BASIC_CONNECT,
		    MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS, 0,
		    on_subscriber);
		ask(b, MBIM_SERVICE_BASIC_CONNECT,
		    MBIM_CID_BASIC_CONNECT_HOME_PROVIDER, 0, on_home);
	}
	b->asked_sim = unlocked;
}
