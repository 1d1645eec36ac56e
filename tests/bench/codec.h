/* The codec benchmark: the same operation by attache and by libmbim-glib. The
 * two sit in files of their own, because their headers share names. */
#ifndef TESTS_BENCH_CODEC_H
#define TESTS_BENCH_CODEC_H

#include <stddef.h>
#include <stdint.h>

enum codec_message {
	CODEC_DEVICE_CAPS,
	CODEC_SUBSCRIBER,
	CODEC_REGISTER,
	CODEC_CONNECT,
	CODEC_IP_CONFIGURATION,
	CODEC_MESSAGES
};

/* Bytes of one answer, made by attache's encoder and read by both. */
struct codec_bytes {
	uint8_t b[1024];
	size_t len;
};
void codec_make(enum codec_message which, struct codec_bytes *out);

/* One operation, start to end; nonzero on failure. buf has 4096 bytes; the
 * encoders return the length. */
struct codec_side {
	int (*encode_query)(uint8_t *buf);
	int (*encode_connect)(uint8_t *buf);
	int (*decode[CODEC_MESSAGES])(const struct codec_bytes *m);
	int (*print)(const struct codec_bytes *m);
};

extern const struct codec_side codec_attache, codec_libmbim;

#endif
