/* The addresses of the simulated network: session N is 10.64.N.2 behind
 * 10.64.N.1, and 2001:db8:64:N::2/64 behind ...::1. */
#ifndef SIMODEM_ADDRESSES_H
#define SIMODEM_ADDRESSES_H

#include <stdint.h>
#include <string.h>

enum { SIM_NET = 0, SIM_FAR = 1, SIM_NEAR = 2 };

/* The address of this host (SIM_FAR, SIM_NEAR) in a session's network. */
static inline void sim_address4(uint8_t b[4], uint32_t session, uint8_t host)
{
	b[0] = 10;
	b[1] = 64;
	b[2] = (uint8_t)session;
	b[3] = host;
}

static inline void sim_address6(uint8_t b[16], uint32_t session, uint8_t host)
{
	memset(b, 0, 16);
	b[0] = 0x20;
	b[1] = 0x01;
	b[2] = 0x0d;
	b[3] = 0xb8;
	b[5] = 0x64;
	b[7] = (uint8_t)session;
	b[15] = host;
}

/* fe80::host */
static inline void sim_link_local(uint8_t b[16], uint8_t host)
{
	memset(b, 0, 16);
	b[0] = 0xfe;
	b[1] = 0x80;
	b[15] = host;
}

#endif
