/* See cids_table.h. */
#include "linux/cids_table.h"

#include "generated/cids.h"
#include "linux/cids_attach.h"
#include "linux/cids_cells.h"
#include "linux/cids_contexts.h"
#include "linux/cids_device.h"
#include "linux/cids_network.h"
#include "linux/cids_pin.h"
#include "linux/cids_providers.h"
#include "linux/cids_services.h"
#include "linux/cids_session.h"
#include "linux/cids_signal.h"
#include "linux/cids_sim.h"
#include "linux/cids_slots.h"
#include "linux/cids_uicc.h"
#include "linux/cids_ussd.h"

const struct att_cids_part *const att_cids_parts[] = {
	&att_cids_services, &att_cids_device,	 &att_cids_sim,
	&att_cids_pin,	    &att_cids_slots,	 &att_cids_session,
	&att_cids_attach,   &att_cids_uicc,	 &att_cids_network,
	&att_cids_signal,   &att_cids_providers, &att_cids_cells,
	&att_cids_contexts, &att_cids_ussd,	 NULL,
};

static const struct att_cids_row *find(const struct att_cids_part *p,
				       const struct att_uuid *service,
				       uint32_t cid, bool set)
{
	for (const struct att_cids_row *r = p->rows; r < p->rows + p->n_rows;
	     r++)
		if (r->cid == cid && r->set == set &&
		    memcmp(&mbim_services[r->service].uuid, service,
			   sizeof(*service)) == 0)
			return r;
	return NULL;
}

const struct att_cids_row *att_cids_row(const struct att_uuid *service,
					uint32_t cid, bool set)
{
	const struct att_cids_row *row = NULL;

	for (unsigned i = 0; !row && att_cids_parts[i]; i++)
		row = find(att_cids_parts[i], service, cid, set);
	return row;
}

static const struct att_cids_step *source(unsigned i)
{
	for (const struct att_cids_part *const *p = att_cids_parts; *p; p++) {
		if (i < (*p)->n_sources)
			return &(*p)->sources[i];
		i -= (*p)->n_sources;
	}
	return NULL;
}

const struct att_cids_step *att_cids_step(const struct att_cids_row *row,
					  unsigned *i)
{
	if (row->subscribes)
		return *i < ATT_CIDS_STEPS ? source(*i) : NULL;
	while (*i < ATT_CIDS_STEPS && !row->step[*i].message)
		++*i;
	return *i < ATT_CIDS_STEPS ? &row->step[*i] : NULL;
}

const struct att_cids_event *att_cids_event(uint8_t from, uint16_t message,
					    unsigned i)
{
	for (const struct att_cids_part *const *p = att_cids_parts; *p; p++)
		for (unsigned k = 0; k < (*p)->n_events; k++)
			if ((*p)->events[k].from == from &&
			    (*p)->events[k].message == message && !i--)
				return &(*p)->events[k];
	return NULL;
}
