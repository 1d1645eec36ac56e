/* The program simodem: its options, its console and its TUN. */
#ifndef SIMODEM_SIMODEM_H
#define SIMODEM_SIMODEM_H

#include "tools/simodem/sim.h"

/* --- options.c ------------------------------------------------------------ */

struct sim_options {
	struct sim_config config; /* the modem being described */
	struct sim_config modem[SIM_MODEMS];
	unsigned modems;
	bool pty, usbfs, qrtr;
	bool max_control;	      /* --max-control was given */
	const char *usbredir;	      /* "unix:PATH" or a TCP port, or NULL */
	const char *proxy;	      /* "@NAME" or a path, or NULL */
	bool mbim_proxy, qmi_proxy;   /* libmbim's, libqmi's */
	const char *link[SIM_MODEMS]; /* to the pty's slave, or NULL */
	const char *tun;      /* far side: a TUN device of this name, or NULL */
	const char *commands; /* FIFO with commands, or NULL */
	const char *learn;    /* a capture to learn from, or NULL */
	const char *output;   /* ... into these files; NULL: stdout */
	bool personal;	      /* ... with what is personal */
	char **program;	      /* for usbfs; NULL: a shell */
	struct att_nearest near; /* private: to a value that is no word */
};

enum sim_options_result {
	SIM_OPTIONS_RUN,
	SIM_OPTIONS_HELP, /* was printed */
	SIM_OPTIONS_BAD	  /* was explained on stderr */
};

/* The command line into o; what it points to outlives o. */
enum sim_options_result sim_options_parse(struct sim_options *o, int argc,
					  char **argv);
/* A decimal number within limits; false: it is none. */
bool sim_options_number(const char *text, uint32_t min, uint32_t max,
			uint32_t *value);

/* --- options_check.c ------------------------------------------------------ */

/* What is wrong with all of them together, or NULL; until the next call. */
const char *sim_options_problem(const struct sim_options *o);

/* --- options_fuzz.c ------------------------------------------------------- */

/* "SEED[,every=N][,most=N][,from=N][,to=N][,keep=N][,of=control|data|all]"
 * into l, whose changes are told on stderr; false: it is not like that, and
 * near has what was meant by a word that is none of these. */
bool sim_options_fuzz(struct sim_fuzz_limits *l, const char *text,
		      struct att_nearest *near);

/* --- options_profile.c ---------------------------------------------------- */

/* The profile with this name, or at this path; false: it was explained. */
bool sim_options_profile(struct sim_config *c, const char *v);
/* Lists those that have a name, on stdout. */
void sim_options_profiles(void);
/* A line of a file's errors, to stderr. */
void sim_options_report(void *ctx, const char *line);

/* --- console.c: commands that act on the world ---------------------------- */

struct sim_console {
	int fd;
	struct sim_modem *const *modem;
	unsigned modems;
	size_t len;
	char line[SIM_COMMAND + 16];
};
/* Opens (or makes) the FIFO for commands to so many modems, which outlive it: 0
 * or ATT_E_IO. A line that begins with "modem 2 " is for the second one. */
int sim_console_open(struct sim_console *c, const char *path,
		     struct sim_modem *const *modem, unsigned modems);
void sim_console_input(struct sim_console *c, uint64_t now_ms);
void sim_console_close(struct sim_console *c);

/* --- clock.c: CLOCK_MONOTONIC --------------------------------------------- */

/* Milliseconds since some moment before the program began. */
uint64_t sim_clock_ms(void);

#endif
