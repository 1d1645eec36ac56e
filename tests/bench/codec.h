/* The codec benchmark: the same operation by attache and by libmbim-glib. The
 * two sit in files of their own, because their headers share names. */
#ifndef TESTS_BENCH_CODEC_H
#define TESTS_BENCH_CODEC_H

#include <stddef.h>
#include <stdint.h>

enum codec_op {
	CODEC_ENCODE_QUERY,
	CODEC_ENCODE_CONNECT,
	CODEC_DECODE_DEVICE_CAPS,
	CODEC_DECODE_SUBSCRIBER,
	CODEC_DECODE_REGISTER,
	CODEC_DECODE_CONNECT,
	CODEC_DECODE_IP_CONFIGURATION,
	CODEC_PRINT_DEVICE_CAPS,
	CODEC_PRINT_SUBSCRIBER,
	CODEC_PRINT_CONNECT,
	CODEC_PRINT_IP_CONFIGURATION,
	CODEC_NOTHING, /* what calling an operation costs */
	CODEC_OPS
};

/* One message: read by both sides, or written. */
struct codec_bytes {
	uint8_t b[1024];
	size_t len;
};
/* The answer that op reads, made by attache's encoder; nothing if it writes. */
void codec_make(enum codec_op op, struct codec_bytes *out);

/* The operations, start to end; nonzero on failure. */
struct codec_side {
	int (*op[CODEC_OPS])(struct codec_bytes *m);
};

extern const struct codec_side codec_attache, codec_libmbim;

#endif
