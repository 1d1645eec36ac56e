/* The signal. SIGNAL_STATE has how strong it is; BASE_STATIONS_INFO, the second
 * part of the operation, has the cells that serve. The facts are made of both,
 * whichever of them was told last. */
#include "protocol/mbim/state.h"

/* So often in a row it is asked without an answer that can be read. */
#define MOST_IN_VAIN 2u

static const struct att_signal_facts none = ATT_SIGNAL_NONE;

void mbim_signal_forget(struct mbim_state *s)
{
	s->signal.told = s->signal.cell = s->signal.nr = none;
	s->signal.in_vain = 0;
}

unsigned mbim_signal_parts(const struct mbim_state *s)
{
	return s->has.base_stations && s->signal.in_vain < MOST_IN_VAIN ? 2 : 1;
}

void mbim_signal_asked(struct mbim_state *s, unsigned part)
{
	if (part) {
		s->signal.in_vain++;
		s->signal.asked = s->transaction;
	} else if (s->signal.in_vain >= MOST_IN_VAIN) {
		s->has.base_stations = false;
	}
}

/* Of the cells that serve, no neighbours: a search takes long. A count of NR
 * has those that serve as well. */
int mbim_signal_cells_body(const struct mbim_state *s,
			   const struct att_operation *o, uint8_t *buf,
			   size_t cap)
{
	const struct
		mbim_ms_basic_connect_extensions_base_stations_info_query_v3
			q3 = {.max_nr_count = 1};
	const struct mbim_ms_basic_connect_extensions_base_stations_info_query
		q1 = {0};

	(void)o;
	if (s->ex_version >= MBIM_EX_3)
		return mbim_ms_basic_connect_extensions_base_stations_info_query_v3_encode(
			&q3, buf, cap);
	return mbim_ms_basic_connect_extensions_base_stations_info_query_encode(
		&q1, buf, cap);
}

/* --- what they say ------------------------------------------------------- */

static bool better(int32_t rsrp_dbm, int32_t than_dbm)
{
	return rsrp_dbm != ATT_RSRP_UNKNOWN &&
	       (than_dbm == ATT_RSRP_UNKNOWN || rsrp_dbm > than_dbm);
}

/* Which cell it is, is said of the one that the modem is registered with: in
 * 5G NSA that of LTE. RSRQ is of the radio whose RSRP is shown. */
static void put(const struct mbim_state *s, struct att_report *out)
{
	const struct att_signal_facts *told = &s->signal.told;
	const struct att_signal_facts *cell = &s->signal.cell;
	const struct att_signal_facts *nr = &s->signal.nr, *radio, *place;
	struct att_signal_facts *f = &out->facts.signal;
	const bool has_rsrp = told->rsrp_dbm != ATT_RSRP_UNKNOWN;

	place = cell->cell_id != ATT_CELL_UNKNOWN ? cell : nr;
	radio = (has_rsrp ? s->signal.told_nr
			  : better(nr->rsrp_dbm, cell->rsrp_dbm))
			? nr
			: cell;
	*f = *told;
	f->rsrq_db = radio->rsrq_db;
	f->tac = place->tac;
	f->cell_id = place->cell_id;
	if (!has_rsrp)
		f->rsrp_dbm = radio->rsrp_dbm;
	if (f->snr_db == ATT_SNR_UNKNOWN)
		f->snr_db = radio->snr_db;
}

/* The lower ends of steps, of 1 dB from -156 dBm on and of 0.5 dB from -43 dB
 * and from -23 dB on (3GPP TS 38.133 10.1.6, 10.1.11 and 10.1.16). */
static int32_t rsrp_of(uint32_t step)
{
	return step > 126 ? ATT_RSRP_UNKNOWN : (int32_t)step - 157;
}

static int32_t rsrq_of(uint32_t step)
{
	return step > 127 ? ATT_RSRQ_UNKNOWN : ((int32_t)step + 1) / 2 - 44;
}

static int32_t snr_of(uint32_t step)
{
	return step > 127 ? ATT_SNR_UNKNOWN : ((int32_t)step + 1) / 2 - 24;
}

/* LTE and NR have RSRP and SNR, each entry of one of them; the strongest
 * counts. MBIMEx 3 has one bit for 5G, the first of the two that MBIMEx 2 has.
 */
static void read_rsrp(struct mbim_state *s, const struct att_array *entries)
{
	const uint32_t nr = MBIM_DATA_CLASS_5G_NSA | MBIM_DATA_CLASS_5G_SA;
	struct att_signal_facts *f = &s->signal.told;
	struct att_cursor c = att_cursor_of(entries);
	struct mbim_rsrp_snr_info e;

	while (mbim_rsrp_snr_info_next(&c, &e)) {
		if (!better(rsrp_of(e.rsrp), f->rsrp_dbm))
			continue;
		f->rsrp_dbm = rsrp_of(e.rsrp);
		f->snr_db = snr_of(e.snr);
		s->signal.told_nr = e.system_type & nr;
	}
}

/* MBIMEx 2 appends to the structure; what does not decode of that is as good as
 * not there. */
