/* A smart card in software: a UICC with a USIM, after ETSI TS 102 221 and 3GPP
 * TS 31.102. A command goes in, its answer and status words come out, as T=0
 * carries them: what follows is asked for by GET RESPONSE. It knows no modem.
 *
 * A file calls only files that stand below it:
 *   card_terminal.c  what a terminal does with a card: whole operations
 *   card.c           commands
 *   card_channel.c, card_select.c, card_data.c, card_pin.c
 *   card_fcp.c       what SELECT tells of a file
 *   card_text.c      files as texts
 *   card_files.c     the files
 *   card_fill.c      what is in them
 *   card_rules.c     who may read and update them */
#ifndef SIMODEM_CARD_H
#define SIMODEM_CARD_H

#include "base/bytes.h"

/* --- what is on it ---------------------------------------------------------
 */

#define SIM_CARD_FORBIDDEN 4u
#define SIM_CARD_GROUP	   8u

/* What the files of the USIM say beside who the subscriber is. What is empty is
 * empty on the card; a group identifier without bytes is no file. */
struct sim_usim {
	char spn[17];		      /* service provider, ASCII */
	char name[25], short_name[9]; /* the home network's, of EF PNN */
	uint8_t mnc_digits;	      /* of the IMSI, 2 or 3 */
	char forbidden[SIM_CARD_FORBIDDEN][8]; /* networks: "26201" */
	uint8_t gid1_len, gid2_len;
	uint8_t gid1[SIM_CARD_GROUP], gid2[SIM_CARD_GROUP];
	uint8_t channels; /* logical ones, with the basic one: 1 to 20 */
};

/* Who a card is for. Texts of digits; pin is empty: the lock is off. */
struct sim_personal {
	const char *iccid, *imsi, *number, *pin, *puk;
	uint32_t attempts, puk_attempts;
	const struct sim_usim *usim; /* NULL: there is no USIM */
};

/* --- PINs ------------------------------------------------------------------
 */

/* One secret with its unblocking key. */
struct sim_secret {
	char value[12], puk[12];
	uint32_t attempts, puk_attempts;
	uint32_t attempts_max, puk_attempts_max;
	bool enabled, verified;
};

enum sim_pin_operation {
	SIM_PIN_ENTER,
	SIM_PIN_ENABLE,
	SIM_PIN_DISABLE,
	SIM_PIN_CHANGE,
	SIM_PIN_UNBLOCK /* `secret` is the PUK */
};

#define SIM_PIN_MIN 4u
#define SIM_PIN_MAX 8u
/* 4 to 8 digits. */
bool sim_pin_plausible(const char *secret);
/* One operation on a secret; new_pin: of CHANGE and UNBLOCK. The status words
 * of the command: SIM_SW_OK, 63Cx, SIM_SW_BLOCKED, SIM_SW_DISABLED, SIM_SW_DATA
 * (new_pin is none). TS 102 221 11.1.9 to 11.1.13. */
uint16_t sim_pin_operate(struct sim_secret *s, enum sim_pin_operation operation,
			 const char *secret, const char *new_pin);

/* --- the card --------------------------------------------------------------
 */

/* Status words, ISO 7816-4 5.6, TS 102 221 10.2. 61xx: so many bytes wait,
 * 63Cx: so many attempts are left, 6Cxx: so long is the answer. */
