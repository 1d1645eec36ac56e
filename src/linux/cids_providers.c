/* HOME_PROVIDER, PREFERRED_PROVIDERS and VISIBLE_PROVIDERS. MBIM 1.0 10.5.6 to
 * 10.5.8; NAS of QMI. */
#include "linux/cids_providers.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "protocol/qmi/network.h"

#define UNKNOWN	  99u /* strength and errors of a signal */
#define PROVIDERS 64  /* in one answer */

/* The texts of one provider: views of the answer, or of id. */
struct provider {
	uint32_t state;
	struct att_str name;
	char text[ATT_CIDS_TEXT(
		ATT_CIDS_NAME)]; /* the same, as MBIM takes it */
	char id[QMI_NETWORK_ID];
};

struct providers {
	unsigned n;
	struct provider at[PROVIDERS];
};

static struct mbim_provider wire(struct provider *p)
{
	return (struct mbim_provider){
		.provider_id = att_str_utf8(p->id),
		.provider_state = p->state,
		.provider_name =
			att_cids_text(&p->name, ATT_CIDS_NAME, p->text),
		.cellular_class = MBIM_CELLULAR_CLASS_GSM,
		.rssi = UNKNOWN,
		.error_rate = UNKNOWN,
	};
}

/* The CIDs that answer with several have one layout. */
static int put_providers(struct providers *all, uint8_t *buf, size_t cap)
{
	struct mbim_provider list[PROVIDERS] = {0};
	const struct mbim_basic_connect_visible_providers_response r = {
		.providers = att_array_of(list, all->n)};

	for (unsigned i = 0; i < all->n; i++)
		list[i] = wire(&all->at[i]);
	return mbim_basic_connect_visible_providers_response_encode(&r, buf,
								    cap);
}

/* Which networks have an MNC of three digits stands apart: of the i-th one in
 * the i-th place, or else where its numbers are; NULL: nowhere. */
static bool is_three(const struct att_array *digits, unsigned i, uint16_t mcc,
		     uint16_t mnc)
{
	struct qmi_nas_mnc_pcs_digit_include_status d;
	struct att_cursor c;
	bool found = false, three = false;

	if (!digits)
		return false;
	c = att_cursor_of(digits);
	for (unsigned k = 0; qmi_nas_mnc_pcs_digit_include_status_next(&c, &d);
	     k++) {
		if (d.mcc != mcc || d.mnc != mnc)
			continue;
		if (!found || k == i)
			three = d.includes_pcs_digit;
		found = true;
	}
	return three;
}

/* --- HOME_PROVIDER -------------------------------------------------------- */

static int home(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct qmi_nas_get_home_network_resp h;
	struct mbim_basic_connect_home_provider_response r;
	struct provider p = {.state = MBIM_PROVIDER_STATE_HOME};

	if (qmi_nas_get_home_network_resp_decode(a->heard[0], &h) ||
	    !h.has.home_network)
		return ATT_E_STATE;
	p.name = h.home_network.description;
	qmi_network_id(p.id, h.home_network.mcc, h.home_network.mnc,
		       h.has.home_network_3gpp_mnc &&
			       h.home_network_3gpp_mnc.includes_pcs_digit);
	r.provider = wire(&p);
	return mbim_basic_connect_home_provider_response_encode(&r, buf, cap);
}

/* --- VISIBLE_PROVIDERS ---------------------------------------------------- */

static uint32_t state_of(uint8_t status)
{
	static const struct {
		uint8_t is;
		uint32_t state;
	} words[] = {
		{QMI_NAS_NETWORK_STATUS_CURRENT_SERVING,
		 MBIM_PROVIDER_STATE_REGISTERED},
		{QMI_NAS_NETWORK_STATUS_HOME, MBIM_PROVIDER_STATE_HOME},
		{QMI_NAS_NETWORK_STATUS_FORBIDDEN,
		 MBIM_PROVIDER_STATE_FORBIDDEN},
		{QMI_NAS_NETWORK_STATUS_PREFERRED,
		 MBIM_PROVIDER_STATE_PREFERRED},
	};
	uint32_t state = MBIM_PROVIDER_STATE_VISIBLE;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (status & words[i].is)
			state |= words[i].state;
	return state;
}

/* NULL: there is no room. */
static struct provider *find(struct providers *all, const char *id)
{
	struct provider *p = all->at;

	while (p < all->at + all->n && strcmp(p->id, id) != 0)
		p++;
	if (p < all->at + all->n)
		return p;
	if (all->n == PROVIDERS)
		return NULL;
	all->n++;
	*p = (struct provider){.state = 0};
	memcpy(p->id, id, sizeof(p->id));
	return p;
}

/* The i-th of an answer, of these numbers. A network that has several kinds of
 * radio is there once for each; MBIM has no word for these. What is no network
 * is left out. 0, or the refusal of all. */
static int take(struct providers *all, unsigned i, uint16_t mcc, uint16_t mnc,
		const struct att_array *digits, struct provider **to)
{
	char id[QMI_NETWORK_ID] = "";

	qmi_network_id(id, mcc, mnc, is_three(digits, i, mcc, mnc));
	*to = id[0] ? find(all, id) : NULL;
	return id[0] && !*to ? ATT_CIDS_REFUSE(MBIM_STATUS_MEMORY_FAILURE) : 0;
}

