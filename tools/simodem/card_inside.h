/* What the files of the card share among each other: card.h says who calls
 * whom. */
#ifndef SIMODEM_CARD_INSIDE_H
#define SIMODEM_CARD_INSIDE_H

#include "tools/simodem/card.h"

/* --- who may do what: card_rules.c -----------------------------------------
 */

/* Records of EF ARR, from 1. */
enum {
	ALWAYS_NEVER = 1,
	ALWAYS_ADM,
	ALWAYS_PIN1,
	PIN1_PIN1,
	PIN1_ADM,
	PIN1_PIN2
};
#define SIM_CARD_RULES 6u
struct sim_card_rule {
	enum sim_access read, update;
};
/* What a record allows. */
struct sim_card_rule sim_card_rule(uint8_t n);
/* Key references, TS 102 221 9.5.1. */
enum { SIM_KEY_PIN1 = 0x01, SIM_KEY_ADM = 0x0a, SIM_KEY_PIN2 = 0x81 };
/* A security condition as EF ARR has it: its length at to. */
size_t sim_card_condition(enum sim_access access, uint8_t *to);

/* --- files: card_files.c, card_fill.c --------------------------------------
 */

struct sim_card_file;
/* Writes what a new card has in a file; to is all ff. The length of the file;
 * 0: this card does not have it. */
typedef size_t sim_card_fill(const struct sim_card_file *f,
			     const struct sim_personal *p, uint8_t *to);

/* One file. Places in the table are 8 bits. */
struct sim_card_file {
	uint16_t id;
	uint8_t parent; /* the directory that it is in */
	uint8_t kind;	/* enum sim_file_kind */
	uint8_t rule;	/* record of EF ARR: who may do what */
	uint8_t sfi;	/* short identifier, 0: none */
	uint16_t len;	/* bytes; of linear and cyclic files: of a record */
	uint8_t records;
	uint8_t same; /* the same bytes as that file; SIM_NO_FILE: its own */
	sim_card_fill *fill; /* NULL: all ff */
};
extern const struct sim_card_file sim_card_files[];
extern const uint8_t sim_card_files_count;

/* Places that code asks for. */
enum { SIM_CARD_MF, SIM_CARD_ADF };

/* The files of a new card, of which everything else is zero. */
void sim_card_make(struct sim_uicc *u, const struct sim_personal *p);
/* Is it on this card? */
bool sim_card_has(const struct sim_uicc *u, uint8_t file);
/* The child of a directory with this id, or SIM_NO_FILE; with this short one.
 */
uint8_t sim_card_child(const struct sim_uicc *u, uint8_t directory,
		       uint16_t id);
uint8_t sim_card_short(const struct sim_uicc *u, uint8_t directory,
		       uint8_t sfi);
/* Its bytes; those of a record, from 1, which must be there. */
uint8_t *sim_card_bytes(struct sim_uicc *u, uint8_t file, uint16_t *len);
uint8_t *sim_card_record(struct sim_uicc *u, uint8_t file, uint8_t record);
/* The oldest record of a cyclic file becomes its first. */
void sim_card_turn(struct sim_uicc *u, uint8_t file);
/* May it be read, or updated, as the PINs are? */
bool sim_card_may(const struct sim_uicc *u, uint8_t file, bool update);
/* The file's own bytes, of a file that code asks for by its id: of the MF or
 * the ADF. NULL: it is not there. */
const uint8_t *sim_card_find(const struct sim_uicc *u, uint8_t directory,
			     uint16_t id);

#define SIM_CARD_USIM_AID_LEN 12u
extern const uint8_t sim_card_usim_aid[SIM_CARD_USIM_AID_LEN];

sim_card_fill sim_fill_dir, sim_fill_iccid, sim_fill_pl, sim_fill_arr;
sim_card_fill sim_fill_imsi, sim_fill_ad, sim_fill_ust;
sim_card_fill sim_fill_acc, sim_fill_spn, sim_fill_msisdn, sim_fill_pnn;
sim_card_fill sim_fill_opl, sim_fill_fplmn, sim_fill_home_plmn;
sim_card_fill sim_fill_empty_plmn, sim_fill_loci, sim_fill_psloci;
sim_card_fill sim_fill_epsloci, sim_fill_hpplmn, sim_fill_gid1, sim_fill_gid2;
sim_card_fill sim_fill_sms, sim_fill_ecc, sim_fill_zero, sim_fill_keys;

/* --- commands --------------------------------------------------------------
 */

/* One command on its way. */
struct sim_card_call {
	uint8_t number; /* of the channel */
	struct sim_card_channel *channel;
	uint8_t p1, p2;
	uint16_t le;	       /* of a command that only asks: 1 to 256 */
	struct att_bytes data; /* of one that brings some */
	uint8_t *out;	       /* 256 bytes */
	uint16_t out_len;
};
/* Status words. */
typedef uint16_t sim_card_command(struct sim_uicc *u, struct sim_card_call *c);

/* What a command that only asks is answered: bytes at c->out, if it has asked
 * for so many; otherwise it is told how many there are. */
uint16_t sim_card_give(struct sim_card_call *c, const uint8_t *bytes,
		       size_t len);
/* What a command that has brought data is answered: GET RESPONSE fetches it. */
uint16_t sim_card_keep(struct sim_uicc *u, const struct sim_card_call *c,
		       const uint8_t *bytes, size_t len);

/* card_channel.c */
void sim_card_open(struct sim_uicc *u, uint8_t channel);
sim_card_command sim_card_manage_channel, sim_card_get_response;
/* card_select.c, card_fcp.c */
sim_card_command sim_card_select, sim_card_status;
#define SIM_CARD_FCP 80u
/* What is told of a file, by SELECT and STATUS; the length. */
size_t sim_card_fcp(struct sim_uicc *u, uint8_t file,
		    uint8_t fcp[SIM_CARD_FCP]);
/* card_data.c */
sim_card_command sim_card_read_binary, sim_card_update_binary;
sim_card_command sim_card_read_record, sim_card_update_record;
sim_card_command sim_card_search_record;
/* card_pin.c */
sim_card_command sim_card_verify, sim_card_change, sim_card_disable;
sim_card_command sim_card_enable, sim_card_unblock;

#endif
