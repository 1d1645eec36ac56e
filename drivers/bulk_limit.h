/* Policy: how many bytes may be in flight in bulk-out at the same time. Enough
 * that the modem never waits for the host, and no more, as what is in flight
 * can no longer be overtaken. No clock: the time is handed in. */
#ifndef MBIM_DRIVERS_BULK_LIMIT_H
#define MBIM_DRIVERS_BULK_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

/* The time that the bytes in flight take, at the rate that was measured. */
#define BULK_LIMIT_LEAST_US 5000u
#define BULK_LIMIT_MOST_US  15000u

struct bulk_limit {
	uint32_t rate;	    /* bytes a ms; 0: not measured yet */
	uint32_t unknown;   /* bytes in flight until then */
	uint32_t flight_us; /* from LEAST to MOST */
	/* What has ended while there was always another one in flight. */
	uint64_t bytes, busy_us;
	uint64_t ended_us; /* the last end of a transfer */
	bool busy;	   /* there was another one in flight then */
	uint64_t late_us;  /* when bulk-out ran dry last */
};

/* Nothing is in flight, and nothing is known of the modem. */
void bulk_limit_init(struct bulk_limit *l);
/* Bytes that may be in flight, in two transfers or more. */
uint32_t bulk_limit_bytes(const struct bulk_limit *l);
/* A transfer with len bytes of datagrams has ended, and n are still in flight.
 * dry: none is, though there was more to send than the limit let through. */
void bulk_limit_ended(struct bulk_limit *l, uint32_t len, uint32_t n, bool dry,
		      uint64_t now_us);

#endif
