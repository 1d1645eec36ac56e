/* Who may read and update files: the records of EF ARR. ETSI TS 102 221 9.2,
 * ISO 7816-4 9.3.3. */
#include "tools/simodem/card_inside.h"

struct sim_card_rule sim_card_rule(uint8_t n)
{
	static const struct sim_card_rule rules[SIM_CARD_RULES + 1] = {
		[ALWAYS_NEVER] = {SIM_ACCESS_ALWAYS, SIM_ACCESS_NEVER},
		[ALWAYS_ADM] = {SIM_ACCESS_ALWAYS, SIM_ACCESS_ADM},
		[ALWAYS_PIN1] = {SIM_ACCESS_ALWAYS, SIM_ACCESS_PIN1},
		[PIN1_PIN1] = {SIM_ACCESS_PIN1, SIM_ACCESS_PIN1},
		[PIN1_ADM] = {SIM_ACCESS_PIN1, SIM_ACCESS_ADM},
		[PIN1_PIN2] = {SIM_ACCESS_PIN1, SIM_ACCESS_PIN2},
	};

	return rules[n];
}

static size_t user(uint8_t key, uint8_t *to)
{
	const uint8_t template[] = {0xa4, 6, 0x83, 1, key, 0x95, 1, 8};

	memcpy(to, template, sizeof(template));
	return sizeof(template);
}

static size_t tag(uint8_t tag, uint8_t *to)
{
	to[0] = tag;
	to[1] = 0;
	return 2;
}

size_t sim_card_condition(enum sim_access access, uint8_t *to)
{
	switch (access) {
	case SIM_ACCESS_ALWAYS:
		return tag(0x90, to);
	case SIM_ACCESS_PIN1:
		return user(SIM_KEY_PIN1, to);
	case SIM_ACCESS_PIN2:
		return user(SIM_KEY_PIN2, to);
	case SIM_ACCESS_ADM:
		return user(SIM_KEY_ADM, to);
	case SIM_ACCESS_NEVER:
		break;
	}
	return tag(0x97, to);
}
