/* GetCellInfo of org.freedesktop.ModemManager1.Modem: the cells that serve and
 * those around, by BASE_STATIONS_INFO of Microsoft's extensions. */
#include "cells.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of each kind, as ModemManager wants them. */
#define CELLS 15u

/* MMCellType. */
enum type {
	TYPE_CDMA = 1,
	TYPE_GSM,
	TYPE_UMTS,
	TYPE_TDSCDMA,
	TYPE_LTE,
	TYPE_NR
};

static const struct kind {
	const char *field; /* the list of them in MBIM's answer */
	enum type type;
	bool serving;
} kinds[] = {
	{"gsm_serving_cell", TYPE_GSM, true},
	{"gsm_neighboring_cells", TYPE_GSM, false},
	{"umts_serving_cell", TYPE_UMTS, true},
	{"umts_neighboring_cells", TYPE_UMTS, false},
	{"tdscdma_serving_cell", TYPE_TDSCDMA, true},
	{"tdscdma_neighboring_cells", TYPE_TDSCDMA, false},
	{"lte_serving_cell", TYPE_LTE, true},
	{"lte_neighboring_cells", TYPE_LTE, false},
	{"cdma_cells", TYPE_CDMA, false}, /* each says itself if it serves */
	{"nr_serving_cells", TYPE_NR, true},
	{"nr_neighbor_cells", TYPE_NR, false},
};

enum form {
	FORM_NUMBER, /* u */
	FORM_TEXT,   /* s, of a text or of a number in hex */
	FORM_DB	     /* d, of dBm or dB, or of steps from `below` on */
};

/* The fields of all kinds by their names; ModemManager has no place for others.
 * Steps: 3GPP TS 38.133 10.1.6, 10.1.11 and 10.1.16. */
static const struct key {
	const char *field, *name;
	enum form form;
	double below, step;
} keys[] = {
	{"provider_id", "operator-id", FORM_TEXT, 0, 0},
	{"location_area_code", "lac", FORM_TEXT, 0, 0},
	{"tac", "tac", FORM_TEXT, 0, 0},
	{"cell_id", "ci", FORM_TEXT, 0, 0},
	{"nci", "ci", FORM_TEXT, 0, 0},
	{"physical_cell_id", "physical-ci", FORM_TEXT, 0, 0},
	{"base_station_id", "base-station-id", FORM_TEXT, 0, 0},
	{"nid", "nid", FORM_TEXT, 0, 0},
	{"sid", "sid", FORM_TEXT, 0, 0},
	{"ref_pn", "ref-pn", FORM_TEXT, 0, 0},
	{"timing_advance", "timing-advance", FORM_NUMBER, 0, 0},
	{"arfcn", "arfcn", FORM_NUMBER, 0, 0},
	{"uarfcn", "uarfcn", FORM_NUMBER, 0, 0},
	{"earfcn", "earfcn", FORM_NUMBER, 0, 0},
	{"nrarfcn", "nrarfcn", FORM_NUMBER, 0, 0},
	{"rx_level", "rx-level", FORM_NUMBER, 0, 0},
	{"frequency_info_ul", "frequency-fdd-ul", FORM_NUMBER, 0, 0},
	{"frequency_info_dl", "frequency-fdd-dl", FORM_NUMBER, 0, 0},
	{"frequency_info_nt", "frequency-tdd", FORM_NUMBER, 0, 0},
	{"primary_scrambling_code", "psc", FORM_NUMBER, 0, 0},
	{"cell_parameter_id", "cell-parameter-id", FORM_NUMBER, 0, 0},
	{"path_loss", "path-loss", FORM_NUMBER, 0, 0},
	{"pilot_strength", "pilot-strength", FORM_NUMBER, 0, 0},
	{"rscp", "rscp", FORM_DB, 0, 0},
	{"ecno", "ecio", FORM_DB, 0, 0},
	{"rsrp", "rsrp", FORM_DB, -157, 1},
	{"rsrq", "rsrq", FORM_DB, -43.5, 0.5},
	{"sinr", "sinr", FORM_DB, -23.5, 0.5},
};

/* --- fields --------------------------------------------------------------- */

static const struct key *key_of(const char *field)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(keys[i].field, field))
			return &keys[i];
	return NULL;
}

static int64_t number_of(const struct att_field *f, const uint8_t *at)
{
	uint64_t u64;
	uint32_t u32;
	int32_t i32;

	switch (f->type) {
	case ATT_T_U64:
		memcpy(&u64, at, sizeof(u64));
		return (int64_t)u64;
	case ATT_T_I32:
		memcpy(&i32, at, sizeof(i32));
		return i32;
	}
	memcpy(&u32, at, sizeof(u32));
	return u32;
}

/* In a wider field the sign is extended, or not: modems differ. */
static bool is_known(const struct att_field *f, int64_t value)
{
	return !(f->flags & ATT_F_UNKNOWN) ||
	       (value != (int32_t)f->max && value != f->max);
}

static int append_number(sd_bus_message *m, const struct key *k,
			 const struct att_field *f, int64_t value)
{
	char hex[20];

	switch (k->form) {
	case FORM_NUMBER:
		return entry_u32(m, k->name, (uint32_t)value);
	case FORM_TEXT:
		snprintf(hex, sizeof(hex), "%" PRIX64, (uint64_t)value);
		return entry_text(m, k->name, hex);
	case FORM_DB:
		break;
	}
	return sd_bus_message_append(
		m, "{sv}", k->name, "d",
		f->type == ATT_T_I32 ? (double)value
				     : k->below + k->step * (double)value);
}

