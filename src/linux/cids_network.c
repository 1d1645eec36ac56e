/* REGISTER_STATE, PACKET_SERVICE and LOCATION_INFO_STATUS. MBIM 1.0 10.5.9,
 * 10.5.10, MBIMEx 2.0, 3.0; NAS of QMI, as the manager reads it. */
#include "linux/cids_network.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "protocol/qmi/network.h"

#define MS MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS

/* --- what is heard -------------------------------------------------------- */

/* The steps that tell of the network, from the step that a row has first. */
enum { SERVING, SYSTEM, SELECTION };

static bool there(const struct att_cids_asked *a, unsigned step)
{
	return a->heard[step].len && !a->error[step];
}

static struct qmi_network network_of(const struct att_cids_asked *a,
				     unsigned first)
{
	struct qmi_network n = {.signal = ATT_SIGNAL_NONE};

	if (there(a, first + SERVING))
		(void)qmi_network_serving(&n, a->heard[first + SERVING]);
	if (there(a, first + SYSTEM))
		(void)qmi_network_system(&n, a->heard[first + SYSTEM]);
	if (there(a, first + SELECTION))
		(void)qmi_network_preference(&n, a->heard[first + SELECTION]);
	return n;
}

/* --- kinds of radio ------------------------------------------------------- */

static const struct {
	uint32_t access; /* of facts.h */
	uint32_t classes;
} generations[] = {
	{ATT_2G, MBIM_DATA_CLASS_V3_GPRS | MBIM_DATA_CLASS_V3_EDGE},
	{ATT_3G, MBIM_DATA_CLASS_V3_UMTS | MBIM_DATA_CLASS_V3_HSDPA |
			 MBIM_DATA_CLASS_V3_HSUPA},
	{ATT_4G, MBIM_DATA_CLASS_V3_LTE},
	{ATT_5G, MBIM_DATA_CLASS_V3_5G},
};
#define GENERATIONS (sizeof(generations) / sizeof(generations[0]))

static uint32_t classes_of(uint32_t access)
{
	uint32_t classes = 0;

	for (size_t i = 0; i < GENERATIONS; i++)
		if (access & generations[i].access)
			classes |= generations[i].classes;
	return classes;
}

static uint32_t access_of(uint32_t classes)
{
	uint32_t access = 0;

	for (size_t i = 0; i < GENERATIONS; i++)
		if (classes & generations[i].classes)
			access |= generations[i].access;
	return access;
}

/* What facts have is of MBIMEx 2; 3 has one bit for both kinds of 5G. */
static uint32_t classes_3(uint32_t classes)
{
	const uint32_t nr = MBIM_DATA_CLASS_5G_NSA | MBIM_DATA_CLASS_5G_SA;

	return (classes & ~nr) | (classes & nr ? MBIM_DATA_CLASS_V3_5G : 0);
}

static uint32_t subclass_of(uint32_t classes)
{
	if (classes & MBIM_DATA_CLASS_5G_NSA)
		return MBIM_DATA_SUBCLASS_5G_ENDC;
	return classes & MBIM_DATA_CLASS_5G_SA ? MBIM_DATA_SUBCLASS_5G_NR
					       : MBIM_DATA_SUBCLASS_NONE;
}

/* Of several the best, and of that one what is beside another: MBIM 1.0
 * 10.5.10.5. */
static uint32_t highest(uint32_t classes)
{
	static const uint32_t best[] = {
		MBIM_DATA_CLASS_V3_5G, MBIM_DATA_CLASS_V3_LTE,
		MBIM_DATA_CLASS_V3_HSDPA | MBIM_DATA_CLASS_V3_HSUPA,
		MBIM_DATA_CLASS_V3_UMTS, MBIM_DATA_CLASS_V3_EDGE};

	for (size_t i = 0; i < sizeof(best) / sizeof(best[0]); i++)
		if (classes & best[i])
			return classes & best[i];
	return classes;
}

/* --- REGISTER_STATE ------------------------------------------------------- */

