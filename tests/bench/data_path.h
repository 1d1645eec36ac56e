/* The whole data path in one process: the daemon with its TUN device, the class
 * drivers, the simulated modem as a USB function without a bus between, and the
 * modem's far side as a TUN device in another network namespace. */
#ifndef TESTS_BENCH_DATA_PATH_H
#define TESTS_BENCH_DATA_PATH_H

#include "drivers/usb_bringup.h"
#include "linux/daemon.h"
#include "tools/simodem/tun.h"

struct data_path {
	struct att_daemon daemon;
	struct sim_usb_modem *usb;
	struct sim_tun far;
	bool up;
	/* Around every transfer, if set. */
	void (*submitted)(void *ctx); /* bulk out */
	void (*completed)(void *ctx); /* bulk in */
	void (*delivered)(void *ctx); /* ... and its datagrams are written */
	void *ctx;
};

/* There is one. far_ns: a file of the namespace of the far side. plain: one
 * datagram a system call. ntb_max: of the modem's NTBs, in both directions.
 * Returns when the link is up; ends the program if it does not come up. */
struct data_path *data_path_open(int far_ns, bool plain, uint32_t ntb_max);
void data_path_close(struct data_path *d);
/* Carry datagrams for at most max_ms, or until the next event (-1). */
void data_path_turn(struct data_path *d, int max_ms);
const struct bulk *data_path_bulk(const struct data_path *d);

/* Copies of at least 64 bytes that attache's side of the path has made by
 * memcpy and memmove, which the program is linked to count. */
extern uint64_t data_copies, data_copied_bytes;

_Noreturn void data_die(const char *what);

#endif
