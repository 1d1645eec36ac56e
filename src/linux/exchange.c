/* One exchange with a modem: opening, the version, closing. */
#include "base/errors.h"
#include "generated/cids.h"
#include "linux/exchange_io.h"

#define UP_MS	  10000u /* for the device to be there and brought up */
#define OPEN_MS	  5000u	 /* before OPEN is repeated */
#define OPENED_MS 45000u /* for all attempts together */
#define CLOSE_MS  5000u
#define RESYNC_MS 2000u /* for a CLOSE that only clears the way for an OPEN */
#define PROXY_S	  30	/* what the proxy may take to open the device */

static int wait_up(struct mbim_exchange *x)
{
	uint64_t until_ms = mbim_loop_now(&x->loop) + UP_MS;
	int err = 0;

	while (!err && !x->up)
		err = mbim_exchange_turn(x, until_ms);
	if (err == MBIM_E_TIMEOUT)
		return mbim_exchange_fail(x, err, "no modem within %u s",
					  UP_MS / 1000);
	x->max_control = x->info.max_control;
	return err;
}

static int configure_proxy(struct mbim_exchange *x)
{
	const struct mbim_proxy_control_configuration_set set = {
		.device_path = mbim_str_utf8(x->options.proxied),
		.timeout = PROXY_S,
	};
	size_t cap;
	uint8_t *body = mbim_exchange_body(x, &cap);
	int len = mbim_proxy_control_configuration_set_encode(&set, body, cap);
	int err;

	if (len < 0)
		return len;
	err = mbim_exchange_ask(x,
				&mbim_services[MBIM_SERVICE_PROXY_CONTROL].uuid,
				MBIM_CID_PROXY_CONTROL_CONFIGURATION, true,
				(size_t)len, OPENED_MS);
	/* Debian's just hangs up */
	if (err == MBIM_E_GONE || (!err && x->msg.code))
		return mbim_exchange_fail(x, MBIM_E_STATE,
					  "the proxy cannot open %s",
					  x->options.proxied);
	return err;
}

/* What the answer to an OPEN means: 0: open; MBIM_E_BUSY: try again. */
static int opened(struct mbim_exchange *x)
{
	const char *name;
	int err;

	if (x->msg.type == (uint32_t)MBIM_MSG_CLOSE_DONE) {
		err = mbim_exchange_simple(x, MBIM_MSG_CLOSE, RESYNC_MS);
		return err && err != MBIM_E_TIMEOUT ? err : MBIM_E_BUSY;
	}
	if (x->msg.type == (uint32_t)MBIM_MSG_FUNCTION_ERROR) {
		if (x->msg.code != MBIM_PROTOCOL_MAX_TRANSFER ||
		    x->max_control <= MBIM_MSG_MIN_CONTROL)
			return mbim_exchange_function_error(x);
		/* as the core: the real limit is below what was asked for */
		x->max_control =
			x->max_control > 512 ? 512 : MBIM_MSG_MIN_CONTROL;
		return MBIM_E_BUSY;
	}
	x->opened = !x->msg.code;
	if (x->opened)
		return 0;
	name = mbim_enum_name(&mbim_status_enum, x->msg.code);
	return mbim_exchange_fail(x, MBIM_E_STATE,
				  "the modem refuses to open: %s (%u)",
				  name ? name : "status", x->msg.code);
}

static int open_channel(struct mbim_exchange *x)
{
	uint64_t until_ms = mbim_loop_now(&x->loop) + OPENED_MS;
	int err;

	do {
		err = mbim_exchange_simple(x, MBIM_MSG_OPEN, OPEN_MS);
		if (!err)
			err = opened(x);
		if (err != MBIM_E_TIMEOUT && err != MBIM_E_BUSY)
			return err;
	} while (mbim_loop_now(&x->loop) < until_ms);
	return mbim_exchange_fail(x, MBIM_E_TIMEOUT,
				  "the modem does not open its channel");
}

static bool lists_version(const struct mbim_exchange *x)
{
	struct mbim_basic_connect_device_services_response r;
	struct mbim_device_service_element e;
	const struct mbim_uuid *uuid =
		&mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS].uuid;

	if (mbim_basic_connect_device_services_response_decode(x->msg.body, &r))
		return false;
	for (uint32_t i = 0; i < r.device_services.count; i++) {
		mbim_device_service_element_at(&r.device_services, i, &e);
		if (memcmp(&e.device_service_id, uuid, sizeof(*uuid)) != 0)
			continue;
		for (uint32_t j = 0; j < e.cids.count; j++)
			if (mbim_array_u32(&e.cids, j) ==
			    MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION)
				return true;
	}
	return false;
}

/* 1: *ex was answered, 0: it was not. */
static int ask_version(struct mbim_exchange *x, uint16_t *ex)
{
	const struct mbim_ms_basic_connect_extensions_version_query q = {
		.mbim_version = MBIM_EX_1,
		.mbim_extended_version = x->options.ex,
	};
	struct mbim_ms_basic_connect_extensions_version_response r;
	size_t cap;
	uint8_t *body = mbim_exchange_body(x, &cap);
	int len = mbim_ms_basic_connect_extensions_version_query_encode(
		&q, body, cap);
	int err = mbim_exchange_ask(
		x,
		&mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS].uuid,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION, false,
		(size_t)len, OPEN_MS);

	if (err || x->msg.code ||
	    mbim_ms_basic_connect_extensions_version_response_decode(
		    x->msg.body, &r))
		return err;
	*ex = r.mbim_extended_version;
	return 1;
}

/* VERSION only counts as the first CID after DEVICE_SERVICES. It is asked for
 * MBIMEx 1 too: what another program has agreed on outlives its channel. */
static int agree_on_version(struct mbim_exchange *x)
{
	uint16_t most = x->options.ex;
	uint16_t ex = x->info.ex_version < most ? x->info.ex_version : most;
	uint16_t answer = 0;
	int err;

	if (x->ex_is_told)
		return 0;
	err = mbim_exchange_ask(
		x, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES, false, 0, OPEN_MS);
	if (!err && !x->msg.code && lists_version(x))
		err = ask_version(x, &answer);
	if (err < 0)
		return err;
	/* MBIMEx 2.0 "Versioning scheme": the higher of CID and descriptor,
	 * unless the host has asked for less */
	if (answer && (answer > ex || most < MBIM_EX_3))
		ex = answer;
	mbim_exchange_use_version(x, ex);
	return 0;
}

int mbim_exchange_open(struct mbim_exchange *x,
		       const struct mbim_exchange_options *options)
{
	int err = mbim_exchange_init(x, options);

	if (err)
		return err;
	err = options->open_port(options->name, &x->host, &x->port);
	if (!err)
		err = wait_up(x);
	if (err || options->no_channel)
		return err;
	if (options->proxied)
		err = configure_proxy(x);
	if (!err)
		err = open_channel(x);
	return err ? err : agree_on_version(x);
}

void mbim_exchange_close(struct mbim_exchange *x)
{
	if (x->opened && !x->gone) {
		x->signals_let = 1; /* it takes a second one */
		(void)mbim_exchange_simple(x, MBIM_MSG_CLOSE, CLOSE_MS);
	}
	if (x->port)
		x->port->ops->close(x->port);
	x->port = NULL;
	mbim_loop_fini(&x->loop);
}