static bool is_manual(struct att_bytes tlvs, bool *known)
{
	struct qmi_nas_get_system_selection_preference_resp r;

	*known = tlvs.len &&
		 !qmi_nas_get_system_selection_preference_resp_decode(tlvs,
								      &r) &&
		 r.has.network_selection_preference;
	return *known && r.network_selection_preference ==
				 QMI_NAS_NETWORK_SELECTION_PREFERENCE_MANUAL;
}

static uint32_t mode_of(const struct att_cids_asked *a, unsigned step)
{
	bool known;
	const bool manual = is_manual(a->heard[step], &known);

	if (!known)
		return MBIM_REGISTER_MODE_UNKNOWN;
	return manual ? MBIM_REGISTER_MODE_MANUAL
		      : MBIM_REGISTER_MODE_AUTOMATIC;
}

/* Values of att_registration are those of MBIM. A modem that says neither in
 * the one nor in the other whether it is registered has not answered. */
static int put_register(const struct att_cids_asked *a, unsigned first,
			uint8_t *buf, size_t cap)
{
	const struct qmi_network n = network_of(a, first);
	struct att_registration_facts f = {.state = ATT_REGISTRATION_UNKNOWN};
	struct mbim_basic_connect_register_state_response_v2 r = {0};
	const bool in = qmi_network_registered(&n);
	char name[ATT_CIDS_TEXT(ATT_CIDS_NAME)];
	struct att_str provider;

	if (!qmi_network_registration(&n, &f))
		return ATT_E_STATE;
	r.nw_error = f.cause;
	r.register_state = f.state;
	r.register_mode = mode_of(a, first + SELECTION);
	r.available_data_classes = in ? classes_3(n.place.data_class) : 0;
	r.current_cellular_class = MBIM_CELLULAR_CLASS_GSM;
	r.provider_id = att_str_utf8(f.provider_id);
	provider = att_str_utf8(f.provider);
	r.provider_name = att_cids_text(&provider, ATT_CIDS_NAME, name);
	r.preferred_data_classes = classes_of(f.access);
	return mbim_basic_connect_register_state_response_v2_encode(&r, buf,
								    cap);
}

static int answer_register(const struct att_cids_asked *a, uint8_t *buf,
			   size_t cap)
{
	return put_register(a, 0, buf, cap);
}

/* The first two of a set. */
enum { PREFER, REGISTER, SET_STEPS };

static int answer_register_set(const struct att_cids_asked *a, uint8_t *buf,
			       size_t cap)
{
	return put_register(a, SET_STEPS, buf, cap);
}

static bool get_register(const struct att_cids_asked *a,
			 struct mbim_basic_connect_register_state_set *s)
{
	return !mbim_basic_connect_register_state_set_decode(a->body, s) &&
	       s->register_action <= MBIM_REGISTER_ACTION_MANUAL;
}

static int put_prefer(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_register_state_set s;
	uint32_t access;

	if (!get_register(a, &s))
		return ATT_E_VALUE;
	if (s.data_class == MBIM_DATA_CLASS_NONE)
		return ATT_CIDS_SKIP;
	access = access_of(s.data_class);
	return access ? qmi_network_put_access(access, buf, cap)
		      : ATT_CIDS_REFUSE(MBIM_STATUS_DATA_CLASS_NOT_AVAILABLE);
}

static int put_initiate(const struct att_cids_asked *a, uint8_t *buf,
			size_t cap)
{
	struct mbim_basic_connect_register_state_set s;
	char id[QMI_NETWORK_ID];

	if (!get_register(a, &s))
		return ATT_E_VALUE;
	if (s.register_action == MBIM_REGISTER_ACTION_AUTOMATIC)
		return qmi_network_put_register(NULL, buf, cap);
	if (att_str_get(&s.provider_id, id, sizeof(id)) < 0)
		return ATT_E_VALUE;
	return qmi_network_put_register(id, buf, cap);
}

/* --- PACKET_SERVICE ------------------------------------------------------- */

static uint16_t bcd(const char *digits, unsigned n)
{
	uint16_t v = 0;

	for (; n && *digits >= '0' && *digits <= '9'; n--)
		v = (uint16_t)(v << 4 | (*digits++ - '0'));
	return v;
}

#define MNC_HAS_TWO_DIGITS 0x8000u /* WWAN_SINGLE_TAI of Windows */

