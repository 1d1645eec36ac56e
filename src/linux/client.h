/* The control socket's other side: one request of a local program at a time. */
#ifndef MBIM_LINUX_CLIENT_H
#define MBIM_LINUX_CLIENT_H

#include "linux/server.h"

struct mbim_client {
	int fd; /* -1: closed */
	uint32_t transaction;
	struct mbim_frag_rx rx;
	uint8_t out[MBIM_SERVER_REQUEST];
	uint8_t in[MBIM_SERVER_MESSAGE];
	uint8_t stream[MBIM_SERVER_MESSAGE], whole[MBIM_SERVER_MESSAGE];
};

/* 0, MBIM_E_GONE (nobody listens there), MBIM_E_ACCESS, MBIM_E_CONFIG (the path
 * is too long) or MBIM_E_IO. */
int mbim_client_open(struct mbim_client *c, const char *path);
void mbim_client_close(struct mbim_client *c);

/* Where the InformationBuffer of the next request is to be written. */
uint8_t *mbim_client_body(struct mbim_client *c, size_t *cap);
/* Send the request with body_len bytes of it and wait for its answer, whose
 * views are good until the next request. 0, MBIM_E_TIMEOUT, MBIM_E_GONE, or
 * another error of a malformed answer. */
int mbim_client_ask(struct mbim_client *c, const struct mbim_uuid *service,
		    uint32_t cid, bool set, size_t body_len, int timeout_ms,
		    struct mbim_msg *answer);

#endif