/* What is not known is left out. */
static int append_field(sd_bus_message *m, const struct att_field *f,
			const uint8_t *at)
{
	const struct key *k = key_of(f->name);
	char text[FACTS_TEXT] = "";
	int64_t value;

	if (!k)
		return 0;
	if (f->type == ATT_T_STRING) {
		facts_text(text, sizeof(text), (const struct att_str *)at);
		return text[0] ? entry_text(m, k->name, text) : 0;
	}
	value = number_of(f, at);
	return is_known(f, value) ? append_number(m, k, f, value) : 0;
}

/* --- cells ---------------------------------------------------------------- */

union cell {
	struct mbim_cell_info_serving_gsm gsm;
	struct mbim_cell_info_serving_umts umts;
	struct mbim_cell_info_serving_tdscdma tdscdma;
	struct mbim_cell_info_serving_lte lte;
	struct mbim_cell_info_serving_nr nr;
	struct mbim_cell_info_neighboring_gsm other_gsm;
	struct mbim_cell_info_neighboring_umts other_umts;
	struct mbim_cell_info_neighboring_tdscdma other_tdscdma;
	struct mbim_cell_info_neighboring_lte other_lte;
	struct mbim_cell_info_neighboring_nr other_nr;
	struct mbim_cell_info_cdma cdma;
};

static int append_cell(sd_bus_message *m, const struct kind *k,
		       const struct att_layout *of, const union cell *cell)
{
	const bool serving = k->type == TYPE_CDMA
				     ? cell->cdma.serving_cell_flag == 1
				     : k->serving;
	int err = sd_bus_message_open_container(m, 'a', "{sv}");

	err = err < 0 ? err : entry_u32(m, "cell-type", k->type);
	err = err < 0 ? err
		      : sd_bus_message_append(m, "{sv}", "serving", "b",
					      serving);
	for (unsigned i = 0; err >= 0 && i < of->n_fields; i++)
		err = append_field(m, &of->fields[i],
				   (const uint8_t *)cell + of->fields[i].at);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

static const struct kind *kind_of(const char *field)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].field, field))
			return &kinds[i];
	return NULL;
}

/* response: the C struct of the layout */
static int append_cells(sd_bus_message *m, const struct att_layout *layout,
			const void *response)
{
	union cell cell;
	struct att_cursor c;
	int err = sd_bus_message_open_container(m, 'a', "a{sv}");

	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];
		const struct kind *k = kind_of(f->name);

		if (!k)
			continue;
		c = att_cursor_of(
			(const void *)((const uint8_t *)response + f->at));
		while (err >= 0 && att_cursor_next(&c, f->of, &cell))
			err = append_cell(m, k, f->of, &cell);
	}
	return err < 0 ? err : sd_bus_message_close_container(m);
}

/* --- the call ------------------------------------------------------------- */

static const struct att_layout *layout_of(const struct bridge *b)
{
	const struct mbim_cid *cid = mbim_cid_find(
		&mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS],
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_BASE_STATIONS_INFO);

	return mbim_cid_layout(cid, MBIM_KIND_RESPONSE, b->ex);
}

static void on_cells(void *ctx, void *with, uint32_t status,
		     struct att_bytes body)
{
	union {
		struct mbim_ms_basic_connect_extensions_base_stations_info_response
			v1;
		struct mbim_ms_basic_connect_extensions_base_stations_info_response_v3
			v3;
	} r;
	const struct att_layout *layout = layout_of(ctx);
	sd_bus_message *reply = NULL;
	int err;

	if (status || att_layout_decode(layout, body, &r)) {
		answer_done(ctx, with, status ? status : MBIM_STATUS_FAILURE,
			    body);
		return;
	}
	err = sd_bus_message_new_method_return(with, &reply);
	err = err < 0 ? err : append_cells(reply, layout, &r);
	err = err < 0 ? err : sd_bus_send(NULL, reply, NULL);
	if (err < 0)
		sd_bus_reply_method_errno(with, err, NULL);
	sd_bus_message_unref(reply);
	sd_bus_message_unref(with);
}

int cells_on_get(sd_bus_message *call, void *with, sd_bus_error *error)
{
	static const struct
		mbim_ms_basic_connect_extensions_base_stations_info_query_v3
			q3 = {CELLS, CELLS, CELLS, CELLS, CELLS, CELLS};
	static const struct
		mbim_ms_basic_connect_extensions_base_stations_info_query q1 = {
			CELLS, CELLS, CELLS, CELLS, CELLS};
	struct bridge *b = with;
	int len;

	if (!(b->services & BRIDGE_EXTENSIONS))
		return answer_unsupported(call, with, error);
	if (b->ex >= MBIM_EX_3)
		len = mbim_ms_basic_connect_extensions_base_stations_info_query_v3_encode(
			&q3, client_body(&b->client), CLIENT_BODY);
	else
		len = mbim_ms_basic_connect_extensions_base_stations_info_query_encode(
			&q1, client_body(&b->client), CLIENT_BODY);
	client_ask(&b->client, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		   MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_BASE_STATIONS_INFO,
		   false, len, on_cells, sd_bus_message_ref(call));
	return 1;
}
