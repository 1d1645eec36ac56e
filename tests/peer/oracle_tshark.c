/* Does tshark see in our messages what we put there? Messages of every layout
 * go into one capture a MBIMEx version; what tshark prints of them is compared
 * field for field. Prints TAP itself, one test a service. */
#include "oracle_tshark.h"

#include <stdlib.h>
#include <string.h>

#include "trace/pcapng.h"

#define ROUNDS 12u /* messages of each case */
#define CASES  1024u

struct result {
	struct oracle_case c;
	unsigned headers, bad, number; /* headers that agree */
	bool known;	 /* tshark has shown something of the content */
	char first[400]; /* what was wrong with message `number` */
};

static struct result results[CASES];
static size_t n_results;
static struct oracle_list listed;
static struct oracle_score score;
static bool finds_malformed;

/* tshark remembers these and reads what follows accordingly: they come last. */
static bool is_remembered(const struct oracle_case *c)
{
	return strcmp(c->cid->name, "version") == 0 ||
	       strcmp(c->cid->name, "device_caps") == 0;
}

static bool collect_cases(void)
{
	static struct oracle_case cases[CASES];

	for (int last = 0; last < 2; last++)
		for (size_t s = 0; s < mbim_services_count; s++) {
			size_t n =
				oracle_cases(&mbim_services[s], cases, CASES);

			for (size_t i = 0; i < n; i++) {
				if (cases[i].is_maybe ||
				    is_remembered(&cases[i]) != last)
					continue;
				if (n_results == CASES)
					return false;
				results[n_results++].c = cases[i];
			}
		}
	return true;
}

/* --- writing ---------------------------------------------------------- */

static bool write_block(const struct att_pcapng_block *b, FILE *f)
{
	return !b->failed && fwrite(b->p, b->len, 1, f) == 1;
}

static bool write_message(struct att_pcapng_block *b, FILE *f,
			  const struct oracle_message *m, uint64_t ms)
{
	att_pcapng_packet(b, ms, ATT_PCAPNG_UNKNOWN, "mbim.control",
			  att_bytes_of(m->bytes, m->len));
	return write_block(b, f);
}

static bool write_case(struct att_pcapng_block *b, FILE *f, size_t index)
{
	for (uint32_t n = 0; n < ROUNDS; n++) {
		uint32_t id = (uint32_t)index * ROUNDS + n + 1;
		struct oracle_message m;
		bool good =
			!oracle_message_make(&m, &results[index].c, n, id) &&
			write_message(b, f, &m, id);

		oracle_message_fini(&m);
		if (!good)
			return false;
	}
	return true;
}

/* A message whose content was cut off, to see that tshark minds. */
static bool write_malformed(struct att_pcapng_block *b, FILE *f)
{
	struct oracle_message m;
	size_t i = 0;
	bool good;

	while (!results[i].c.layout || results[i].c.layout->wire_len < 8)
		i++;
	good = !oracle_message_make(&m, &results[i].c, 0, 1);
	m.len = (size_t)(m.body.p - m.bytes) + 4;
	att_put32(m.bytes + 4, (uint32_t)m.len);
	att_put32(m.bytes + m.len - 8, 4);
	good = good && write_message(b, f, &m, 0);
	oracle_message_fini(&m);
	return good;
}

static bool write_capture(const char *path, unsigned since)
{
	struct att_pcapng_block b = {.grow = att_pcapng_grow};
	FILE *f = fopen(path, "wb");
	bool good;

	if (!f)
		return false;
	att_pcapng_section(&b, "attache tests");
	good = write_block(&b, f);
	att_pcapng_interface(&b, "oracle", 0);
	good = good && write_block(&b, f) && write_malformed(&b, f);
	for (size_t i = 0; i < n_results && good; i++)
		if (results[i].c.since == since)
			good = write_case(&b, f, i);
	att_pcapng_fini(&b);
	return fclose(f) == 0 && good;
}

/* --- reading ---------------------------------------------------------- */

static void note(struct result *r, unsigned number, const char *text)
{
	if (r->bad++)
		return;
	r->number = number;
	(void)snprintf(r->first, sizeof(r->first), "%s", text);
}

