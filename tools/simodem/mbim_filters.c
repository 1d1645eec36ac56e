/* IP_PACKET_FILTERS in its two layouts. MBIM 1.0 10.5.27. */
#include "tools/simodem/mbim.h"

static uint32_t add_filter(struct sim_mbim_session *s, uint32_t id,
			   struct att_bytes filter, struct att_bytes mask)
{
	uint32_t n = s->n_filters;

	if (filter.len > SIM_FILTER_SIZE || filter.len != mask.len)
		return MBIM_STATUS_INVALID_PARAMETERS;
	s->filter[n].id = id;
	s->filter[n].len = (uint32_t)filter.len;
	memcpy(s->filter[n].filter, filter.p, filter.len);
	memcpy(s->filter[n].mask, mask.p, mask.len);
	s->n_filters++;
	return MBIM_STATUS_NONE;
}

static uint32_t set_filters_v1(struct sim_mbim_session *s,
			       const struct att_array *filters)
{
	struct att_cursor c = att_cursor_of(filters);
	struct mbim_packet_filter f;
	uint32_t status = MBIM_STATUS_NONE;

	for (uint32_t i = 0; status == 0 && mbim_packet_filter_next(&c, &f);
	     i++)
		status = add_filter(s, i, f.packet_filter, f.packet_mask);
	return status;
}

static uint32_t set_filters_v3(struct sim_mbim_session *s,
			       const struct att_array *filters)
{
	struct att_cursor c = att_cursor_of(filters);
	struct mbim_packet_filter_v3 f;
	uint32_t status = MBIM_STATUS_NONE;

	while (status == 0 && mbim_packet_filter_v3_next(&c, &f))
		status = add_filter(s, f.filter_id, f.packet_filter,
				    f.packet_mask);
	return status;
}

uint32_t sim_query_filters(struct sim_mbim *m, struct sim_call *c)
{
	return sim_query_connect(m, c);
}

/* The filters of the session become those of the command. */
uint32_t sim_set_filters(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_ip_packet_filters_set s1 = {0};
	struct mbim_basic_connect_ip_packet_filters_set_v3 s3 = {0};
	bool v3 = m->ex >= MBIM_EX_3;
	uint32_t status = sim_query_connect(m, c);
	struct sim_mbim_session *session = &m->session[c->arg];
	int err;

	if (status != MBIM_STATUS_NONE)
		return status;
	err = v3 ? mbim_basic_connect_ip_packet_filters_set_v3_decode(c->body,
								      &s3)
		 : mbim_basic_connect_ip_packet_filters_set_decode(c->body,
								   &s1);
	if (err != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if ((v3 ? s3.packet_filters.count : s1.packet_filters.count) >
	    SIM_FILTERS)
		return MBIM_STATUS_FILTER_NOT_SUPPORTED;
	session->n_filters = 0;
	return v3 ? set_filters_v3(session, &s3.packet_filters)
		  : set_filters_v1(session, &s1.packet_filters);
}

static int put_filters_v3(const struct sim_mbim *m, uint32_t i, uint8_t *out,
			  size_t cap)
{
	const struct sim_mbim_session *s = &m->session[i];
	struct mbim_packet_filter_v3 f[SIM_FILTERS] = {0};
	struct mbim_basic_connect_ip_packet_filters_response_v3 r = {
		.session_id = i,
		.packet_filters = att_array_of(f, s->n_filters),
	};

	for (uint32_t n = 0; n < s->n_filters; n++)
		f[n] = (struct mbim_packet_filter_v3){
			.packet_filter = att_bytes_of(s->filter[n].filter,
						      s->filter[n].len),
			.packet_mask = att_bytes_of(s->filter[n].mask,
						    s->filter[n].len),
			.filter_id = s->filter[n].id,
		};
	return mbim_basic_connect_ip_packet_filters_response_v3_encode(&r, out,
								       cap);
}

int sim_put_filters(const struct sim_mbim *m, uint32_t i, uint8_t *out,
		    size_t cap)
{
	const struct sim_mbim_session *s = &m->session[i];
	struct mbim_packet_filter f[SIM_FILTERS] = {0};
	struct mbim_basic_connect_ip_packet_filters_response r = {
		.session_id = i,
		.packet_filters = att_array_of(f, s->n_filters),
	};

	if (m->ex >= MBIM_EX_3)
		return put_filters_v3(m, i, out, cap);
	for (uint32_t n = 0; n < s->n_filters; n++)
		f[n] = (struct mbim_packet_filter){
			.packet_filter = att_bytes_of(s->filter[n].filter,
						      s->filter[n].len),
			.packet_mask = att_bytes_of(s->filter[n].mask,
						    s->filter[n].len),
		};
	return mbim_basic_connect_ip_packet_filters_response_encode(&r, out,
								    cap);
}
