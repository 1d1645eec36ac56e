/* Operations under way: which of their requests comes next. */
#include "protocol/qmi/state.h"

static bool is_due(const struct qmi_state *s, const struct qmi_turn *t,
		   const struct qmi_request *row)
{
	return !row->due || row->due(s, t, row);
}

uint8_t qmi_plan_next(const struct qmi_state *s, const struct qmi_turn *t,
		      uint8_t step)
{
	const struct qmi_plan *p = qmi_plan_of(t->kind);
	uint8_t next = step == QMI_NO_STEP ? 0 : (uint8_t)(step + 1);

	if (step != QMI_NO_STEP && p->row[step].repeats &&
	    is_due(s, t, &p->row[step]))
		return step;
	while (next < p->n && !is_due(s, t, &p->row[next]))
		next++;
	return next < p->n ? next : QMI_NO_STEP;
}

/* --- turns --------------------------------------------------------------- */

struct qmi_turn *qmi_turn_find(struct qmi_state *s, uint16_t kind,
			       uint32_t session)
{
	for (unsigned i = 0; i < QMI_TURNS; i++)
		if (s->turn[i].kind == kind && s->turn[i].session == session)
			return &s->turn[i];
	return NULL;
}

struct qmi_turn *qmi_turn_begin(struct qmi_state *s, uint16_t kind,
				uint32_t session)
{
	struct qmi_turn *t = qmi_turn_find(s, kind, session);

	for (unsigned i = 0; !t && i < QMI_TURNS; i++)
		if (s->turn[i].kind == ATT_OP_NONE)
			t = &s->turn[i];
	if (!t) {
		t = s->turn;
		for (unsigned i = 1; i < QMI_TURNS; i++)
			if (s->turn[i].age < t->age)
				t = &s->turn[i];
	}
	*t = (struct qmi_turn){
		.kind = kind,
		.session = session,
		.step = QMI_NO_STEP,
		.age = ++s->age,
	};
	return t;
}
