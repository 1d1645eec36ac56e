/* Where the modem is: LOCATION_INFO_STATUS and BASE_STATIONS_INFO of
 * Microsoft's extensions. */
#include "tools/simodem/mbim.h"

#include "base/text.h"

#define UNKNOWN	       0xffffffffu
#define EARFCN	       1300u   /* LTE band 3 */
#define NRARFCN	       632628u /* NR band n78 */
#define PHYSICAL_CELLS 504u    /* of LTE; NR has more */
#define RSRQ_DB	       (-10)
/* Of NR, in steps of 0.5 dB from -43 dB and from -23 dB on (3GPP TS 38.133
 * 10.1.11 and 10.1.16): -10 dB and 7 dB. */
#define NR_RSRQ	 67u
#define NR_SINR	 61u
#define WEAK_DBM (-110)

static const struct sim_cell *here(const struct sim_mbim *m)
{
	return sim_world_cell(m->world, m->state);
}

int sim_put_location(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	bool in = sim_registered(m->state);
	/* A location area belongs to 2G and 3G. */
	const struct
		mbim_ms_basic_connect_extensions_location_info_status_response
			r = {.location_area_code = UNKNOWN,
			     .tracking_area_code = in ? here(m)->tac : UNKNOWN,
			     .cell_id = in ? here(m)->id : UNKNOWN};

	(void)arg;
	return mbim_ms_basic_connect_extensions_location_info_status_response_encode(
		&r, out, cap);
}

/* --- BASE_STATIONS_INFO ----------------------------------------------------
 */

/* How many neighbours the host wants of LTE, and how many cells of NR, those
 * that serve as well: in one number. */
#define WANTED(lte, nr)	 ((lte) | (nr) << 16)
#define WANTED_LTE(both) ((both)&0xffffu)
#define WANTED_NR(both)	 ((both) >> 16)

static uint32_t at_most(uint32_t n)
{
	return n < SIM_CELLS ? n : SIM_CELLS;
}

