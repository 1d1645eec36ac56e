/* What the tables of MBIM's spec do not say of its values. */
#include "wire/mbim/cid.h"
#include "wire/qmi/message.h"

const struct att_formats mbim_formats = {
	.uuid_name = mbim_uuid_name,
	.print_inner = qmi_print,
	.mask_inner = qmi_mask,
};
