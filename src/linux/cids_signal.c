/* SIGNAL_STATE. MBIM 1.0 10.5.11, MBIMEx 2.0; NAS of QMI. */
#include "linux/cids_signal.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "protocol/qmi/network.h"

/* --- what it is ----------------------------------------------------------- */

#define RATE_UNKNOWN 99u
#define RSRP_UNKNOWN 127u
#define SNR_UNKNOWN  128u
#define RADIOS	     2 /* LTE and NR */

/* RSRP in dBm: less than -156 is 0, -31 or more 126 (MBIMEx 2.0,
 * MBIM_RSRP_SNR_INFO). */
static uint32_t rsrp_of(int16_t dbm)
{
	if (dbm >= 0 || dbm < -200)
		return RSRP_UNKNOWN;
	if (dbm <= -157)
		return 0;
	return dbm >= -31 ? 126 : (uint32_t)(dbm + 157);
}

/* In tenths of dB, of which the lowest is none: less than -23 dB is 0, 40 dB or
 * more 127. */
static uint32_t snr_of(int16_t tenths)
{
	if (tenths < -500 || tenths > 500)
		return SNR_UNKNOWN;
	if (tenths <= -235)
		return 0;
	return tenths >= 400 ? 127 : (uint32_t)(tenths + 235) / 5;
}

static void add(struct mbim_rsrp_snr_info *list, uint32_t *n, int16_t rsrp,
		int16_t snr, uint32_t radio)
{
	const struct mbim_rsrp_snr_info info = {
		.rsrp = rsrp_of(rsrp),
		.snr = snr_of(snr),
		.system_type = radio,
	};

	if (info.rsrp != RSRP_UNKNOWN || info.snr != SNR_UNKNOWN)
		list[(*n)++] = info;
}

/* Answer and indication have the same TLVs. */
static uint32_t list_of(struct att_bytes tlvs, struct mbim_rsrp_snr_info *list)
{
	struct qmi_nas_get_signal_info_resp r;
	uint32_t n = 0;

	if (qmi_nas_get_signal_info_resp_decode(tlvs, &r))
		return 0;
	if (r.has.lte_signal_strength)
		add(list, &n, r.lte_signal_strength.rsrp,
		    r.lte_signal_strength.snr, MBIM_DATA_CLASS_V3_LTE);
	if (r.has.signal_strength_5g)
		add(list, &n, r.signal_strength_5g.rsrp,
		    r.signal_strength_5g.snr, MBIM_DATA_CLASS_V3_5G);
	return n;
}

/* info: TLVs of get_signal_info, or of its indication */
static int put_signal(const struct qmi_network *n, struct att_bytes info,
		      uint32_t threshold, uint8_t *buf, size_t cap)
{
	struct mbim_rsrp_snr_info list[RADIOS];
	const struct mbim_basic_connect_signal_state_response_v2 r = {
		.rssi = n->signal.rssi,
		.error_rate = RATE_UNKNOWN,
		.rssi_threshold = threshold,
		.rsrp_snr = att_array_of(list, list_of(info, list)),
	};

	return mbim_basic_connect_signal_state_response_v2_encode(&r, buf, cap);
}

/* --- SIGNAL_STATE --------------------------------------------------------- */

/* The steps of a query; older modems have the second alone. */
enum { INFO, STRENGTH };

static bool there(const struct att_cids_asked *a, unsigned step)
{
	return a->heard[step].len && !a->error[step];
}

/* A modem that is in no network refuses to tell. */
static int put_heard(const struct att_cids_asked *a, unsigned first,
		     uint32_t threshold, uint8_t *buf, size_t cap)
{
	struct qmi_network n = {.signal = ATT_SIGNAL_NONE};
	const struct att_bytes none = {0};
	const bool info = there(a, first + INFO);

	if (info)
		(void)qmi_network_signal(&n, a->heard[first + INFO]);
	else if (there(a, first + STRENGTH))
		(void)qmi_network_strength(&n, a->heard[first + STRENGTH]);
	return put_signal(&n, info ? a->heard[first + INFO] : none, threshold,
			  buf, cap);
}

static int answer(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	return put_heard(a, 0, 0, buf, cap);
}

