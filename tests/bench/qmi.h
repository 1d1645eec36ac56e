/* The QMI benchmark: the same operation by attache and by libqmi-glib. The two
 * sit in files of their own, because their headers share names. */
#ifndef TESTS_BENCH_QMI_H
#define TESTS_BENCH_QMI_H

#include <stddef.h>
#include <stdint.h>

enum bench_qmi_op {
	BENCH_QMI_EMPTY_REQUEST,
	BENCH_QMI_START_NETWORK,
	BENCH_QMI_SERVING_SYSTEM,
	BENCH_QMI_CURRENT_SETTINGS,
	BENCH_QMI_PRINT_SERVING_SYSTEM,
	BENCH_QMI_PRINT_CURRENT_SETTINGS,
	BENCH_QMI_NOTHING, /* what calling an operation costs */
	BENCH_QMI_OPS
};

/* One frame: read by both sides, or written. */
struct bench_qmi_bytes {
	uint8_t b[1024];
	size_t len;
};

/* The answer that op reads, made by attache's encoder; nothing if it writes. */
void bench_qmi_make(enum bench_qmi_op op, struct bench_qmi_bytes *out);

/* The operations, start to end; nonzero on failure. */
typedef int bench_qmi_fn(struct bench_qmi_bytes *m);

extern bench_qmi_fn *const bench_qmi_attache[BENCH_QMI_OPS];
extern bench_qmi_fn *const bench_qmi_libqmi[BENCH_QMI_OPS];

#endif
