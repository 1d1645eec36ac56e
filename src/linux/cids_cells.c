/* BASE_STATIONS_INFO. Microsoft's extensions, MBIMEx 3.0; NAS of QMI. Of a
 * neighbour QMI tells how it is heard, not whose it is. */
#include "linux/cids_cells.h"

#include "base/errors.h"
#include "base/text.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"

#define UNKNOWN	   UINT32_MAX
#define NEIGHBOURS 32 /* of LTE, in one answer */
#define ID	   7  /* "310026" and its NUL */

/* What an answer points to. */
struct cells {
	char id[4][ID]; /* by kind of radio */
	uint32_t n_gsm, n_umts, n_lte, n_nr, n_beside;
	struct mbim_cell_info_serving_gsm gsm;
	struct mbim_cell_info_serving_umts umts;
	struct mbim_cell_info_serving_lte lte;
	struct mbim_cell_info_serving_nr nr;
	struct mbim_cell_info_neighboring_lte beside[NEIGHBOURS];
};

/* 3GPP TS 24.008 10.5.1.3; what is no network has no id. */
static struct att_str id_of(const uint8_t plmn[3], char id[ID])
{
	const uint8_t digits[] = {plmn[0] & 0xf, plmn[0] >> 4, plmn[1] & 0xf,
				  plmn[2] & 0xf, plmn[2] >> 4, plmn[1] >> 4};
	struct att_text t;

	att_text_init(&t, id, ID);
	for (size_t i = 0; i < sizeof(digits); i++) {
		if (digits[i] > 9 && i < 5)
			return att_str_utf8("");
		if (digits[i] <= 9)
			att_text_char(&t, (char)('0' + digits[i]));
	}
	return att_str_utf8(id);
}

#define NO_TENTHS (-2000) /* dB or dBm: it was not measured */

/* From tenths, which may be none. */
static int32_t tenths(int16_t v)
{
	return v <= NO_TENTHS ? (int32_t)UNKNOWN : v / 10;
}

/* --- GSM and UMTS --------------------------------------------------------- */

static void take_gsm(const struct qmi_nas_geran_info_v2 *g, struct cells *c)
{
	if (g->cell_id == UNKNOWN)
		return;
	c->n_gsm = 1;
	c->gsm = (struct mbim_cell_info_serving_gsm){
		.provider_id = id_of(g->plmn, c->id[0]),
		.location_area_code = g->lac,
		.cell_id = g->cell_id,
		.timing_advance = g->timing_advance,
		.arfcn = g->geran_absolute_rf_channel_number,
		.base_station_id = g->base_station_identity_code,
		.rx_level = g->rx_level > 63 ? UNKNOWN : g->rx_level,
	};
}

/* The whole id of a cell has a place of its own. */
static void take_umts(const struct qmi_nas_get_cell_location_info_resp *r,
		      struct cells *c)
{
	const struct qmi_nas_umts_info_v2 *u = &r->umts_info_v2;

	if (u->cell_id == UINT16_MAX && !r->has.umts_cell_id)
		return;
	c->n_umts = 1;
	c->umts = (struct mbim_cell_info_serving_umts){
		.provider_id = id_of(u->plmn, c->id[1]),
		.location_area_code = u->lac,
		.cell_id = r->has.umts_cell_id ? r->umts_cell_id : u->cell_id,
		.frequency_info_ul = UNKNOWN,
		.frequency_info_dl = UNKNOWN,
		.frequency_info_nt = UNKNOWN,
		.uarfcn = u->utra_absolute_rf_channel_number,
		.primary_scrambling_code = u->primary_scrambling_code,
		.rscp = u->rscp,
		.ecno = u->ecio,
		.path_loss = UNKNOWN,
	};
}

/* --- LTE ------------------------------------------------------------------ */

static void add_beside(struct cells *c, uint32_t earfcn, uint16_t id,
		       int16_t rsrp, int16_t rsrq)
{
	if (c->n_beside == NEIGHBOURS)
		return;
	c->beside[c->n_beside++] = (struct mbim_cell_info_neighboring_lte){
		.provider_id = att_str_utf8(""),
		.cell_id = UNKNOWN,
		.earfcn = earfcn,
		.physical_cell_id = id,
		.tac = UNKNOWN,
		.rsrp = tenths(rsrp),
		.rsrq = tenths(rsrq),
	};
}

/* Of the frequency of the cell that serves, which is one of them; where it is
 * not, how it is heard is not known. */
static void take_lte(const struct qmi_nas_get_cell_location_info_resp *r,
		     struct cells *c)
{
	const struct qmi_nas_intrafrequency_lte_info_v2 *l =
		&r->intrafrequency_lte_info_v2;
	struct qmi_nas_intrafrequency_lte_info_v2_cell one;
	struct att_cursor cells = att_cursor_of(&l->cell);

	c->n_lte = 1;
	c->lte = (struct mbim_cell_info_serving_lte){
		.provider_id = id_of(l->plmn, c->id[2]),
		.cell_id = l->global_cell_id,
		.earfcn = l->eutra_absolute_rf_channel_number,
		.physical_cell_id = l->serving_cell_id,
		.tac = l->tracking_area_code,
		.timing_advance = r->has.lte_info_timing_advance
					  ? r->lte_info_timing_advance
					  : UNKNOWN,
		.rsrp = tenths(NO_TENTHS),
		.rsrq = tenths(NO_TENTHS),
	};
	while (qmi_nas_intrafrequency_lte_info_v2_cell_next(&cells, &one)) {
		if (one.physical_cell_id != l->serving_cell_id) {
			add_beside(c, l->eutra_absolute_rf_channel_number,
				   one.physical_cell_id, one.rsrp, one.rsrq);
			continue;
		}
		c->lte.rsrp = tenths(one.rsrp);
		c->lte.rsrq = tenths(one.rsrq);
	}
}