static int put_strength_at(const struct att_cids_asked *a, unsigned info,
			   uint8_t *buf, size_t cap)
{
	const struct qmi_nas_get_signal_strength_req req = {0};

	return there(a, info)
		       ? ATT_CIDS_SKIP
		       : qmi_nas_get_signal_strength_req_encode(&req, buf, cap);
}

static int put_strength(const struct att_cids_asked *a, uint8_t *buf,
			size_t cap)
{
	return put_strength_at(a, INFO, buf, cap);
}

/* --- SET ------------------------------------------------------------------ */

#define STEP	  20u /* of rssi: 2 dB, in tenths */
#define SET_STEPS 1u

static bool get(const struct att_cids_asked *a,
		struct mbim_basic_connect_signal_state_set *s)
{
	return !mbim_basic_connect_signal_state_set_decode(a->body, s);
}

/* "Never" is the largest change that can be said. */
static uint16_t delta_of(uint32_t threshold)
{
	return threshold > UINT16_MAX / STEP ? UINT16_MAX
					     : (uint16_t)(threshold * STEP);
}

/* How often and of how many errors is up to the modem; the answer says so. No
 * message of QMI tells what was set, so a query says 0: as the modem has it. */
static int put_config(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_signal_state_set s;
	struct qmi_nas_config_signal_info_v2_req req = {
		.has = {.gsm_rssi_delta = true,
			.wcdma_rssi_delta = true,
			.lte_rssi_delta = true},
	};

	if (!get(a, &s))
		return ATT_E_VALUE;
	if (!s.rssi_threshold)
		return ATT_CIDS_SKIP;
	req.gsm_rssi_delta = req.wcdma_rssi_delta = req.lte_rssi_delta =
		delta_of(s.rssi_threshold);
	return qmi_nas_config_signal_info_v2_req_encode(&req, buf, cap);
}

static int put_set_strength(const struct att_cids_asked *a, uint8_t *buf,
			    size_t cap)
{
	return put_strength_at(a, SET_STEPS + INFO, buf, cap);
}

static int answer_set(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_signal_state_set s;

	return get(a, &s) ? put_heard(a, SET_STEPS, s.rssi_threshold, buf, cap)
			  : ATT_E_VALUE;
}

/* --- indications ---------------------------------------------------------- */

static int tell(struct att_bytes tlvs, uint8_t *buf, size_t cap)
{
	struct qmi_network n = {.signal = ATT_SIGNAL_NONE};

	if (qmi_network_signal(&n, tlvs))
		return ATT_CIDS_SKIP;
	return put_signal(&n, tlvs, 0, buf, cap);
}

/* --- the table ------------------------------------------------------------ */

#define NAS(m) .service = QMI_SERVICE_NAS, .message = QMI_NAS_##m

static const struct att_cids_row rows[] = {
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_SIGNAL_STATE,
	 .step = {[INFO] = {NAS(GET_SIGNAL_INFO), .optional = true},
		  [STRENGTH] = {NAS(GET_SIGNAL_STRENGTH), put_strength,
				.optional = true}},
	 .answer = answer},
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_SIGNAL_STATE,
	 .set = true,
	 .step = {{NAS(CONFIG_SIGNAL_INFO_V2), put_config},
		  {NAS(GET_SIGNAL_INFO), .optional = true},
		  {NAS(GET_SIGNAL_STRENGTH), put_set_strength,
		   .optional = true}},
	 .answer = answer_set},
};

static const struct att_cids_event events[] = {
	{QMI_SERVICE_NAS, QMI_NAS_SIGNAL_INFO, MBIM_SERVICE_BASIC_CONNECT,
	 MBIM_CID_BASIC_CONNECT_SIGNAL_STATE, tell},
};

/* Of an older modem what set_event_report has for it is not asked. */
static int put_events(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const struct qmi_nas_register_indications_req req = {
		.has.signal_info = true,
		.signal_info = true,
	};

	return att_cids_wants(a, events[0].service, events[0].cid)
		       ? qmi_nas_register_indications_req_encode(&req, buf, cap)
		       : ATT_CIDS_SKIP;
}

static const struct att_cids_step sources[] = {
	{NAS(REGISTER_INDICATIONS), put_events, .optional = true},
};

const struct att_cids_part att_cids_signal = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.events = events,
	.n_events = sizeof(events) / sizeof(events[0]),
	.sources = sources,
	.n_sources = sizeof(sources) / sizeof(sources[0]),
};