static struct mbim_tai area_of(const struct qmi_network *n)
{
	const char *id = n->place.id;
	struct mbim_tai t = {0};

	if (n->serving.tac == ATT_TAC_UNKNOWN || !id[0])
		return t;
	t.plmn_mcc = bcd(id, 3);
	t.plmn_mnc =
		(uint16_t)(bcd(id + 3, 3) | (id[5] ? 0 : MNC_HAS_TWO_DIGITS));
	t.tac = n->serving.tac;
	return t;
}

/* How fast it can be NAS does not tell, and WDS of a client's own call alone
 * (get_channel_rates): 0. */
static int put_packet(const struct att_cids_asked *a, unsigned first,
		      uint8_t *buf, size_t cap)
{
	const struct qmi_network n = network_of(a, first);
	struct att_packet_facts f;
	struct mbim_basic_connect_packet_service_response_v3 r = {
		.packet_service_state = MBIM_PACKET_SERVICE_STATE_DETACHED};

	if (!qmi_network_packet(&n, &f))
		return ATT_E_STATE;
	r.nw_error = f.cause;
	if (f.state == ATT_PACKET_ATTACHED) {
		r.packet_service_state = MBIM_PACKET_SERVICE_STATE_ATTACHED;
		r.highest_available_data_class =
			highest(classes_3(f.data_class));
		r.data_subclass = subclass_of(f.data_class);
		r.tai = area_of(&n);
	}
	return mbim_basic_connect_packet_service_response_v3_encode(&r, buf,
								    cap);
}

static int answer_packet(const struct att_cids_asked *a, uint8_t *buf,
			 size_t cap)
{
	return put_packet(a, 0, buf, cap);
}

static int answer_packet_set(const struct att_cids_asked *a, uint8_t *buf,
			     size_t cap)
{
	return put_packet(a, 1, buf, cap);
}

static int put_attach(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_packet_service_set s;
	struct qmi_nas_attach_detach_req req = {.has.action = true};

	if (mbim_basic_connect_packet_service_set_decode(a->body, &s))
		return ATT_E_VALUE;
	switch (s.packet_service_action) {
	case MBIM_PACKET_SERVICE_ACTION_ATTACH:
		req.action = QMI_NAS_PS_ATTACH_ACTION_ATTACH;
		break;
	case MBIM_PACKET_SERVICE_ACTION_DETACH:
		req.action = QMI_NAS_PS_ATTACH_ACTION_DETACH;
		break;
	default:
		return ATT_E_VALUE;
	}
	return qmi_nas_attach_detach_req_encode(&req, buf, cap);
}

/* --- LOCATION_INFO_STATUS ------------------------------------------------- */

#define PLACE_UNKNOWN UINT32_MAX

/* A cell of 5G has an id of 36 bits, which there is no room for. */
static int answer_location(const struct att_cids_asked *a, uint8_t *buf,
			   size_t cap)
{
	const struct qmi_network n = network_of(a, 0);
	const struct qmi_serving *s = &n.serving;
	struct mbim_ms_basic_connect_extensions_location_info_status_response
		r = {PLACE_UNKNOWN, PLACE_UNKNOWN, PLACE_UNKNOWN};

	if (qmi_network_registered(&n) && s->valid) {
		r.location_area_code = s->lac;
		r.tracking_area_code = s->tac;
		r.cell_id = s->cell_id > UINT32_MAX ? PLACE_UNKNOWN
						    : (uint32_t)s->cell_id;
	}
	return mbim_ms_basic_connect_extensions_location_info_status_response_encode(
		&r, buf, cap);
}

/* --- the table ------------------------------------------------------------ */

#define NAS(m) .service = QMI_SERVICE_NAS, .message = QMI_NAS_##m

/* Some firmware tells it in the one, some in the other. */
#define NETWORK_STEPS                                  \
	{NAS(GET_SERVING_SYSTEM), .optional = true},   \
	{                                              \
		NAS(GET_SYSTEM_INFO), .optional = true \
	}
#define REGISTER_STEPS                                                 \
	NETWORK_STEPS,                                                 \
	{                                                              \
		NAS(GET_SYSTEM_SELECTION_PREFERENCE), .optional = true \
	}