uint32_t sim_query_base_stations(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_basic_connect_extensions_base_stations_info_query q;
	struct mbim_ms_basic_connect_extensions_base_stations_info_query_v3 q3;

	if (m->ex >= MBIM_EX_3) {
		if (mbim_ms_basic_connect_extensions_base_stations_info_query_v3_decode(
			    c->body, &q3) != 0)
			return MBIM_STATUS_INVALID_PARAMETERS;
		c->arg = WANTED(at_most(q3.max_lte_count),
				at_most(q3.max_nr_count));
		return MBIM_STATUS_NONE;
	}
	if (mbim_ms_basic_connect_extensions_base_stations_info_query_decode(
		    c->body, &q) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->arg = WANTED(at_most(q.max_lte_count), 0);
	return MBIM_STATUS_NONE;
}

/* Everything that an answer points to. */
struct stations {
	struct mbim_cell_info_serving_lte lte;
	struct mbim_cell_info_serving_nr nr;
	struct mbim_cell_info_neighboring_lte lte_beside[SIM_CELLS];
	struct mbim_cell_info_neighboring_nr nr_beside[SIM_CELLS];
	char id[SIM_CELLS][12];
	uint32_t n_lte, n_nr, n_lte_beside, n_nr_beside;
};

/* MBIMEx 2 has two kinds of 5G, and no cells of it. */
static void serve(const struct sim_mbim *m, struct stations *s, uint32_t wanted)
{
	enum sim_generation is = sim_generation_told(m);
	struct att_str operator_ = att_str_utf8(m->config->operator_.id);
	const struct sim_cell *cell = here(m);

	s->n_lte = is != SIM_5G_SA || m->ex < MBIM_EX_3;
	s->n_nr = is != SIM_4G && WANTED_NR(wanted) > 0;
	s->lte = (struct mbim_cell_info_serving_lte){
		.provider_id = operator_,
		.cell_id = cell->id,
		.earfcn = EARFCN,
		.physical_cell_id = cell->id % PHYSICAL_CELLS,
		.tac = cell->tac,
		.rsrp = m->state->rsrp_dbm,
		.rsrq = RSRQ_DB,
		.timing_advance = UNKNOWN,
	};
	s->nr = (struct mbim_cell_info_serving_nr){
		.provider_id = operator_,
		.nci = cell->id,
		.physical_cell_id = cell->id % PHYSICAL_CELLS,
		.nrarfcn = NRARFCN,
		.tac = cell->tac,
		.rsrp = sim_word_rsrp(m->state->rsrp_dbm),
		.rsrq = NR_RSRQ,
		.sinr = NR_SINR,
		.timing_advance = UNKNOWN,
	};
}

static struct att_str operator_of(const struct sim_mbim *m,
				  const struct sim_cell *cell)
{
	return att_str_utf8(sim_cell_operator(m->world, cell)->id);
}

static int16_t strength(const struct sim_cell *cell)
{
	return cell->rsrp_dbm != 0 ? cell->rsrp_dbm : WEAK_DBM;
}

static void add_lte(const struct sim_mbim *m, struct stations *s,
		    const struct sim_cell *cell)
{
	s->lte_beside[s->n_lte_beside++] =
		(struct mbim_cell_info_neighboring_lte){
			.provider_id = operator_of(m, cell),
			.cell_id = cell->id,
			.earfcn = EARFCN,
			.physical_cell_id = cell->id % PHYSICAL_CELLS,
			.tac = cell->tac,
			.rsrp = strength(cell),
			.rsrq = RSRQ_DB,
		};
}

static void add_nr(const struct sim_mbim *m, struct stations *s,
		   const struct sim_cell *cell)
{
	char *id = s->id[s->n_nr_beside];
	struct att_text t;

	att_text_init(&t, id, sizeof(s->id[0]));
	att_text_dec(&t, cell->id);
	s->nr_beside[s->n_nr_beside++] = (struct mbim_cell_info_neighboring_nr){
		.system_sub_type = MBIM_DATA_SUBCLASS_5G_NR,
		.provider_id = operator_of(m, cell),
		.cell_id = att_str_utf8(id),
		.physical_cell_id = cell->id % PHYSICAL_CELLS,
		.tac = cell->tac,
		.rsrp = sim_word_rsrp(strength(cell)),
		.rsrq = NR_RSRQ,
		.sinr = NR_SINR,
	};
}

/* To a host that knows no NR, a cell of NR is one of LTE. */
static void look_around(const struct sim_mbim *m, struct stations *s,
			uint32_t wanted)
{
	const struct sim_cell *cells[SIM_CELLS];
	uint32_t n = sim_world_neighbours(m->world, m->state, cells);

	for (uint32_t i = 0; i < n; i++) {
		bool nr = m->ex >= MBIM_EX_3 &&
			  sim_cell_generation(m->world, cells[i]) == SIM_5G_SA;

		if (nr && s->n_nr + s->n_nr_beside < WANTED_NR(wanted))
			add_nr(m, s, cells[i]);
		else if (!nr && s->n_lte_beside < WANTED_LTE(wanted))
			add_lte(m, s, cells[i]);
	}
}

static int put_v1(const struct sim_mbim *m, const struct stations *s,
		  uint8_t *out, size_t cap)
{
	const struct
		mbim_ms_basic_connect_extensions_base_stations_info_response r =
			{.system_type =
				 s->n_lte + s->n_nr ? sim_data_class(m) : 0,
			 .lte_serving_cell = att_array_of(&s->lte, s->n_lte),
			 .lte_neighboring_cells =
				 att_array_of(s->lte_beside, s->n_lte_beside)};

	return mbim_ms_basic_connect_extensions_base_stations_info_response_encode(
		&r, out, cap);
}

static int put_v3(const struct sim_mbim *m, const struct stations *s,
		  uint8_t *out, size_t cap)
{
	bool in = s->n_lte + s->n_nr > 0;
	const struct
		mbim_ms_basic_connect_extensions_base_stations_info_response_v3
			r = {.system_type = in ? sim_data_class(m) : 0,
			     .system_sub_type = in ? sim_data_subclass(m) : 0,
			     .lte_serving_cell =
				     att_array_of(&s->lte, s->n_lte),
			     .lte_neighboring_cells = att_array_of(
				     s->lte_beside, s->n_lte_beside),
			     .nr_serving_cells = att_array_of(&s->nr, s->n_nr),
			     .nr_neighbor_cells = att_array_of(s->nr_beside,
							       s->n_nr_beside)};

	return mbim_ms_basic_connect_extensions_base_stations_info_response_v3_encode(
		&r, out, cap);
}

int sim_put_base_stations(const struct sim_mbim *m, uint32_t wanted,
			  uint8_t *out, size_t cap)
{
	struct stations s = {.n_lte = 0};

	if (sim_registered(m->state))
		serve(m, &s, wanted);
	if (m->state->radio)
		look_around(m, &s, wanted);
	return m->ex >= MBIM_EX_3 ? put_v3(m, &s, out, cap)
				  : put_v1(m, &s, out, cap);
}
