/* See cids_job.h. */
#include "linux/cids_job.h"

#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"

struct att_cids_job *att_cids_job_new(const struct att_cids_row *row,
				      struct att_bytes body,
				      struct att_manager_reply reply)
{
	struct att_cids_job *j = malloc(sizeof(*j));

	if (!j)
		return NULL;
	memset(j, 0, offsetof(struct att_cids_job, body));
	j->row = row;
	j->reply = reply;
	j->until_ms = UINT64_MAX;
	j->body_len = body.len;
	if (body.len)
		memcpy(j->body, body.p, body.len);
	return j;
}

void att_cids_job_free(struct att_cids_job *j)
{
	explicit_bzero(j->body, j->body_len); /* it may be a PIN */
	free(j);
}

struct att_cids_asked att_cids_job_asked(const struct att_cids_job *j,
					 const struct att_manager_status *now)
{
	struct att_cids_asked a = {
		.body = att_bytes_of(j->body, j->body_len),
		.parts = att_cids_parts,
		.now = now,
		.asked = j->step + j->asking,
	};

	for (unsigned i = 0; i < ATT_CIDS_STEPS; i++) {
		a.heard[i] = att_bytes_of(j->heard + j->at[i], j->len[i]);
		a.error[i] = j->error[i];
	}
	return a;
}

/* A step that repeats has the last place, so its answers are side by side. */
void att_cids_job_keep(struct att_cids_job *j, unsigned step,
		       struct att_bytes b, bool repeats)
{
	const size_t head = repeats ? ATT_CIDS_HEARD_HEAD : 0;
	uint8_t *to = j->heard + j->heard_len;

	if (head + b.len > sizeof(j->heard) - j->heard_len) {
		j->status = MBIM_STATUS_MEMORY_FAILURE;
		return;
	}
	if (!j->len[step])
		j->at[step] = (uint16_t)j->heard_len;
	if (repeats)
		att_put16(to, (uint16_t)b.len);
	if (b.len)
		memcpy(to + head, b.p, b.len);
	j->len[step] = (uint16_t)(j->len[step] + head + b.len);
	j->heard_len += head + b.len;
}

bool att_cids_job_takes(struct att_cids_job *j,
			const struct att_manager_status *now,
			const struct qmi_head *head, struct att_bytes frame)
{
	const struct att_cids_asked a = att_cids_job_asked(j, now);
	const struct att_cids_step *step;
	unsigned i = j->step;

	while ((step = att_cids_step(j->row, &i)) && !step->awaits)
		i++;
	if (!step || j->left || j->len[i] || !step->awaits(&a, head))
		return false;
	att_cids_job_keep(j, i, frame, false);
	return true;
}
