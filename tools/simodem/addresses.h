/* The addresses of the simulated networks: session N of the first modem is
 * 10.64.N.2 behind 10.64.N.1, and 2001:db8:64:N::2/64 behind ...::1; of the
 * second one 10.65.N.2 and 2001:db8:65:N::2. After the g-th change of addresses
 * they are 10.64.N.(4g+2) and 2001:db8:64:(g*256+N)::2. */
#ifndef SIMODEM_ADDRESSES_H
#define SIMODEM_ADDRESSES_H

#include <stdint.h>
#include <string.h>

enum { SIM_NET = 0, SIM_FAR = 1, SIM_NEAR = 2 };

/* The number of a network; of the first modem's session before any change it is
 * the session. */
static inline uint32_t sim_network(uint32_t modem, uint32_t changes,
				   uint32_t session)
{
	return modem << 16 | (changes & 0xff) << 8 | session;
}

/* The address of this host (SIM_FAR, SIM_NEAR) in a network. */
static inline void sim_address4(uint8_t b[4], uint32_t network, uint8_t host)
{
	b[0] = 10;
	b[1] = (uint8_t)(64 + (network >> 16));
	b[2] = (uint8_t)network;
	b[3] = (uint8_t)((network >> 8 & 0xff) % 63 * 4 + host);
}

static inline void sim_address6(uint8_t b[16], uint32_t network, uint8_t host)
{
	memset(b, 0, 16);
	b[0] = 0x20;
	b[1] = 0x01;
	b[2] = 0x0d;
	b[3] = 0xb8;
	b[5] = (uint8_t)(0x64 + (network >> 16));
	b[6] = (uint8_t)(network >> 8);
	b[7] = (uint8_t)network;
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
