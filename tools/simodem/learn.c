/* simodem --learn: a capture becomes a profile and a scenario. The host of the
 * capture speaks to the model of what was learned; what the model does not say
 * as the modem did goes into the scenario, until nothing more is found. */
#include "tools/simodem/learn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/simodem/simodem.h"

#define PASSES 8

/* A file in memory, and its path. */
static FILE *scratch(char *path, size_t cap)
{
	int fd = memfd_create("learn", MFD_CLOEXEC);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (!f)
		abort();
	snprintf(path, cap, "/proc/self/fd/%d", fd);
	return f;
}

/* What is written is read as simodem reads it. */
static bool read_back(struct learn *l, struct sim_config *config)
{
	char profile_path[64], scenario_path[64];
	FILE *profile = scratch(profile_path, sizeof(profile_path));
	FILE *scenario = scratch(scenario_path, sizeof(scenario_path));
	bool good;

	sim_config_default(config);
	learn_profile(l, profile);
	learn_scenario(l, scenario);
	good = !fflush(profile) && !fflush(scenario) &&
	       !sim_profile_read(config, profile_path, sim_options_report,
				 NULL) &&
	       !sim_scenario_read(config, scenario_path, sim_options_report,
				  NULL);
	fclose(profile);
	fclose(scenario);
	return good;
}

/* --- do the fields lead to the same bytes? ---------------------------------
 */

static void tell_nobody(void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
}

/* Does the body that a scenario made say these words? */
static bool says(const struct learn *l, const struct sim_config *c,
		 const struct sim_body *b, const struct talk_message *m,
		 const char *words)
{
	char *ours = l->protocol->body(l, m, c, b);
	bool same = ours && strcmp(ours, words) == 0;

	free(ours);
	return same;
}

static bool answer_fits(const struct learn *l, const struct learn_exchange *e)
{
	static struct sim_config c;
	char path[64];
	FILE *f = scratch(path, sizeof(path));
	bool good;

	sim_config_default(&c);
	c.speaks_qmi = l->config.speaks_qmi;
	learn_one_answer(l, e, f);
	good = !fflush(f) && !sim_scenario_read(&c, path, tell_nobody, NULL) &&
	       says(l, &c, &c.scenario.answer[0].body, e->answer, e->words);
	fclose(f);
	return good;
}

static bool indication_fits(const struct learn *l, const struct learn_news *n)
{
	static struct sim_config c;
	char path[64];
	FILE *f = scratch(path, sizeof(path));
	bool good;

	sim_config_default(&c);
	c.speaks_qmi = l->config.speaks_qmi;
	learn_one_indication(l, n, f);
	good = !fflush(f) && !sim_scenario_read(&c, path, tell_nobody, NULL) &&
	       says(l, &c, &c.scenario.indication[0].body, n->message,
		    n->words);
	fclose(f);
	return good;
}

/* --- what the scenario has to tell -----------------------------------------
 */

/* Hex would hold the addresses of the network. */
static bool must_be_fields(const struct learn *l, const char *words)
{
	return !l->personal &&
	       (strstr(words, "\"10.64.") || strstr(words, "\"2001:db8:64:") ||
		strstr(words, "\"fe80::"));
}

/* What the model did not say; false: nothing more. */
static bool tell_more(struct learn *l)
{
	bool more = false;

	for (size_t i = 0; i < l->n_exchanges; i++) {
		struct learn_exchange *e = &l->exchange[i];

		if (e->same || e->told || e->secret || e->cut ||
		    !learn_can_answer(l, e))
			continue;
		e->hex = e->answer && *e->words && !answer_fits(l, e);
		e->secret = e->hex && must_be_fields(l, e->words);
		e->told = !e->secret;
		more = true;
	}
	for (size_t i = 0; i < l->n_news; i++) {
		struct learn_news *n = &l->news[i];

		if (n->heard || n->told || n->secret ||
		    !l->protocol->can_indicate(n))
			continue;
		n->hex = *n->words && !indication_fits(l, n);
		n->secret = n->hex && must_be_fields(l, n->words);
		n->told = !n->secret;
		more = true;
	}
	return more;
}

/* Commands that were carried out stay so, whatever a later rehearsal says. */
static size_t rehearse(struct learn *l, const struct sim_config *c)
{
	size_t n = l->n_exchanges, same;
	bool *before = calloc(n + 1, sizeof(*before));

	if (!before)
		abort();
	for (size_t i = 0; i < n; i++)
		before[i] = l->exchange[i].carry_out;
	same = learn_rehearse(l, c);
	for (size_t i = 0; i < n; i++)
		if (l->exchange[i].told)
			l->exchange[i].carry_out = before[i];
	free(before);
	return same;
}

static bool find_out(struct learn *l, size_t *same)
{
	static struct sim_config c;

	for (unsigned i = 0; i < PASSES; i++) {
		if (!read_back(l, &c))
			return false;
		*same = rehearse(l, &c);
		if (!tell_more(l))
			return true;
	}
	return read_back(l, &c);
}

/* --- files -----------------------------------------------------------------
 */

static bool cannot(const char *what, const char *why)
{
	fprintf(stderr, "simodem: %s: %s\n", what, why);
	return false;
}