static bool compare_case(struct oracle_pdml *p, size_t index)
{
	struct result *r = &results[index];
	char text[sizeof(r->first)];
	bool good_header;

	for (uint32_t n = 0; n < ROUNDS; n++) {
		uint32_t id = (uint32_t)index * ROUNDS + n + 1;
		struct oracle_message m;

		if (!oracle_pdml_next(p) ||
		    oracle_message_make(&m, &r->c, n, id))
			return false;
		r->known = r->known || oracle_tshark_knows(&m, p);
		good_header = oracle_tshark_header(&r->c, &m, p);
		r->headers += good_header;
		if (!good_header)
			note(r, n, "tshark reads another header");
		else if (!oracle_tshark_agrees(&r->c, &m, p, &listed, &score,
					       text, sizeof(text)))
			note(r, n, text);
		oracle_message_fini(&m);
	}
	return true;
}

static bool compare_capture(const char *tshark, const char *path,
			    unsigned since)
{
	struct oracle_pdml p = {.in = NULL};
	char command[1024];
	bool good;

	/* what SMS, STK and SIM carry is other dissectors' work */
	(void)snprintf(command, sizeof(command),
		       "%s -o mbim.extended_version:%u.0 -r %s -T pdml -J "
		       "mbim --disable-protocol gsm_sms --disable-protocol "
		       "etsi_cat --disable-protocol gsm_sim 2>/dev/null",
		       tshark, since, path);
	p.in = popen(command, "r");
	good = p.in && oracle_pdml_next(&p);
	finds_malformed = finds_malformed || (good && p.malformed);
	for (size_t i = 0; i < n_results && good; i++)
		if (results[i].c.since == since)
			good = compare_case(&p, i);
	good = good && !oracle_pdml_next(&p);
	if (p.in && pclose(p.in) != 0)
		good = false;
	oracle_pdml_fini(&p);
	return good;
}

/* --- reporting -------------------------------------------------------- */

static unsigned tests;

static bool report(bool good, const char *name)
{
	printf("%s %u - %s\n", good ? "ok" : "not ok", ++tests, name);
	return good;
}

static bool is_expected(const struct result *r)
{
	if (r->headers < ROUNDS)
		return false;
	if (!r->bad) {
		score.layouts += r->c.layout != NULL;
		return true;
	}
	return (!r->known && oracle_list_find(&listed, "unknown", r->c.name)) ||
	       oracle_list_find(&listed, "differs", r->c.name);
}

static bool report_service(const struct mbim_service *s)
{
	char name[100];
	bool good = true;

	for (size_t i = 0; i < n_results; i++) {
		const struct result *r = &results[i];

		if (r->c.service != s || is_expected(r))
			continue;
		good = false;
		printf("# %s, number %u: %s (%u of %u)\n", r->c.name, r->number,
		       r->first, r->bad, ROUNDS);
	}
	(void)snprintf(name, sizeof(name), "tshark_agrees_about_%s", s->name);
	return report(good, name);
}

static bool read_every_message(const char *tshark, const char *path)
{
	bool good = true;

	for (unsigned since = 1; since <= 3; since++)
		good = good && write_capture(path, since) &&
		       compare_capture(tshark, path, since);
	return good;
}

/* "TShark (Wireshark) 4.0.17 (Git ...": from the first digit on. */
static const char *version_of(const char *tshark)
{
	static char line[200];
	char command[1024];
	FILE *in;

	(void)snprintf(command, sizeof(command), "%s --version 2>/dev/null",
		       tshark);
	in = popen(command, "r");
	if (!in || !fgets(line, sizeof(line), in))
		line[0] = 0;
	if (in)
		(void)pclose(in);
	return line + strcspn(line, "0123456789");
}

/* tshark, our list, a file to write. */
int main(int argc, char **argv)
{
	bool good;

	if (argc != 4 ||
	    !oracle_list_read(&listed, argv[2], version_of(argv[1])) ||
	    !collect_cases())
		return 1;
	printf("1..%u\n", mbim_services_count + 3u);
	good = report(read_every_message(argv[1], argv[3]),
		      "tshark_reads_every_message");
	good &= report(finds_malformed,
		       "tshark_marks_a_message_that_was_cut_off");
	for (size_t i = 0; i < mbim_services_count; i++)
		good &= report_service(&mbim_services[i]);
	good &= report(!oracle_list_stale(&listed),
		       "every_listed_difference_is_still_there");
	printf("# %u layouts agree, of %zu kinds of messages; %u messages, %u "
	       "fields compared\n",
	       score.layouts, n_results, score.messages, score.fields);
	oracle_list_fini(&listed);
	return !good;
}
