/* Effects in words. */
#include "core/effect.h"

#include "wire/address.h"

static void put_prefix(struct mbim_text *t, uint8_t prefix)
{
	mbim_text_char(t, '/');
	mbim_text_dec(t, prefix);
}

static void put_addresses(struct mbim_text *t, const struct mbim_ip_config *ip)
{
	for (uint32_t i = 0; i < ip->n_ipv4; i++) {
		mbim_text_char(t, ' ');
		mbim_ipv4_text(t, &ip->ipv4[i].address);
		put_prefix(t, ip->ipv4[i].prefix);
	}
	if (ip->has_gateway4) {
		mbim_text_put(t, " via ");
		mbim_ipv4_text(t, &ip->gateway4);
	}
	for (uint32_t i = 0; i < ip->n_ipv6; i++) {
		mbim_text_char(t, ' ');
		mbim_ipv6_text(t, &ip->ipv6[i].address);
		put_prefix(t, ip->ipv6[i].prefix);
	}
	if (ip->has_gateway6) {
		mbim_text_put(t, " via ");
		mbim_ipv6_text(t, &ip->gateway6);
	}
}

void mbim_effect_ip_text(struct mbim_text *t, const struct mbim_ip_config *ip)
{
	put_addresses(t, ip);
	if (ip->n_dns4 || ip->n_dns6)
		mbim_text_put(t, " dns");
	for (uint32_t i = 0; i < ip->n_dns4; i++) {
		mbim_text_char(t, ' ');
		mbim_ipv4_text(t, &ip->dns4[i]);
	}
	for (uint32_t i = 0; i < ip->n_dns6; i++) {
		mbim_text_char(t, ' ');
		mbim_ipv6_text(t, &ip->dns6[i]);
	}
	if (ip->mtu) {
		mbim_text_put(t, " mtu ");
		mbim_text_dec(t, ip->mtu);
	}
}

void mbim_effect_text(struct mbim_text *t, const struct mbim_effect *effect)
{
	static const char *const names[] = {
		[MBIM_EFFECT_LINK_UP] = "link_up",
		[MBIM_EFFECT_LINK_CHANGE] = "link_change",
		[MBIM_EFFECT_LINK_DOWN] = "link_down",
		[MBIM_EFFECT_RESET_PORT] = "reset_port",
		[MBIM_EFFECT_CLOSED] = "closed",
	};

	mbim_text_put(t, names[effect->kind]);
	if (effect->kind > MBIM_EFFECT_LINK_DOWN)
		return;
	mbim_text_char(t, ' ');
	mbim_text_dec(t, effect->session);
	if (effect->kind != MBIM_EFFECT_LINK_DOWN)
		mbim_effect_ip_text(t, &effect->ip);
}
