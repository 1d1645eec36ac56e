/* Which kind of card is in the slot, as far as the modem says: a SIM, or an
 * eSIM with profiles or without (MS MB Multi-SIM Operations). */
#include "ask.h"

enum mm_sim_type {
	MM_SIM_TYPE_UNKNOWN,
	MM_SIM_TYPE_PHYSICAL,
	MM_SIM_TYPE_ESIM
};
enum mm_esim { MM_ESIM_UNKNOWN, MM_ESIM_NO_PROFILES, MM_ESIM_WITH_PROFILES };

static void on_card(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	struct mbim_ms_basic_connect_extensions_slot_info_status_response r;
	struct bridge *b = ctx;
	struct facts_card *card = &b->now.card;

	(void)with;
	if (status ||
	    mbim_ms_basic_connect_extensions_slot_info_status_response_decode(
		    body, &r))
		return;
	card->type = MM_SIM_TYPE_UNKNOWN;
	card->esim = MM_ESIM_UNKNOWN;
	switch (r.state) {
	case MBIM_UICC_SLOT_STATE_ACTIVE:
		card->type = MM_SIM_TYPE_PHYSICAL;
		break;
	case MBIM_UICC_SLOT_STATE_ACTIVE_ESIM:
		card->type = MM_SIM_TYPE_ESIM;
		card->esim = MM_ESIM_WITH_PROFILES;
		break;
	case MBIM_UICC_SLOT_STATE_ACTIVE_ESIM_NO_PROFILES:
		card->type = MM_SIM_TYPE_ESIM;
		card->esim = MM_ESIM_NO_PROFILES;
		break;
	}
	b->look(b);
}

void ask_card(struct bridge *b)
{
	const struct mbim_ms_basic_connect_extensions_slot_info_status_query q =
		{.slot_index = b->now.slots.used ? b->now.slots.used - 1 : 0};

	if (!(b->services & BRIDGE_EXTENSIONS))
		return;
	ask_with(b, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		 MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SLOT_INFO_STATUS,
		 mbim_ms_basic_connect_extensions_slot_info_status_query_encode(
			 &q, client_body(&b->client), CLIENT_BODY),
		 on_card);
}
