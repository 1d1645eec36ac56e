/* Seeds of QMI. */
#ifndef TESTS_FUZZ_SEED_QMI_H
#define TESTS_FUZZ_SEED_QMI_H

#include <stddef.h>
#include <stdint.h>

#define SEED_QMI 8192u

/* Two frames, dms get_revision asked and answered, into buf of SEED_QMI bytes;
 * the length. */
size_t seed_qmi_frames(uint8_t *buf);
/* The i-th in the form of fuzz_qmi.c: those frames one by one, then the TLVs of
 * each message; 0: there are no more. */
size_t seed_qmi(unsigned i, uint8_t *buf);

#endif
