/* How the modem registers in 5G: REGISTRATION_PARAMETERS of Microsoft's
 * extensions, MBIMEx 3.0. */
#include "nr5g.h"

#include <string.h>

#include "ask.h"
#include "dict.h"

GETTER(nr5g_get)
{
	const struct facts_nr5g *n = at;
	int err = sd_bus_message_open_container(reply, 'a', "{sv}");

	if (n->mico)
		err = err < 0 ? err : entry_u32(reply, "mico-mode", n->mico);
	if (n->drx)
		err = err < 0 ? err : entry_u32(reply, "drx-cycle", n->drx);
	return err < 0 ? err : sd_bus_message_close_container(reply);
}

static int read_value(sd_bus_message *m, const char *key, void *to)
{
	struct facts_nr5g *n = to;

	if (!strcmp(key, "mico-mode"))
		return sd_bus_message_read(m, "v", "u", &n->mico);
	if (!strcmp(key, "drx-cycle"))
		return sd_bus_message_read(m, "v", "u", &n->drx);
	return sd_bus_message_skip(m, "v");
}

static void on_set(void *ctx, void *with, uint32_t status,
		   struct att_bytes body)
{
	ask_nr5g(ctx);
	answer_done(ctx, with, status, body);
}

/* What is not said is the modem's to choose, as ModemManager has it. */
int nr5g_on_set(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct mbim_ms_basic_connect_extensions_registration_parameters_response_v3
		set = {
			.ladn_info = MBIM_LADN_INFO_NOT_NEEDED,
			.default_pdu_activation_hint =
				MBIM_DEFAULT_PDU_ACTIVATION_HINT_LIKELY,
			.re_register_if_needed = MBIM_BOOLEAN_TRUE,
		};
	struct bridge *b = with;
	struct facts_nr5g n = {0, 0};
	int err = dict_read(call, read_value, &n, error);

	if (err < 0)
		return err;
	if (b->ex < MBIM_EX_3)
		return answer_unsupported(call, with, error);
	set.mico_mode = facts_mico_mode(&n);
	set.drx_cycle = facts_drx_cycle(&n);
	if (set.mico_mode == UINT32_MAX || set.drx_cycle == UINT32_MAX)
		return sd_bus_error_set(error, ERROR_CORE("InvalidArgs"),
					"there is no such mode or cycle");
	client_ask(
		&b->client, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_REGISTRATION_PARAMETERS,
		true,
		mbim_ms_basic_connect_extensions_registration_parameters_response_v3_encode(
			&set, client_body(&b->client), CLIENT_BODY),
		on_set, sd_bus_message_ref(call));
	return 1;
}
