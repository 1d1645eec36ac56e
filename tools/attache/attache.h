/* The commands of attache. Each gets "attache NAME" in argv[0] and returns the
 * exit status of the program: 0 done, 1 it could not be done, 2 wrong usage, 3
 * nothing was understood. */
#ifndef ATTACHE_H
#define ATTACHE_H

#define ATTACHE_DONE	0
#define ATTACHE_FAILED	1
#define ATTACHE_USAGE	2
#define ATTACHE_NOTHING 3 /* decode: a file holds no message */

/* attache.1 says what each does. */
int cmd_run(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_metrics(int argc, char **argv);
int cmd_monitor(int argc, char **argv);
int cmd_connect(int argc, char **argv);
int cmd_disconnect(int argc, char **argv);
int cmd_ussd(int argc, char **argv);
int cmd_sms(int argc, char **argv);
int cmd_query(int argc, char **argv);
int cmd_set(int argc, char **argv);
int cmd_completion(int argc, char **argv);
int cmd_complete(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_decode(int argc, char **argv);

/* Without a command, on a terminal: what there is, and what to type next. */
int cmd_overview(int argc, char **argv);
/* Of cmd_status: command is in front of what is said of errors. */
struct running_at;
int cmd_watch(const char *command, const struct running_at *at);

/* The name of command i, or NULL: there are fewer. */
const char *attache_command(unsigned i);

#endif
