/* attache-dbus prints no messages: in place of wire/mbim's formats, which bring
 * the printer and all tables of QMI with them. */
#include "wire/mbim/cid.h"

const struct att_formats mbim_formats = {.uuid_name = mbim_uuid_name};
