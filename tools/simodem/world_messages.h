/* The world's short messages, numbers and codes: what a face asks of them. */
#ifndef SIMODEM_WORLD_MESSAGES_H
#define SIMODEM_WORLD_MESSAGES_H

#include "tools/simodem/world.h"

/* --- world_phonebook.c -----------------------------------------------------
 */

#define SIM_NEW_CONTACT 0u
/* NULL: nothing is in this place. */
const struct sim_contact *sim_world_contact(const struct sim_world *w,
					    uint32_t place);
/* The number of places that are in use. */
uint32_t sim_world_contacts(const struct sim_world *w);
/* Into this place, or the first free one. */
enum sim_result sim_world_contact_write(struct sim_world *w, uint32_t place,
					const char *name, const char *number);
/* Whatever is in it; out of all. */
enum sim_result sim_world_contact_delete(struct sim_world *w, uint32_t place);
enum sim_result sim_world_contacts_delete(struct sim_world *w);

/* --- world_sms.c: the store of short messages ------------------------------
 */

/* NULL: nothing is in this place. */
const struct sim_sms *sim_world_sms(const struct sim_world *w, uint32_t place);
/* Is every place in use? */
bool sim_world_sms_full(const struct sim_world *w);
/* What is new becomes old. */
enum sim_result sim_world_sms_mark(struct sim_world *w, uint32_t place,
				   enum sim_sms_state state);
enum sim_result sim_world_sms_delete(struct sim_world *w, uint32_t place);
/* Into the first free place, which is at *place. */
enum sim_result sim_world_sms_store(struct sim_world *w, struct att_bytes pdu,
				    enum sim_sms_state state, uint32_t *place);
/* The service centre's number, as the card has it. */
enum sim_result sim_world_sms_centre(struct sim_world *w, const char *number);

/* --- world_messages.c: the network's side of them --------------------------
 */

/* A SUBMIT of the host: w->sms_reference is its number, or w->sms_cause says
 * why the network refuses it. One to the own number comes back. */
enum sim_result sim_world_sms_send(struct sim_world *w, struct att_bytes pdu,
				   uint64_t now_ms);
uint64_t sim_messages_deadline(const struct sim_world *w);
void sim_messages_expire(struct sim_world *w, uint64_t now_ms);
/* The command "sms ARG" of world_events.c. w NULL: only look at the words. */
bool sim_messages_command(struct sim_world *w, const char *arg,
			  uint64_t now_ms);

/* --- world_ussd.c ----------------------------------------------------------
 */

/* A code, or an answer to what the network has asked: SIM_USSD_ANSWERED follows
 * if it is SIM_DONE. Ended by the user; a pending one is answered. */
enum sim_result sim_world_ussd(struct sim_world *w, const char *code,
			       uint64_t now_ms);
enum sim_result sim_world_ussd_answer(struct sim_world *w, const char *text,
				      uint64_t now_ms);
enum sim_result sim_world_ussd_cancel(struct sim_world *w);
uint64_t sim_ussd_deadline(const struct sim_world *w);
void sim_ussd_expire(struct sim_world *w, uint64_t now_ms);
/* The command "ussd ARG", as sim_messages_command. */
bool sim_ussd_command(struct sim_world *w, const char *arg, uint64_t now_ms);

#endif
