/* Of AT there are the questions that a person asks first. */
#include "tools/simodem/at.h"

#include "base/text.h"

#define COMMAND_MAX 32u

/* --- the commands ----------------------------------------------------------
 */

typedef void answer(const struct sim_at *m, struct att_text *t);

static void nothing(const struct sim_at *m, struct att_text *t)
{
	(void)m;
	(void)t;
}

static void identity(const struct sim_at *m, struct att_text *t)
{
	att_text_put(t, m->config->manufacturer);
	att_text_put(t, "\r\n");
	att_text_put(t, m->config->model);
	att_text_put(t, "\r\nRevision: ");
	att_text_put(t, m->config->firmware);
}

static void manufacturer(const struct sim_at *m, struct att_text *t)
{
	att_text_put(t, m->config->manufacturer);
}

static void model(const struct sim_at *m, struct att_text *t)
{
	att_text_put(t, m->config->model);
}

static void revision(const struct sim_at *m, struct att_text *t)
{
	att_text_put(t, m->config->firmware);
}

static void serial(const struct sim_at *m, struct att_text *t)
{
	att_text_put(t, m->config->imei);
}

static void functions(const struct sim_at *m, struct att_text *t)
{
	att_text_put(t, m->state->radio ? "+CFUN: 1" : "+CFUN: 4");
}

static void strength(const struct sim_at *m, struct att_text *t)
{
	att_text_put(t, "+CSQ: ");
	att_text_dec(t, m->state->rssi);
	att_text_put(t, ",99");
}

/* TS 27.007 10.1.22 */
static void registered(const struct sim_at *m, struct att_text *t)
{
	static const char *const words[] = {
		[SIM_DEREGISTERED] = "+CEREG: 0,0",
		[SIM_SEARCHING] = "+CEREG: 0,2",
		[SIM_HOME] = "+CEREG: 0,1",
		[SIM_ROAMING] = "+CEREG: 0,5",
		[SIM_PARTNER] = "+CEREG: 0,5",
		[SIM_DENIED] = "+CEREG: 0,3",
	};

	att_text_put(t, words[m->state->registration]);
}

static const struct {
	const char *command;
	answer *fn;
} commands[] = {
	{"AT", nothing},      {"ATE0", nothing},
	{"ATI", identity},    {"AT+CGMI", manufacturer},
	{"AT+CGMM", model},   {"AT+CGMR", revision},
	{"AT+CGSN", serial},  {"AT+CFUN?", functions},
	{"AT+CSQ", strength}, {"AT+CEREG?", registered},
};

/* The command in capitals, without what ends the line; false: too long. */
static bool read(struct att_bytes bytes, char line[COMMAND_MAX])
{
	uint32_t n = 0;

	while (n < bytes.len && bytes.p[n] != '\r' && bytes.p[n] != '\n' &&
	       bytes.p[n] != '\0') {
		char c = (char)bytes.p[n];

		if (n + 1 == COMMAND_MAX)
			return false;
		line[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	line[n] = '\0';
	return true;
}

bool sim_at_carry_out(const struct sim_at *m, struct att_bytes command,
		      char said[SIM_AT_ANSWER])
{
	char line[COMMAND_MAX];
	struct att_text t;

	att_text_init(&t, said, SIM_AT_ANSWER);
	for (size_t i = 0;
	     read(command, line) && i < sizeof(commands) / sizeof(commands[0]);
	     i++) {
		if (!att_text_same(line, commands[i].command))
			continue;
		att_text_put(&t, "\r\n");
		commands[i].fn(m, &t);
		att_text_put(&t, "\r\n\r\nOK\r\n");
		return true;
	}
	att_text_put(&t, "\r\nERROR\r\n");
	return false;
}