enum {
	SIM_SW_OK = 0x9000,
	SIM_SW_MORE = 0x6100,
	SIM_SW_NOT_FOUND = 0x6282, /* of SEARCH RECORD */
	SIM_SW_ATTEMPTS = 0x63c0,
	SIM_SW_LENGTH = 0x6700,
	SIM_SW_NO_CHANNEL = 0x6881,
	SIM_SW_NO_SECURE = 0x6882, /* secure messaging */
	SIM_SW_STRUCTURE = 0x6981, /* the file has another one */
	SIM_SW_SECURITY = 0x6982,
	SIM_SW_BLOCKED = 0x6983,
	SIM_SW_DISABLED = 0x6984,
	SIM_SW_CONDITIONS = 0x6985,
	SIM_SW_NO_EF = 0x6986, /* none is selected */
	SIM_SW_DATA = 0x6a80,
	SIM_SW_FUNCTION = 0x6a81,
	SIM_SW_NO_FILE = 0x6a82,
	SIM_SW_NO_RECORD = 0x6a83,
	SIM_SW_P1P2 = 0x6a86,
	SIM_SW_NO_REFERENCE = 0x6a88,
	SIM_SW_OFFSET = 0x6b00,
	SIM_SW_EXACT = 0x6c00,
	SIM_SW_INSTRUCTION = 0x6d00,
	SIM_SW_CLASS = 0x6e00,
	SIM_SW_AUTHENTICATION = 0x9862
};

#define SIM_CARD_CHANNELS	20u
#define SIM_CARD_CHANNELS_USUAL 4u
#define SIM_CARD_FILES		64u
#define SIM_CARD_MEMORY		4096u
#define SIM_CARD_ATR		33u
#define SIM_CARD_AID		16u
#define SIM_NO_FILE		0xffu

/* Where a logical channel is: places in the table of files, or SIM_NO_FILE. */
struct sim_card_channel {
	bool open;
	uint8_t directory, file, application;
	uint8_t record; /* of the current file, from 1; 0: none */
};

struct sim_uicc {
	struct sim_secret pin1, pin2;
	uint8_t channels;
	struct sim_card_channel channel[SIM_CARD_CHANNELS];
	/* What GET RESPONSE fetches, on the channel that it belongs to. */
	uint8_t waiting[256], waiting_channel;
	uint16_t waiting_len, waiting_from;
	uint32_t challenge;
	/* The files' bytes; a cyclic file's newest record. */
	uint16_t at[SIM_CARD_FILES], len[SIM_CARD_FILES];
	uint8_t newest[SIM_CARD_FILES];
	uint8_t memory[SIM_CARD_MEMORY];
};

/* A new card; `p` is only read. */
void sim_uicc_init(struct sim_uicc *u, const struct sim_personal *p);
/* Is there a USIM? */
bool sim_uicc_has_usim(const struct sim_uicc *u);
/* Power-up, or a reset: PINs are asked for again, one channel is open. */
void sim_uicc_reset(struct sim_uicc *u);
/* Its answer to reset; the length. */
size_t sim_uicc_atr(const struct sim_uicc *u, uint8_t atr[SIM_CARD_ATR]);

#define SIM_CARD_COMMAND 261u /* header, Lc, 255 bytes, Le */
#define SIM_CARD_ANSWER	 258u /* 256 bytes, SW1, SW2 */
/* One command of T=0: the length of its answer, at least 2. Anything may be
 * sent, of any length. */
size_t sim_uicc_command(struct sim_uicc *u, struct att_bytes command,
			uint8_t answer[SIM_CARD_ANSWER]);

/* --- card_text.c: the card's files as texts --------------------------------
 */

/* Room for each of them. */
#define SIM_CARD_TEXT 32u
/* Of EF ICCID, EF IMSI, EF MSISDN ("+" before an international number) and EF
 * SPN; empty: there is none. */
void sim_uicc_iccid(const struct sim_uicc *u, char text[SIM_CARD_TEXT]);
void sim_uicc_imsi(const struct sim_uicc *u, char text[SIM_CARD_TEXT]);
void sim_uicc_number(const struct sim_uicc *u, char text[SIM_CARD_TEXT]);
void sim_uicc_spn(const struct sim_uicc *u, char text[SIM_CARD_TEXT]);
/* The home network: MCC and MNC of EF IMSI, as long as EF AD says. */
void sim_uicc_home(const struct sim_uicc *u, char text[SIM_CARD_TEXT]);