int mbim_read_signal(struct mbim_state *s, const struct mbim_msg *msg,
		     struct att_report *out)
{
	struct mbim_basic_connect_signal_state_response_v2 r2;
	struct mbim_basic_connect_signal_state_response r1;
	int err =
		mbim_basic_connect_signal_state_response_decode(msg->body, &r1);

	if (err)
		return err;
	s->signal.told = none;
	s->signal.told.rssi = r1.rssi;
	if (s->ex_version >= MBIM_EX_2 &&
	    !mbim_basic_connect_signal_state_response_v2_decode(msg->body, &r2))
		read_rsrp(s, &r2.rsrp_snr);
	put(s, out);
	out->goes_on = !msg->code;
	/* Many modems do one thing after the other, and this may take long. */
	out->later = true;
	return 0;
}

/* --- cells --------------------------------------------------------------- */

static uint64_t cell_of(uint32_t id)
{
	return id == UINT32_MAX ? ATT_CELL_UNKNOWN : id;
}

/* In dBm and dB. */
static void read_lte(struct mbim_state *s, const struct att_array *serving)
{
	struct att_signal_facts *f = &s->signal.cell;
	struct att_cursor c = att_cursor_of(serving);
	struct mbim_cell_info_serving_lte e;

	if (!mbim_cell_info_serving_lte_next(&c, &e))
		return;
	f->cell_id = cell_of(e.cell_id);
	f->tac = e.tac; /* UINT32_MAX: ATT_TAC_UNKNOWN */
	if (e.rsrp >= -156 && e.rsrp <= -31)
		f->rsrp_dbm = e.rsrp;
	if (e.rsrq >= -43 && e.rsrq < -1)
		f->rsrq_db = e.rsrq;
}

static void read_nr(struct mbim_state *s, const struct att_array *serving)
{
	struct att_signal_facts *f = &s->signal.nr;
	struct att_cursor c = att_cursor_of(serving);
	struct mbim_cell_info_serving_nr e;

	if (!mbim_cell_info_serving_nr_next(&c, &e))
		return;
	f->cell_id = e.nci == UINT32_MAX ? ATT_CELL_UNKNOWN : e.nci;
	f->tac = e.tac;
	f->rsrp_dbm = rsrp_of(e.rsrp);
	f->rsrq_db = rsrq_of(e.rsrq);
	f->snr_db = snr_of(e.sinr);
}

/* 2G and 3G have a cell, and neither a tracking area nor RSRP. */
static void read_older(struct mbim_state *s, const struct att_array *gsm,
		       const struct att_array *umts)
{
	struct att_cursor cg = att_cursor_of(gsm), cu = att_cursor_of(umts);
	struct mbim_cell_info_serving_gsm g;
	struct mbim_cell_info_serving_umts u;

	if (mbim_cell_info_serving_gsm_next(&cg, &g))
		s->signal.cell.cell_id = cell_of(g.cell_id);
	if (mbim_cell_info_serving_umts_next(&cu, &u))
		s->signal.cell.cell_id = cell_of(u.cell_id);
}

static int read_v1(struct mbim_state *s, struct att_bytes body)
{
	struct mbim_ms_basic_connect_extensions_base_stations_info_response r;
	int err =
		mbim_ms_basic_connect_extensions_base_stations_info_response_decode(
			body, &r);

	if (err)
		return err;
	read_older(s, &r.gsm_serving_cell, &r.umts_serving_cell);
	read_lte(s, &r.lte_serving_cell);
	return 0;
}

static int read_v3(struct mbim_state *s, struct att_bytes body)
{
	struct mbim_ms_basic_connect_extensions_base_stations_info_response_v3
		r;
	int err =
		mbim_ms_basic_connect_extensions_base_stations_info_response_v3_decode(
			body, &r);

	if (err)
		return err;
	read_older(s, &r.gsm_serving_cell, &r.umts_serving_cell);
	read_lte(s, &r.lte_serving_cell);
	read_nr(s, &r.nr_serving_cells);
	return 0;
}

/* What a modem refuses now, and may tell later. */
static bool later(uint32_t status)
{
	switch (status) {
	case MBIM_STATUS_BUSY:
	case MBIM_STATUS_SIM_NOT_INSERTED:
	case MBIM_STATUS_PIN_REQUIRED:
	case MBIM_STATUS_NOT_REGISTERED:
	case MBIM_STATUS_NOT_INITIALIZED:
	case MBIM_STATUS_RADIO_POWER_OFF:
	case MBIM_STATUS_PACKET_SERVICE_DETACHED:
		return true;
	}
	return false;
}

/* Refused or not, the signal is known. */
int mbim_read_cells(struct mbim_state *s, const struct mbim_msg *msg,
		    struct att_report *out)
{
	bool read = later(msg->code);

	s->signal.cell = s->signal.nr = none;
	if (!msg->code)
		read = !(s->ex_version >= MBIM_EX_3 ? read_v3(s, msg->body)
						    : read_v1(s, msg->body));
	else if (!read)
		s->has.base_stations = false;
	if (read && msg->transaction == s->signal.asked)
		s->signal.in_vain = 0;
	put(s, out);
	return 1;
}