static int visible(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct qmi_nas_network_scan_resp r;
	struct qmi_nas_network_information network;
	struct providers all = {.n = 0};
	const struct att_array *digits = &r.mnc_pcs_digit_include_status;
	struct provider *p;
	struct att_cursor c;
	int err = 0;

	if (qmi_nas_network_scan_resp_decode(a->heard[0], &r) ||
	    (r.has.network_scan_result &&
	     r.network_scan_result != QMI_NAS_NETWORK_SCAN_RESULT_SUCCESS))
		return ATT_E_STATE;
	if (!r.has.network_information) /* there is none */
		return put_providers(&all, buf, cap);
	if (!r.has.mnc_pcs_digit_include_status)
		digits = NULL;
	c = att_cursor_of(&r.network_information);
	for (unsigned i = 0;
	     !err && qmi_nas_network_information_next(&c, &network); i++) {
		err = take(&all, i, network.mcc, network.mnc, digits, &p);
		if (!p)
			continue;
		p->state |= state_of(network.network_status);
		if (network.description.len)
			p->name = network.description;
	}
	return err ? err : put_providers(&all, buf, cap);
}

/* --- PREFERRED_PROVIDERS -------------------------------------------------- */

static int put_preferred(struct att_bytes tlvs, uint8_t *buf, size_t cap)
{
	struct qmi_nas_get_preferred_networks_resp r;
	struct qmi_nas_preferred_networks network;
	struct providers all = {.n = 0};
	const struct att_array *digits = &r.mnc_pcs_digit_include_status;
	struct provider *p;
	struct att_cursor c;
	int err = 0;

	if (qmi_nas_get_preferred_networks_resp_decode(tlvs, &r))
		return ATT_E_STATE;
	if (!r.has.preferred_networks)
		return put_providers(&all, buf, cap);
	if (!r.has.mnc_pcs_digit_include_status)
		digits = NULL;
	c = att_cursor_of(&r.preferred_networks);
	for (unsigned i = 0;
	     !err && qmi_nas_preferred_networks_next(&c, &network); i++) {
		err = take(&all, i, network.mcc, network.mnc, digits, &p);
		if (p)
			p->state = MBIM_PROVIDER_STATE_PREFERRED;
	}
	return err ? err : put_providers(&all, buf, cap);
}

static int preferred(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	return put_preferred(a->heard[0], buf, cap);
}

static int preferred_set(const struct att_cids_asked *a, uint8_t *buf,
			 size_t cap)
{
	return put_preferred(a->heard[1], buf, cap);
}

/* A network as a list of QMI has it. */
struct number {
	uint16_t mcc, mnc;
	bool three;
};

/* "26201"; false: it is no number of a network. */
static bool read_id(const struct att_str *s, struct number *p)
{
	char id[QMI_NETWORK_ID];
	int len = att_str_get(s, id, sizeof(id));
	uint16_t *n = &p->mcc;

	if (len != 5 && len != 6)
		return false;
	p->mcc = p->mnc = 0;
	p->three = len == 6;
	for (int i = 0; i < len; i++) {
		if (id[i] < '0' || id[i] > '9')
			return false;
		n = i < 3 ? &p->mcc : &p->mnc;
		*n = (uint16_t)(*n * 10 + (id[i] - '0'));
	}
	return true;
}

/* In place of the list that is in the SIM, and for all kinds of radio. */
static int put_list(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_preferred_providers_set s;
	struct qmi_nas_preferred_networks network[PROVIDERS];
	struct qmi_nas_mnc_pcs_digit_include_status digits[PROVIDERS];
	struct qmi_nas_set_preferred_networks_req req = {
		.has = {.preferred_networks = true,
			.mnc_pcs_digit_include_status = true,
			.clear_previous_preferred_networks = true},
		.clear_previous_preferred_networks = true,
	};
	struct mbim_provider one;
	struct att_cursor c;
	uint32_t n = 0;

	if (mbim_basic_connect_preferred_providers_set_decode(a->body, &s))
		return ATT_E_VALUE;
	if (s.providers.count > PROVIDERS)
		return ATT_CIDS_REFUSE(MBIM_STATUS_MEMORY_FULL);
	c = att_cursor_of(&s.providers);
	while (mbim_provider_next(&c, &one)) {
		struct number p;

		if (!read_id(&one.provider_id, &p))
			return ATT_E_VALUE;
		network[n] = (struct qmi_nas_preferred_networks){
			p.mcc, p.mnc,
			QMI_NAS_PLMN_ACCESS_TECHNOLOGY_IDENTIFIER_ALL};
		digits[n++] = (struct qmi_nas_mnc_pcs_digit_include_status){
			p.mcc, p.mnc, p.three};
	}
	req.preferred_networks = att_array_of(network, n);
	req.mnc_pcs_digit_include_status = att_array_of(digits, n);
	return qmi_nas_set_preferred_networks_req_encode(&req, buf, cap);
}

/* --- the table ------------------------------------------------------------ */

#define NAS(m)	  .service = QMI_SERVICE_NAS, .message = QMI_NAS_##m
#define BASIC(id) MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_##id

static const struct att_cids_row rows[] = {
	{BASIC(HOME_PROVIDER), .step = {{NAS(GET_HOME_NETWORK)}},
	 .answer = home},
	{BASIC(HOME_PROVIDER), .set = true,
	 .lacks = "the home network is the SIM's, and QMI cannot change it"},
	{BASIC(VISIBLE_PROVIDERS), .step = {{NAS(NETWORK_SCAN)}},
	 .answer = visible},
	{BASIC(PREFERRED_PROVIDERS), .step = {{NAS(GET_PREFERRED_NETWORKS)}},
	 .answer = preferred},
	{BASIC(PREFERRED_PROVIDERS), .set = true,
	 .step = {{NAS(SET_PREFERRED_NETWORKS), put_list},
		  {NAS(GET_PREFERRED_NETWORKS)}},
	 .answer = preferred_set},
};

const struct att_cids_part att_cids_providers = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
};