/* --- card_terminal.c: a terminal in front of a card ------------------------
 */

/* As sim_uicc_command, but what waits is fetched and a length that the card
 * corrects is taken. ISO 7816-4 5.3.4. */
size_t sim_terminal_command(struct sim_uicc *u, struct att_bytes command,
			    uint8_t answer[SIM_CARD_ANSWER]);
/* The status words at the end of an answer. */
uint16_t sim_terminal_status(const uint8_t *answer, size_t len);

enum sim_file_kind {
	SIM_FILE_DIRECTORY,
	SIM_FILE_TRANSPARENT,
	SIM_FILE_LINEAR,
	SIM_FILE_CYCLIC
};
/* Who may do something with a file. */
enum sim_access {
	SIM_ACCESS_ALWAYS,
	SIM_ACCESS_PIN1,
	SIM_ACCESS_PIN2,
	SIM_ACCESS_ADM,
	SIM_ACCESS_NEVER
};
/* What SELECT and EF ARR tell of a file. */
struct sim_file_status {
	enum sim_file_kind kind;
	bool master; /* a directory: the MF */
	uint16_t id;
	uint32_t size, record_len, records; /* bytes, bytes, number */
	enum sim_access read, update, activate, deactivate;
	uint8_t fcp[256]; /* as it came */
	size_t fcp_len;
};
/* Opens a channel and SELECTs an application with this P2. What the card said
 * last is at answer, *len bytes; if it is not done no channel stays open. */
enum sim_opened { SIM_OPENED, SIM_NO_CHANNEL, SIM_NOT_SELECTED };
enum sim_opened sim_terminal_open(struct sim_uicc *u, struct att_bytes aid,
				  uint8_t p2, uint8_t *channel,
				  uint8_t answer[SIM_CARD_ANSWER], size_t *len);
/* The class of a command of ISO 7816-4 on a channel. */
uint8_t sim_terminal_class(uint8_t channel);
/* Closes it: status words. */
uint16_t sim_terminal_close(struct sim_uicc *u, uint8_t channel);
/* Where a file is: ids from the MF (3f00) or the ADF (7fff), two bytes each,
 * high byte first; aid: of the application, empty: of the USIM. */
struct sim_file_path {
	struct att_bytes aid, path;
};
/* What the card tells of it, on the basic channel: status words. Another file
 * is selected then. */
uint16_t sim_terminal_select(struct sim_uicc *u, const struct sim_file_path *f,
			     struct sim_file_status *status);
/* Bytes of a transparent file at `to`: so many, or fewer where it ends (0: to
 * its end), cap at most. Status words, and how many they are. */
uint16_t sim_terminal_read(struct sim_uicc *u, const struct sim_file_path *f,
			   uint32_t offset, uint32_t wanted, uint8_t *to,
			   size_t cap, size_t *len);
/* One record (from 1) at `to`, which has room for 256 bytes. */
uint16_t sim_terminal_read_record(struct sim_uicc *u,
				  const struct sim_file_path *f,
				  uint32_t record, uint8_t *to, size_t *len);
/* The same ways to write; a record is written as a whole. */
uint16_t sim_terminal_write(struct sim_uicc *u, const struct sim_file_path *f,
			    uint32_t offset, struct att_bytes data);
uint16_t sim_terminal_write_record(struct sim_uicc *u,
				   const struct sim_file_path *f,
				   uint32_t record, struct att_bytes data);
/* VERIFY PIN2 before what needs it: status words. */
uint16_t sim_terminal_verify_pin2(struct sim_uicc *u, const char *pin);
/* An application of EF DIR. */
struct sim_application {
	uint8_t aid[SIM_CARD_AID];
	size_t aid_len;
	char label[SIM_CARD_TEXT];
};
/* The i-th of them, from 0; false: there is none. */
bool sim_terminal_application(struct sim_uicc *u, uint32_t i,
			      struct sim_application *a);

#endif