#define IDLE	 "QMI has no message by which a modem is told that its host is idle"
#define CARRIERS "QMI has no list of the networks of several carriers"
#define PARAMETERS                                                        \
	"QMI has no message for how a modem registers in 5G: it chooses " \
	"itself"
#define CONFIGURATION                                                 \
	"a modem of QMI tells its configuration by messages such as " \
	"pdc.get_selected_config"
#define LACKS(service_, cid_, set_, why)                                    \
	{                                                                   \
		.service = service_, .cid = cid_, .set = set_, .lacks = why \
	}

static const struct att_cids_row rows[] = {
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_REGISTER_STATE,
	 .step = {REGISTER_STEPS},
	 .answer = answer_register},
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_REGISTER_STATE,
	 .set = true,
	 .step = {{NAS(SET_SYSTEM_SELECTION_PREFERENCE), put_prefer},
		  {NAS(INITIATE_NETWORK_REGISTER), put_initiate},
		  REGISTER_STEPS},
	 .answer = answer_register_set},
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_PACKET_SERVICE,
	 .step = {NETWORK_STEPS},
	 .answer = answer_packet},
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_PACKET_SERVICE,
	 .set = true,
	 .step = {{NAS(ATTACH_DETACH), put_attach}, NETWORK_STEPS},
	 .answer = answer_packet_set},
	{.service = MS,
	 .cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LOCATION_INFO_STATUS,
	 .step = {NETWORK_STEPS},
	 .answer = answer_location},
	LACKS(MBIM_SERVICE_BASIC_CONNECT,
	      MBIM_CID_BASIC_CONNECT_NETWORK_IDLE_HINT, false, IDLE),
	LACKS(MBIM_SERVICE_BASIC_CONNECT,
	      MBIM_CID_BASIC_CONNECT_NETWORK_IDLE_HINT, true, IDLE),
	LACKS(MBIM_SERVICE_BASIC_CONNECT,
	      MBIM_CID_BASIC_CONNECT_MULTICARRIER_PROVIDERS, false, CARRIERS),
	LACKS(MBIM_SERVICE_BASIC_CONNECT,
	      MBIM_CID_BASIC_CONNECT_MULTICARRIER_PROVIDERS, true, CARRIERS),
	LACKS(MS, MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_REGISTRATION_PARAMETERS,
	      false, PARAMETERS),
	LACKS(MS, MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_REGISTRATION_PARAMETERS,
	      true, PARAMETERS),
	LACKS(MS, MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_MODEM_CONFIGURATION,
	      false, CONFIGURATION),
};

/* A place that has changed is told by either. */
#define BASIC(cid) MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_##cid

static const struct att_cids_event events[] = {
	{QMI_SERVICE_NAS, QMI_NAS_SERVING_SYSTEM, BASIC(REGISTER_STATE), NULL},
	{QMI_SERVICE_NAS, QMI_NAS_SYSTEM_INFO, BASIC(REGISTER_STATE), NULL},
	{QMI_SERVICE_NAS, QMI_NAS_SERVING_SYSTEM, BASIC(PACKET_SERVICE), NULL},
	{QMI_SERVICE_NAS, QMI_NAS_SYSTEM_INFO, BASIC(PACKET_SERVICE), NULL},
	{QMI_SERVICE_NAS, QMI_NAS_SERVING_SYSTEM, MS,
	 MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LOCATION_INFO_STATUS, NULL},
};

/* What is not wanted any more stays on: it is told to nobody. */
static int put_events(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const struct qmi_nas_register_indications_req req = {
		.has.serving_system_events = true,
		.has.system_info = true,
		.serving_system_events = true,
		.system_info = true,
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (att_cids_wants(a, events[i].service, events[i].cid))
			return qmi_nas_register_indications_req_encode(
				&req, buf, cap);
	return ATT_CIDS_SKIP;
}

static const struct att_cids_step sources[] = {
	{NAS(REGISTER_INDICATIONS), put_events, .optional = true},
};

const struct att_cids_part att_cids_network = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.events = events,
	.n_events = sizeof(events) / sizeof(events[0]),
	.sources = sources,
	.n_sources = sizeof(sources) / sizeof(sources[0]),
};
