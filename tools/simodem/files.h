/* Device profiles and scenarios: YAML files on top of a configuration. Every
 * mistake is reported on stderr as "FILE:LINE:COLUMN: error: ...".
 * profiles/README.md describes the keys. */
#ifndef SIMODEM_FILES_H
#define SIMODEM_FILES_H

#include "linux/yaml.h"
#include "tools/simodem/sim.h"

/* What the modem is. 0, ATT_E_CONFIG or ATT_E_IO. */
int sim_profile_read(struct sim_config *c, const char *path,
		     att_yaml_report *report, void *ctx);
/* What happens to it. */
int sim_scenario_read(struct sim_config *c, const char *path,
		      att_yaml_report *report, void *ctx);
/* "12d1:15c1"; false: it is none. */
bool sim_files_id(const char *text, uint16_t *vendor, uint16_t *product);

/* The part of a profile that is about QMI: profile_qmi.c. */
att_yaml_fn sim_profile_read_qmi;

/* --- what the two have in common ------------------------------------------ */

/* What a text names: a CID of MBIM ("connect", "ussd.ussd") or, for a modem
 * that speaks QMI, one of its messages ("wds.start_network"). */
struct sim_subject {
	uint8_t service; /* MBIM_SERVICE_*, QMI_SERVICE_* */
	uint32_t number;
	const char *name;
	const struct mbim_cid *cid;		/* or NULL */
	const struct qmi_message_info *message; /* or NULL */
};
/* False: there is none. y->user is the struct sim_config. */
bool sim_files_subject(const struct att_yaml *y, const char *text,
		       struct sim_subject *s);
/* There is none: report it, with the one that was meant. */
void sim_files_no_subject(struct att_yaml *y, const yaml_node_t *at,
			  const char *text);
/* The same as the value of a key: what is none is reported. */
bool sim_files_read_subject(struct att_yaml *y, const struct att_yaml_key *key,
			    const yaml_node_t *value, struct sim_subject *s);
/* "3.0", "super": of a profile and of the command line. */
extern const struct att_yaml_word sim_versions[], sim_speeds[];
/* False: none of the words. */
bool sim_files_word(const struct att_yaml_word *words, const char *text,
		    uint32_t *value);
/* A status of MBIM, or an error of QMI, by its name; what is none is reported.
 */
void sim_files_status(struct att_yaml *y, const char *name,
		      const yaml_node_t *value, uint32_t *status);
/* For tables: a bool that is true where the configuration says "no ...". */
att_yaml_fn sim_files_not;
/* ... a text member of min to max digits. */
att_yaml_fn sim_files_digits;
/* Times of struct sim_config; reads {answer_ms: ..., connect_ms: ...}. */
extern const struct att_yaml_key sim_delay_keys[];
/* Calls fn for each item of a list. */
void sim_files_list(struct att_yaml *y, const char *name,
		    const yaml_node_t *list,
		    void (*fn)(struct att_yaml *y, const yaml_node_t *item,
			       void *target),
		    void *target);

#endif
