/* The clock by which the back ends measure how long transfers take. */
#ifndef MBIM_DRIVERS_PORT_CLOCK_H
#define MBIM_DRIVERS_PORT_CLOCK_H

#include <stdint.h>

/* Microseconds; stands still while the host sleeps. */
uint64_t port_clock_us(void);

#endif
