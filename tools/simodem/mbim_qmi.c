/* QMI inside MBIM: the QMI function of the same modem, asked a frame at a time.
 * It tells nothing by itself there. */
#include "tools/simodem/mbim.h"
#include "tools/simodem/qmi.h"

uint32_t sim_set_qmi(struct sim_mbim *m, struct sim_call *c)
{
	if (!sim_qmi_inside(m->qmi, c->body, c->now_ms, &c->echo))
		return MBIM_STATUS_INVALID_PARAMETERS;
	return c->echo.len > 0 ? MBIM_STATUS_NONE : MBIM_STATUS_FAILURE;
}
