/* The faults of the matrix. */
#include "tests/unit/fault_rows.h"

#include <string.h>

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "tests/unit/usb_pair.h"
#include "wire/mbim/msg.h"

#define ROW(text, ...)                                        \
	{                                                     \
		.name = text, .fault = {.kind = __VA_ARGS__ } \
	}
/* A byte of the message, or an error: in MBIM, and in QMI. */
#define ROW2(text, kind_, mbim, qmi_, ...)                            \
	{                                                             \
		.name = text, .qmi = (qmi_),                          \
		.fault = {.kind = kind_, .value = mbim, __VA_ARGS__}, \
	}

const struct fault_row fault_rows[FAULT_ROWS] = {
	ROW("drop", SIM_FAULT_DROP),
	ROW("delay", SIM_FAULT_DELAY),
	ROW("delay 40 s", SIM_FAULT_DELAY, .value = 40000),
	ROW("duplicate", SIM_FAULT_DUPLICATE),
	ROW("truncate", SIM_FAULT_TRUNCATE),
	ROW2("truncate the header", SIM_FAULT_TRUNCATE, 6, 6),
	ROW("corrupt", SIM_FAULT_CORRUPT),
	ROW2("corrupt the type", SIM_FAULT_CORRUPT, 3, 6),
	ROW2("corrupt the transaction", SIM_FAULT_CORRUPT, 8, 7),
	ROW2("corrupt the service", SIM_FAULT_CORRUPT, 20, 4),
	ROW2("corrupt the status", SIM_FAULT_CORRUPT, 40, 16),
	ROW2("corrupt the first field", SIM_FAULT_CORRUPT, 48, 23),
	ROW("reorder", SIM_FAULT_REORDER),
	ROW("stall", SIM_FAULT_STALL),
	ROW("function_error", SIM_FAULT_FUNCTION_ERROR),
	ROW2("function_error not_opened", SIM_FAULT_FUNCTION_ERROR,
	     MBIM_PROTOCOL_NOT_OPENED, QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID),
	ROW("wrong_length", SIM_FAULT_WRONG_LENGTH),
	ROW("wrong_length, 4 short", SIM_FAULT_WRONG_LENGTH,
	    .value = 0xfffffffc),
	ROW("orphan_fragment", SIM_FAULT_ORPHAN_FRAGMENT),
	ROW("reset", SIM_FAULT_RESET),
	ROW("unplug", SIM_FAULT_UNPLUG),
	ROW("several_in_one", SIM_FAULT_SEVERAL_IN_ONE),
	ROW("zero_length_response", SIM_FAULT_ZERO_LENGTH_RESPONSE),
	ROW("missing_notification", SIM_FAULT_MISSING_NOTIFICATION),
#define TO_MODEM(name, ...) ROW(name, __VA_ARGS__, .to_modem = true)
	TO_MODEM("drop", SIM_FAULT_DROP),
	TO_MODEM("delay", SIM_FAULT_DELAY),
	TO_MODEM("delay 40 s", SIM_FAULT_DELAY, .value = 40000),
	TO_MODEM("duplicate", SIM_FAULT_DUPLICATE),
	TO_MODEM("truncate", SIM_FAULT_TRUNCATE),
	ROW2("truncate the header", SIM_FAULT_TRUNCATE, 6, 6, .to_modem = true),
	TO_MODEM("corrupt", SIM_FAULT_CORRUPT),
	ROW2("corrupt the type", SIM_FAULT_CORRUPT, 3, 6, .to_modem = true),
	ROW2("corrupt the transaction", SIM_FAULT_CORRUPT, 8, 7,
	     .to_modem = true),
	ROW2("corrupt the service", SIM_FAULT_CORRUPT, 20, 4, .to_modem = true),
	ROW2("corrupt the operation", SIM_FAULT_CORRUPT, 40, 9,
	     .to_modem = true),
	ROW2("corrupt the first field", SIM_FAULT_CORRUPT, 48, 16,
	     .to_modem = true),
	TO_MODEM("reorder", SIM_FAULT_REORDER),
	TO_MODEM("stall", SIM_FAULT_STALL),
	TO_MODEM("function_error", SIM_FAULT_FUNCTION_ERROR),
	ROW2("function_error not_opened", SIM_FAULT_FUNCTION_ERROR,
	     MBIM_PROTOCOL_NOT_OPENED, QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID,
	     .to_modem = true),
	TO_MODEM("wrong_length", SIM_FAULT_WRONG_LENGTH),
	TO_MODEM("wrong_length, 4 short", SIM_FAULT_WRONG_LENGTH,
		 .value = 0xfffffffc),
	TO_MODEM("orphan_fragment", SIM_FAULT_ORPHAN_FRAGMENT),
	TO_MODEM("reset", SIM_FAULT_RESET),
	TO_MODEM("unplug", SIM_FAULT_UNPLUG),
};

struct sim_fault fault_of(const struct fault_row *row, bool qmi)
{
	struct sim_fault f = row->fault;

	if (qmi && row->qmi)
		f.value = row->qmi;
	return f;
}

void fault_modem(struct sim_config *c, bool qmi)
{
	sim_config_default(c);
	c->speaks_qmi = qmi;
	strcpy(c->pin, USB_PAIR_PIN);
	c->radio_off = true;
	c->auto_attach = false;
	c->sim_ms = 300;
	c->register_ms = 700;
	c->attach_ms = 200;
	c->connect_ms = 100;
	c->delay_ms = 20;
}
