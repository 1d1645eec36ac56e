/* NAS: the cells that are seen, and the networks that the host prefers. */
#include "tools/simodem/qmi.h"

#define EARFCN	       1300u   /* LTE band 3 */
#define NRARFCN	       632628u /* NR band n78 */
#define PHYSICAL_CELLS 504u
#define WEAK_DBM       (-110)
#define RSRQ	       (-100) /* tenths of dB */
#define SNR	       120
#define NOT_KNOWN      0xffffffffu

/* 3GPP TS 24.008 10.5.1.3: digits of MCC and MNC, two a byte; f: there is no
 * third one. */
static void put_plmn(uint8_t to[3], const char *id)
{
	const uint8_t third = (uint8_t)(id[5] != '\0' ? id[5] - '0' : 0xf);

	to[0] = (uint8_t)((id[0] - '0') | (id[1] - '0') << 4);
	to[1] = (uint8_t)((id[2] - '0') | third << 4);
	to[2] = (uint8_t)((id[3] - '0') | (id[4] - '0') << 4);
}

static int16_t tenths(int16_t db)
{
	return (int16_t)(10 * db);
}

static struct qmi_nas_intrafrequency_lte_info_v2_cell beside(
	const struct sim_cell *cell, int16_t rsrp)
{
	return (struct qmi_nas_intrafrequency_lte_info_v2_cell){
		.physical_cell_id = (uint16_t)(cell->id % PHYSICAL_CELLS),
		.rsrq = RSRQ,
		.rsrp = tenths(rsrp),
		.rssi = tenths((int16_t)(rsrp + 27)),
	};
}

/* The cell that serves is the first of those of its frequency. */
static uint32_t put_cells(
	const struct sim_qmi *q, const struct sim_cell *here,
	struct qmi_nas_intrafrequency_lte_info_v2_cell to[1 + SIM_CELLS])
{
	const struct sim_cell *cells[SIM_CELLS];
	uint32_t n = sim_world_neighbours(q->world, q->state, cells);

	to[0] = beside(here, q->state->rsrp_dbm);
	for (uint32_t i = 0; i < n; i++)
		to[1 + i] = beside(cells[i], cells[i]->rsrp_dbm != 0
						     ? cells[i]->rsrp_dbm
						     : WEAK_DBM);
	return 1 + n;
}

static void put_lte(const struct sim_qmi *q, const struct sim_cell *here,
		    struct qmi_nas_intrafrequency_lte_info_v2 *to)
{
	put_plmn(to->plmn, q->config->operator_.id);
	to->tracking_area_code = (uint16_t)here->tac;
	to->global_cell_id = here->id;
	to->eutra_absolute_rf_channel_number = EARFCN;
	to->serving_cell_id = (uint16_t)(here->id % PHYSICAL_CELLS);
}

static void put_nr(const struct sim_qmi *q, const struct sim_cell *here,
		   struct qmi_nas_nr5g_cell_information *to)
{
	put_plmn(to->plmn, q->config->operator_.id);
	to->tracking_area_code[0] = (uint8_t)(here->tac >> 16);
	to->tracking_area_code[1] = (uint8_t)(here->tac >> 8);
	to->tracking_area_code[2] = (uint8_t)here->tac;
	to->global_cell_id = here->id;
	to->physical_cell_id = (uint16_t)(here->id % PHYSICAL_CELLS);
	to->rsrq = RSRQ;
	to->rsrp = tenths(q->state->rsrp_dbm);
	to->snr = SNR;
}

uint16_t sim_nas_cells(struct sim_qmi *q, struct sim_qmi_call *c)
{
	const struct sim_cell *here = sim_world_cell(q->world, q->state);
	struct qmi_nas_intrafrequency_lte_info_v2_cell cells[1 + SIM_CELLS];
	struct qmi_nas_get_cell_location_info_resp r = {0};
	const uint8_t radio = sim_qmi_radio(q);

	if (!sim_registered(q->state))
		return QMI_PROTOCOL_ERROR_INFORMATION_UNAVAILABLE;
	put_lte(q, here, &r.intrafrequency_lte_info_v2);
	r.intrafrequency_lte_info_v2.cell =
		att_array_of(cells, put_cells(q, here, cells));
	put_nr(q, here, &r.nr5g_cell_information);
	r.lte_info_timing_advance = NOT_KNOWN;
	r.nr5g_arfcn = NRARFCN;
	r.has.intrafrequency_lte_info_v2 = radio == QMI_NAS_RADIO_INTERFACE_LTE;
	r.has.lte_info_timing_advance = r.has.intrafrequency_lte_info_v2;
	r.has.nr5g_cell_information = radio == QMI_NAS_RADIO_INTERFACE_5GNR;
	r.has.nr5g_arfcn = r.has.nr5g_cell_information;
	SIM_QMI_PUT(c, nas_get_cell_location_info, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* --- networks that are preferred --------------------------------------------
 */

uint16_t sim_nas_get_preferred(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_nas_preferred_networks network[SIM_QMI_PREFERRED] = {0};
	struct qmi_nas_mnc_pcs_digit_include_status digits[SIM_QMI_PREFERRED] =
		{0};
	const struct qmi_nas_get_preferred_networks_resp r = {
		.has = {.preferred_networks = true,
			.mnc_pcs_digit_include_status = true},
		.preferred_networks = att_array_of(network, q->n_preferred),
		.mnc_pcs_digit_include_status =
			att_array_of(digits, q->n_preferred),
	};

	for (uint32_t i = 0; i < q->n_preferred; i++) {
		const struct sim_qmi_plmn *p = &q->preferred[i];

		network[i] = (struct qmi_nas_preferred_networks){
			p->mcc, p->mnc,
			QMI_NAS_PLMN_ACCESS_TECHNOLOGY_IDENTIFIER_ALL};
		digits[i] = (struct qmi_nas_mnc_pcs_digit_include_status){
			p->mcc, p->mnc, p->three};
	}
	SIM_QMI_PUT(c, nas_get_preferred_networks, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

static bool is_three(const struct qmi_nas_set_preferred_networks_req *r,
		     uint16_t mcc, uint16_t mnc)
{
	struct qmi_nas_mnc_pcs_digit_include_status d;
	struct att_cursor c;

	if (!r->has.mnc_pcs_digit_include_status)
		return false;
	c = att_cursor_of(&r->mnc_pcs_digit_include_status);
	while (qmi_nas_mnc_pcs_digit_include_status_next(&c, &d))
		if (d.mcc == mcc && d.mnc == mnc)
			return d.includes_pcs_digit != 0;
	return false;
}

uint16_t sim_nas_set_preferred(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_nas_set_preferred_networks_req r;
	struct qmi_nas_preferred_networks p;
	struct att_cursor all;
	uint32_t n = 0;

	if (!SIM_QMI_READ(c, nas_set_preferred_networks, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	if (!r.has.clear_previous_preferred_networks ||
	    !r.clear_previous_preferred_networks)
		n = q->n_preferred;
	if (r.has.preferred_networks &&
	    r.preferred_networks.count > SIM_QMI_PREFERRED - n)
		return QMI_PROTOCOL_ERROR_DEVICE_STORAGE_FULL;
	all = r.has.preferred_networks ? att_cursor_of(&r.preferred_networks)
				       : (struct att_cursor){.left = 0};
	while (qmi_nas_preferred_networks_next(&all, &p))
		q->preferred[n++] = (struct sim_qmi_plmn){
			p.mcc, p.mnc, is_three(&r, p.mcc, p.mnc)};
	q->n_preferred = n;
	return QMI_PROTOCOL_ERROR_NONE;
}