static bool write_one(struct learn *l, const char *output, const char *end,
		      bool scenario)
{
	char path[4096];
	FILE *f;
	bool good;

	if (snprintf(path, sizeof(path), "%s%s", output, end) >=
	    (int)sizeof(path))
		return cannot(output, strerror(ENAMETOOLONG));
	f = fopen(path, "we");
	if (!f)
		return cannot(path, strerror(errno));
	if (scenario)
		learn_scenario(l, f);
	else
		learn_profile(l, f);
	good = !ferror(f);
	good = !fclose(f) && good;
	return good || cannot(path, strerror(errno));
}

static bool write_files(struct learn *l, const char *output)
{
	if (output)
		return write_one(l, output, "-profile.yaml", false) &&
		       write_one(l, output, "-scenario.yaml", true);
	learn_profile(l, stdout);
	puts("---");
	learn_scenario(l, stdout);
	return !fflush(stdout) || cannot("standard output", strerror(errno));
}

#define MOST_NAMED 10u

/* Answers that the learned modem does not give. */
static void name_others(const struct learn *l)
{
	unsigned n = 0;

	for (size_t i = 0; i < l->n_exchanges; i++) {
		const struct learn_exchange *e = &l->exchange[i];

		if (!e->same && e->subject.name && ++n <= MOST_NAMED)
			fprintf(stderr,
				"%s: not learned: the answer to %s %u, "
				"%s.%s%s\n",
				l->name, l->place, e->asked->record,
				l->protocol->service(e->subject.service),
				e->subject.name,
				!e->subject.cid ? ""
				: e->set	? " set"
						: " query");
	}
	if (n > MOST_NAMED)
		fprintf(stderr, "%s: not learned: %u more answers\n", l->name,
			n - MOST_NAMED);
}

static void report(const struct learn *l, size_t same)
{
	const char *name = l->name;
	uint32_t told = 0, secret = 0;

	for (size_t i = 0; i < l->n_exchanges; i++) {
		told += l->exchange[i].told;
		secret += l->exchange[i].secret;
	}
	for (size_t i = 0; i < l->n_news; i++) {
		told += l->news[i].told;
		secret += l->news[i].secret;
	}
	fprintf(stderr,
		"%s: learned: %zu of %zu answers are as the modem gave them; "
		"answers and indications out of the scenario: %u\n",
		name, same, l->n_exchanges, told);
	name_others(l);
	if (l->unknown)
		fprintf(stderr,
			"%s: not learned: messages of services or CIDs that "
			"are not in the spec: %u\n",
			name, l->unknown);
	if (secret)
		fprintf(stderr,
			"%s: not learned: messages with addresses that only "
			"hex could say: %u\n",
			name, secret);
	if (l->tlvs)
		fprintf(stderr,
			"%s: left out: TLVs that are not in the spec: %u\n",
			name, l->tlvs);
	if (l->n_orphans)
		fprintf(stderr,
			"%s: answers without their command, which say what "
			"the modem is, but are not in the scenario: %zu\n",
			name, l->n_orphans);
	if (l->errors)
		fprintf(stderr,
			"%s: not learned: errors of the channel "
			"(FUNCTION_ERROR, HOST_ERROR): %u\n",
			name, l->errors);
	if (l->extra)
		fprintf(stderr,
			"%s: indications of the model that the modem did not "
			"send: %u\n",
			name, l->extra);
	if (l->left_out)
		fprintf(stderr,
			"%s: not learned: answers and indications that a "
			"scenario has no room for: %u\n",
			name, l->left_out);
}

static bool learn(struct learn *l, const char *output)
{
	size_t same = 0;

	learn_talk(l);
	learn_usb(l);
	learn_say(l);
	learn_facts(l);
	learn_delays(l);
	learn_say(l); /* with its test numbers */
	if (!find_out(l, &same))
		return cannot(l->name, "what was learned cannot be read; this "
				       "is a fault of simodem");
	if (!write_files(l, output))
		return false;
	report(l, same);
	return true;
}

/* Of a file that has neither packets nor lines, messages are counted. */
static const char *place_of(const struct capturefile *f)
{
	const char *whats = f->form ? f->form->whats : "";

	if (strcmp(whats, "packets") == 0)
		return "packet";
	return strcmp(whats, "lines") == 0 ? "line" : "message";
}

static void number(struct talk *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!t->messages[i].record)
			t->messages[i].record = (uint32_t)(i + 1);
}

static bool has_whole(const struct talk *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->messages[i].bytes.len && !t->messages[i].cut_from)
			return true;
	return false;
}

int learn_file(const char *path, const char *output, bool personal)
{
	static struct learn l;
	const struct capturefile_how how = {.ex_version = MBIM_EX_1,
					    .guess = true};
	struct capturefile f;
	bool good;

	memset(&l, 0, sizeof(l));
	if (!capturefile_open(&f, path, &how))
		return 1;
	good = talk_read_cut(&l.talk, &f, NULL);
	capturefile_report(&f);
	talk_report(&l.talk, &f);
	l.name = f.name;
	l.place = place_of(&f);
	number(&l.talk);
	l.personal = personal;
	sim_config_default(&l.config);
	l.config.speaks_qmi = l.talk.protocol == MESSAGE_QMI;
	l.protocol = l.config.speaks_qmi ? &learn_qmi : &learn_mbim;
	if (!has_whole(&l.talk))
		good = cannot(f.name, "there is no message to learn from");
	else
		good = learn(&l, output) && good;
	learn_talk_fini(&l);
	talk_fini(&l.talk);
	capturefile_close(&f);
	return !good;
}
