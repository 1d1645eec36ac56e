/* The codes of a SIM: what can be none never goes to the modem, as it would
 * spend an attempt. A PIN has 4 to 8 digits, a PUK 8: 3GPP TS 31.101 9.5.1,
 * MBIM 1.0 10.5.5. Codes of locks of other kinds are not judged. */
#ifndef ATT_PROXY_CODES_H
#define ATT_PROXY_CODES_H

#include "wire/mbim/msg.h"
#include "wire/qmi/qmi.h"

#define ATT_CODES_LEAST 4u
#define ATT_CODES_MOST	8u

/* True if text can be a PIN. */
bool att_codes_is_pin(const char *text);
/* Why this command must not go to a modem, also one with QMI inside; NULL: it
 * may. */
const char *att_codes_wrong(const struct mbim_msg *command);
/* The same of a request of QMI. */
const char *att_codes_wrong_qmi(const struct qmi_message *request);

#endif
