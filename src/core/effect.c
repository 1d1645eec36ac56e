/* Effects in words. */
#include "core/effect.h"

#include "wire/address.h"

static void put_prefix(struct att_text *t, uint8_t prefix)
{
	att_text_char(t, '/');
	att_text_dec(t, prefix);
}

static void put_addresses(struct att_text *t, const struct att_ip_config *ip)
{
	for (uint32_t i = 0; i < ip->n_ipv4; i++) {
		att_text_char(t, ' ');
		att_ipv4_text(t, &ip->ipv4[i].address);
		put_prefix(t, ip->ipv4[i].prefix);
	}
	if (ip->has_gateway4) {
		att_text_put(t, " via ");
		att_ipv4_text(t, &ip->gateway4);
	}
	for (uint32_t i = 0; i < ip->n_ipv6; i++) {
		att_text_char(t, ' ');
		att_ipv6_text(t, &ip->ipv6[i].address);
		put_prefix(t, ip->ipv6[i].prefix);
	}
	if (ip->has_gateway6) {
		att_text_put(t, " via ");
		att_ipv6_text(t, &ip->gateway6);
	}
	if (ip->dhcp4)
		att_text_put(t, " dhcp");
	if (ip->slaac6)
		att_text_put(t, " slaac");
}

void att_effect_ip_text(struct att_text *t, const struct att_ip_config *ip)
{
	put_addresses(t, ip);
	if (ip->n_dns4 || ip->n_dns6)
		att_text_put(t, " dns");
	for (uint32_t i = 0; i < ip->n_dns4; i++) {
		att_text_char(t, ' ');
		att_ipv4_text(t, &ip->dns4[i]);
	}
	for (uint32_t i = 0; i < ip->n_dns6; i++) {
		att_text_char(t, ' ');
		att_ipv6_text(t, &ip->dns6[i]);
	}
	if (ip->mtu) {
		att_text_put(t, " mtu ");
		att_text_dec(t, ip->mtu);
	}
}

/* " down qmap 32 in 16384": so many datagrams, in so many bytes */
static void put_aggregation(struct att_text *t, const char *way,
			    enum att_aggregation how, uint32_t datagrams,
			    uint32_t size)
{
	static const char *const names[] = {
		[ATT_AGGREGATION_NONE] = "none",
		[ATT_AGGREGATION_QMAP] = "qmap",
		[ATT_AGGREGATION_QMAP_V4] = "qmap_v4",
		[ATT_AGGREGATION_QMAP_V5] = "qmap_v5",
	};

	att_text_put(t, way);
	att_text_put(t, names[how]);
	if (how == ATT_AGGREGATION_NONE)
		return;
	att_text_char(t, ' ');
	att_text_dec(t, datagrams);
	att_text_put(t, " in ");
	att_text_dec(t, size);
}

static void put_format(struct att_text *t, const struct att_data_format *f)
{
	static const char *const links[] = {
		[ATT_LINK_UNKNOWN] = " unknown",
		[ATT_LINK_ETHERNET] = " ethernet",
		[ATT_LINK_RAW_IP] = " raw_ip",
	};

	att_text_put(t, links[f->link]);
	put_aggregation(t, " up ", f->up, f->up_max_datagrams, f->up_max_size);
	put_aggregation(t, " down ", f->down, f->down_max_datagrams,
			f->down_max_size);
}

void att_effect_text(struct att_text *t, const struct att_effect *effect)
{
	static const char *const names[] = {
		[ATT_EFFECT_LINK_UP] = "link_up",
		[ATT_EFFECT_LINK_CHANGE] = "link_change",
		[ATT_EFFECT_LINK_DOWN] = "link_down",
		[ATT_EFFECT_DATA_FORMAT] = "data_format",
		[ATT_EFFECT_RESET_PORT] = "reset_port",
		[ATT_EFFECT_CLOSED] = "closed",
	};

	static const char *const resets[] = {
		[ATT_RESET_PORT] = "",
		[ATT_RESET_REENUMERATE] = " reenumerate",
		[ATT_RESET_POWER] = " power",
	};

	att_text_put(t, names[effect->kind]);
	if (effect->kind == ATT_EFFECT_RESET_PORT)
		att_text_put(t, resets[effect->reset]);
	if (effect->kind == ATT_EFFECT_DATA_FORMAT)
		put_format(t, &effect->format);
	if (effect->kind > ATT_EFFECT_LINK_DOWN)
		return;
	att_text_char(t, ' ');
	att_text_dec(t, effect->session);
	if (effect->kind != ATT_EFFECT_LINK_DOWN)
		att_effect_ip_text(t, &effect->ip);
}
