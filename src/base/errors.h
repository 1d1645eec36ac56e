/* Errors of the library: 0 is success, every failure is a negative ATT_E_*.
 * Three kinds of failure are kept apart: these local errors, the modem's
 * MBIM_STATUS_* in an answer, and the network's NwError. */
#ifndef ATT_BASE_ERRORS_H
#define ATT_BASE_ERRORS_H

/* X(name, value, text): the one list of local errors. */
#define ATT_ERRORS(X)                                                        \
	X(SHORT, -1, "the message ends before its fields do")                \
	X(LENGTH, -2, "a length in the message contradicts another")         \
	X(RANGE, -3, "an offset and size point outside the message")         \
	X(TYPE, -4, "the message type is unknown")                           \
	X(VALUE, -5, "a field has a value that its type does not allow")     \
	X(TEXT, -6, "a string is not valid UTF-16 or UTF-8")                 \
	X(COUNT, -7, "an array has more elements than the message can hold") \
	X(ROOM, -8, "the output buffer is too small")                        \
	X(SEQUENCE, -9, "a fragment is out of sequence")                     \
	X(TIMEOUT, -10, "nothing arrived in time")                           \
	X(DUPLICATE, -11, "a transaction id is already in use")              \
	X(UNKNOWN, -12, "no such service, CID or operation")                 \
	X(STATE, -13, "not possible in this state")                          \
	X(BUSY, -14, "an earlier request has not finished")                  \
	X(GONE, -15, "the device has gone")                                  \
	X(STALL, -16, "the endpoint is stalled")                             \
	X(IO, -17, "the device or the system reported an I/O error")         \
	X(DESCRIPTOR, -18, "the USB descriptors are malformed")              \
	X(NO_FUNCTION, -19, "the device has no MBIM function")               \
	X(NTB, -20, "the NTB is malformed")                                  \
	X(LOOP, -21, "the NDP chain of the NTB loops")                       \
	X(CONFIG, -22, "the configuration is not valid")                     \
	X(DIFFERS, -23, "the replay differs from the trace")                 \
	X(MEMORY, -24, "out of memory")                                      \
	X(ACCESS, -25, "permission denied")

enum att_error {
	ATT_OK = 0,
#define ATT_X(name, value, text) ATT_E_##name = value,
	ATT_ERRORS(ATT_X)
#undef ATT_X
};

/* The name ("RANGE") or explanation of an error; never NULL, static storage.
 * Positive and unknown values are "unknown error". */
const char *att_errors_name(int err);
const char *att_errors_text(int err);

#endif
