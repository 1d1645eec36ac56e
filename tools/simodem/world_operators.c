/* Which operator the modem registers with, and those that do not want it. */
#include "tools/simodem/world.h"

bool sim_same_text(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* The first one and one of the others change places. */
static void swap(struct sim_world *w, uint32_t other)
{
	struct sim_operator o = w->config.operator_;

	w->config.operator_ = w->config.other[other];
	w->config.other[other] = o;
}

bool sim_operator_known(const struct sim_world *w, const char *id)
{
	if (sim_same_text(id, w->config.operator_.id))
		return true;
	for (uint32_t i = 0; i < w->config.n_others; i++)
		if (sim_same_text(id, w->config.other[i].id))
			return true;
	return false;
}

bool sim_operator_choose(struct sim_world *w, const char *id)
{
	uint8_t before = w->instead;

	if (before != 0)
		swap(w, before - 1u);
	w->instead = 0;
	for (uint32_t i = 0; id != NULL && i < w->config.n_others; i++)
		if (sim_same_text(id, w->config.other[i].id))
			w->instead = (uint8_t)(i + 1);
	if (w->instead != 0)
		swap(w, w->instead - 1u);
	return w->instead != before;
}

/* --- forbidden networks -----------------------------------------------------
 */

/* EF FPLMN of the USIM, TS 31.102 4.2.16: three bytes a network, ff if none. */
#define ENTRY 3u
static const uint8_t path[] = {0x7f, 0xff, 0x6f, 0x7b};

static const struct sim_file_path *file(void)
{
	static struct sim_file_path f;

	f.path = att_bytes_of(path, sizeof(path));
	return &f;
}

/* TS 24.008 10.5.1.13: the digits of MCC and MNC. */
static void to_bytes(uint8_t to[ENTRY], const char *id)
{
	uint8_t third = id[5] != '\0' ? (uint8_t)(id[5] - '0') : 0xf;

	to[0] = (uint8_t)((id[0] - '0') | (id[1] - '0') << 4);
	to[1] = (uint8_t)((id[2] - '0') | third << 4);
	to[2] = (uint8_t)((id[3] - '0') | (id[4] - '0') << 4);
}

static void to_text(char id[8], const uint8_t from[ENTRY])
{
	const uint8_t digits[] = {from[0] & 0xf, from[0] >> 4, from[1] & 0xf,
				  from[2] & 0xf, from[2] >> 4, from[1] >> 4};
	uint32_t n = 0;

	while (n < sizeof(digits) && digits[n] < 10) {
		id[n] = (char)('0' + digits[n]);
		n++;
	}
	id[n] = '\0';
}

void sim_forbidden_read(struct sim_world *w)
{
	uint8_t list[SIM_FORBIDDEN * ENTRY];
	size_t len = 0;

	w->n_forbidden = 0;
	if (sim_terminal_read(&w->card[w->slot], file(), 0, 0, list,
			      sizeof(list), &len) != SIM_SW_OK)
		return;
	for (size_t i = 0; i + ENTRY <= len; i += ENTRY)
		if (list[i] != 0xff)
			to_text(w->forbidden[w->n_forbidden++], list + i);
}

static void write_list(struct sim_world *w)
{
	uint8_t list[SIM_FORBIDDEN * ENTRY];

	memset(list, 0xff, sizeof(list));
	for (uint32_t i = 0; i < w->n_forbidden; i++)
		to_bytes(list + i * ENTRY, w->forbidden[i]);
	sim_terminal_write(&w->card[w->slot], file(), 0,
			   att_bytes_of(list, sizeof(list)));
}

static uint32_t place(const struct sim_world *w, const char *id)
{
	uint32_t i = 0;

	while (i < w->n_forbidden && !sim_same_text(w->forbidden[i], id))
		i++;
	return i;
}

bool sim_forbidden_has(const struct sim_world *w, const char *id)
{
	return place(w, id) < w->n_forbidden;
}

static void remove_at(struct sim_world *w, uint32_t i)
{
	for (w->n_forbidden--; i < w->n_forbidden; i++)
		memcpy(w->forbidden[i], w->forbidden[i + 1],
		       sizeof(w->forbidden[i]));
}

/* TS 23.122 3.1: if the list is full, the oldest goes. */
void sim_forbidden_add(struct sim_world *w, const char *id)
{
	if (sim_forbidden_has(w, id))
		return;
	if (w->n_forbidden == SIM_FORBIDDEN)
		remove_at(w, 0);
	sim_copy(w->forbidden[w->n_forbidden++], sizeof(w->forbidden[0]), id);
	write_list(w);
}

void sim_forbidden_drop(struct sim_world *w, const char *id)
{
	if (!sim_forbidden_has(w, id))
		return;
	remove_at(w, place(w, id));
	write_list(w);
}