static void take_other(const struct qmi_nas_interfrequency_lte_info *l,
		       struct cells *c)
{
	struct qmi_nas_interfrequency_lte_info_frequency f;
	struct qmi_nas_interfrequency_lte_info_frequency_cell one;
	struct att_cursor all = att_cursor_of(&l->frequency), cells;

	while (qmi_nas_interfrequency_lte_info_frequency_next(&all, &f)) {
		cells = att_cursor_of(&f.cell);
		while (qmi_nas_interfrequency_lte_info_frequency_cell_next(
			&cells, &one))
			add_beside(c, f.eutra_absolute_rf_channel_number,
				   one.physical_cell_id, one.rsrp, one.rsrq);
	}
}

/* --- NR ------------------------------------------------------------------- */

/* Tenths of dB as steps that begin at `low` tenths and have `size` of them:
 * 3GPP TS 38.133 10.1.6, 10.1.11 and 10.1.16; 0 is below the first. */
static uint32_t step_of(int16_t v, int low, int size, uint32_t last)
{
	const int above = v - low;

	if (v <= NO_TENTHS || v > 2000)
		return UNKNOWN;
	if (above < 0)
		return 0;
	return (uint32_t)(above / size) + 1 > last
		       ? last
		       : (uint32_t)(above / size) + 1;
}

static void take_nr(const struct qmi_nas_get_cell_location_info_resp *r,
		    struct cells *c)
{
	const struct qmi_nas_nr5g_cell_information *n =
		&r->nr5g_cell_information;
	const uint8_t *tac = n->tracking_area_code;

	c->n_nr = 1;
	c->nr = (struct mbim_cell_info_serving_nr){
		.provider_id = id_of(n->plmn, c->id[3]),
		.nci = n->global_cell_id,
		.physical_cell_id = n->physical_cell_id,
		.nrarfcn = r->has.nr5g_arfcn ? r->nr5g_arfcn : UNKNOWN,
		.tac = (uint32_t)tac[0] << 16 | (uint32_t)tac[1] << 8 | tac[2],
		.rsrp = step_of(n->rsrp, -1560, 10, 126),
		.rsrq = step_of(n->rsrq, -430, 5, 127),
		.sinr = step_of(n->snr, -230, 5, 127),
		.timing_advance = UINT64_MAX,
	};
}

/* --- the answer ----------------------------------------------------------- */

static void take(const struct qmi_nas_get_cell_location_info_resp *r,
		 struct cells *c)
{
	if (r->has.geran_info_v2)
		take_gsm(&r->geran_info_v2, c);
	if (r->has.umts_info_v2)
		take_umts(r, c);
	if (r->has.intrafrequency_lte_info_v2)
		take_lte(r, c);
	if (r->has.interfrequency_lte_info)
		take_other(&r->interfrequency_lte_info, c);
	if (r->has.nr5g_cell_information)
		take_nr(r, c);
}

static uint32_t system_of(const struct cells *c)
{
	if (c->n_nr)
		return MBIM_DATA_CLASS_V3_5G;
	if (c->n_lte)
		return MBIM_DATA_CLASS_V3_LTE;
	return c->n_umts  ? MBIM_DATA_CLASS_V3_UMTS
	       : c->n_gsm ? MBIM_DATA_CLASS_V3_GPRS
			  : MBIM_DATA_CLASS_V3_NONE;
}

static uint32_t at_most(uint32_t n, uint32_t most)
{
	return n < most ? n : most;
}

/* The client says how many it wants; of the cells that serve, only of NR. */
static int answer(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_ms_basic_connect_extensions_base_stations_info_query_v3 q;
	struct mbim_ms_basic_connect_extensions_base_stations_info_response_v3
		out = {0};
	struct qmi_nas_get_cell_location_info_resp r;
	struct cells c = {.n_gsm = 0};

	if (mbim_ms_basic_connect_extensions_base_stations_info_query_v3_decode(
		    a->body, &q))
		return ATT_E_VALUE;
	if (qmi_nas_get_cell_location_info_resp_decode(a->heard[0], &r))
		return ATT_E_STATE;
	take(&r, &c);
	out.system_type = system_of(&c);
	if (c.n_nr)
		out.system_sub_type = c.n_lte ? MBIM_DATA_SUBCLASS_5G_ENDC
					      : MBIM_DATA_SUBCLASS_5G_NR;
	out.gsm_serving_cell = att_array_of(&c.gsm, c.n_gsm);
	out.umts_serving_cell = att_array_of(&c.umts, c.n_umts);
	out.lte_serving_cell = att_array_of(&c.lte, c.n_lte);
	out.lte_neighboring_cells =
		att_array_of(c.beside, at_most(c.n_beside, q.max_lte_count));
	out.nr_serving_cells =
		att_array_of(&c.nr, at_most(c.n_nr, q.max_nr_count));
	return mbim_ms_basic_connect_extensions_base_stations_info_response_v3_encode(
		&out, buf, cap);
}

/* --- the table ------------------------------------------------------------ */

static const struct att_cids_row rows[] = {
	{.service = MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
	 .cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_BASE_STATIONS_INFO,
	 .step = {{.service = QMI_SERVICE_NAS,
		   .message = QMI_NAS_GET_CELL_LOCATION_INFO}},
	 .answer = answer},
};

const struct att_cids_part att_cids_cells = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
};
