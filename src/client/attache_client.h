/* The running attache for other programs, in C or C++: commands of MBIM to the
 * modem that it has, or to attache itself (its service "attache" in
 * generated/cids.h), by way of its control socket. Structs and their codec are
 * those of attache_mbim.h.
 *
 * A program that waits: att_client_open, att_client_call, att_client_close. One
 * with an event loop watches att_client_fd, asks with att_client_ask, and calls
 * att_client_handle when there is something; nothing here waits then. There are
 * no threads and no heap: the struct is the caller's memory (some 650 KiB, of
 * which short commands touch little), and is used by one thread at a time.
 *
 * A callback may ask, close, and open again. It cannot wait: in it
 * att_client_call and att_client_handle are ATT_E_STATE.
 *
 * What the modem is asked goes beside what attache does. What would end its own
 * sessions is refused (attache(1), OTHER PROGRAMS). */
#ifndef ATTACHE_CLIENT_H
#define ATTACHE_CLIENT_H

#ifdef __cplusplus
extern "C" {
#endif

#include "base/bytes.h"
#include "base/errors.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

#define ATT_CLIENT_PATH "/run/attache/control"
#define ATT_CLIENT_ASKS 16u /* commands at once */
/* Bytes of a command, and of its answer, with their headers: there is room for
 * a short message of 255 parts. What the modem itself is asked has fewer. */
#define ATT_CLIENT_REQUEST	 131072u
#define ATT_CLIENT_ANSWER	 131072u
#define ATT_CLIENT_MODEM_REQUEST 4096u

/* The answer to a command: an MBIM_STATUS_* (FAILURE also where attache takes
 * it for no command), and the InformationBuffer, a view for the time of the
 * call. Layouts are those of MBIMEx 1.0, unless VERSION has agreed on more. */
typedef void att_client_answer_fn(void *with, uint32_t status,
				  struct att_bytes body);

struct att_client_options {
	const char
		*path; /* NULL: ATT_CLIENT_PATH; '@' begins an abstract one */
	const char *modem; /* its name, where attache has several; or NULL */
	/* An indication, decoded: views for the time of the call. May be NULL.
	 * Of the modem's come those of the last DEVICE_SERVICE_SUBSCRIBE_LIST,
	 * without an OPEN; who has set one is hung up with the modem's channel.
	 * Who asks attache for events is told of them, and then asks nothing
	 * more on this connection. */
	void (*told)(void *ctx, const struct mbim_msg *indication);
	void *ctx;
};

/* Of the library; what a program may read has a function. */
struct att_client {
	struct att_client_options options;
	int fd;	      /* -1: closed */
	bool calling; /* what has come is shown to a callback */
	uint32_t transaction;
	struct att_client_ask {
		uint32_t transaction;
		att_client_answer_fn *fn; /* NULL: free */
		void *with;
	} ask[ATT_CLIENT_ASKS];
	size_t out_len; /* of `out`, still to be sent */
	struct mbim_frag_rx rx;
	uint8_t out[2 * ATT_CLIENT_REQUEST];
	uint8_t in[4096], kept[ATT_CLIENT_ANSWER];
	uint8_t stream[ATT_CLIENT_ANSWER], whole[ATT_CLIENT_ANSWER];
};

/* Connect. c need not be cleared; it is to be closed whatever the result is. 0,
 * ATT_E_GONE (nobody listens there), ATT_E_ACCESS, ATT_E_CONFIG (the path is
 * too long), ATT_E_UNKNOWN (there is no such modem), ATT_E_TIMEOUT (attache
 * takes no connection for 5 s: it is stopped or hangs), ATT_E_IO (errno). */
int att_client_open(struct att_client *c,
		    const struct att_client_options *options);
/* Hang up. Who still waits for an answer gets MBIM_STATUS_FAILURE, and may open
 * c again at once. */
void att_client_close(struct att_client *c);

/* What an event loop watches: for reading, and for writing where
 * att_client_unsent says so. -1: closed. */
int att_client_fd(const struct att_client *c);
bool att_client_unsent(const struct att_client *c);
/* Send and read what can be without waiting, and call what waits for it. 0, or
 * ATT_E_GONE: attache has hung up, and c is to be closed. */
int att_client_handle(struct att_client *c);

/* Where the InformationBuffer of the next command is written, and its room in
 * bytes; NULL: as many are under way as there can be, or it is closed. */
uint8_t *att_client_body(struct att_client *c, size_t *cap);
/* Ask with len bytes there. fn is called once: by att_client_handle, or by
 * att_client_close. 0; ATT_E_BUSY, ATT_E_ROOM (len), ATT_E_GONE: it is not. An
 * error of an encoder may be given as len, and is then the result. */
int att_client_ask(struct att_client *c, const struct att_uuid *service,
		   uint32_t cid, bool set, int len, att_client_answer_fn *fn,
		   void *with);

/* An answer that was waited for; body is a view of the client, until it waits
 * for the next one. */
struct att_client_answer {
	uint32_t status; /* MBIM_STATUS_* */
	struct att_bytes body;
};

/* The same, and wait for the answer, at most timeout_ms; others' answers and
 * indications that come meanwhile are told as usual. 0, ATT_E_TIMEOUT, or as
 * att_client_ask. */
int att_client_call(struct att_client *c, const struct att_uuid *service,
		    uint32_t cid, bool set, int len, uint32_t timeout_ms,
		    struct att_client_answer *answer);

/* attache says in words why it refuses: the reason, with a NUL, if the answer
 * has one; else false, and an empty string. */
bool att_client_reason(const struct att_client_answer *answer, char *to,
		       size_t cap);

#ifdef __cplusplus
}
#endif

#endif
