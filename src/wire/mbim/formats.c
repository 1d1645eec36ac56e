/* What the tables of MBIM's spec do not say of its values. */
#include "wire/mbim/cid.h"
#include "wire/qmi/qmi.h"

const struct att_formats mbim_formats = {
	.uuid_name = mbim_uuid_name,
	.print_inner = mbim_qmi_print,
	.mask_inner = mbim_qmi_mask,
};
