/* The codec of attache for other programs, in C or C++: messages of MBIM and
 * QMI to structs and back (generated/cids.h, generated/qmi_messages.h),
 * fragments joined and cut, and any message as text or JSON. It has no state
 * but what the caller gives it, no heap and no I/O. Errors are negative
 * (base/errors.h).
 *
 * A message of MBIM: mbim_msg_decode, then the function of its body, such as
 * mbim_basic_connect_signal_state_info_decode; what it gives points into the
 * bytes. To encode one, the body goes behind mbim_msg_header_len bytes, and
 * then mbim_msg_encode_command or its like writes the header. There is no
 * promise yet that the next version has the same structs. */
#ifndef ATTACHE_MBIM_H
#define ATTACHE_MBIM_H

#ifdef __cplusplus
extern "C" {
#endif

#include "base/bytes.h"
#include "base/errors.h"
#include "base/text.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "wire/address.h"
#include "wire/mbim/cid.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"
#include "wire/mbim/versions.h"
#include "wire/qmi/message.h"
#include "wire/qmi/qmi.h"
#include "wire/qmi/stream.h"
#include "wire/str.h"
#include "wire/utf16.h"

#ifdef __cplusplus
}
#endif

#endif
