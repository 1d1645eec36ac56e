/* The parts of a trace file: blocks, records, and the words of the text
 * records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/errors.h"
#include "trace/read.h"
#include "trace/stars.h"
#include "trace/text.h"
#include "wire/utf16.h"

struct file {
	uint8_t p[8192];
	size_t len;
};

static void add(struct file *f, const struct att_pcapng_block *b)
{
	assert_false(b->failed);
	assert_true(sizeof(f->p) - f->len >= b->len);
	memcpy(f->p + f->len, b->p, b->len);
	f->len += b->len;
}

static struct att_bytes bytes(const char *text)
{
	return att_bytes_of(text, strlen(text));
}

static struct att_bytes whole(const struct file *f)
{
	return att_bytes_of(f->p, f->len);
}

/* A section and an interface. */
static void begin(struct file *f, struct att_pcapng_block *b)
{
	memset(f, 0, sizeof(*f));
	*b = (struct att_pcapng_block){.grow = att_pcapng_grow};
	att_pcapng_section(b, "test");
	add(f, b);
	att_pcapng_interface(b, "mbim", 0);
	add(f, b);
}

static void packet(struct file *f, struct att_pcapng_block *b, uint64_t ms,
		   enum att_pcapng_direction direction, const char *dissector,
		   const char *text)
{
	att_pcapng_packet(b, ms, direction, dissector, bytes(text));
	add(f, b);
}

static const char start[] = "start format=1 masked=0 seed=1 start_ms=5 "
			    "sessions=0 pin=";

/* --- blocks ------------------------------------------------------------ */

static void packet_of_any_length_reads_back(void **state)
{
	char text[64] = "";
	struct att_pcapng_reader r;
	struct att_window window;
	struct att_pcapng_view v;
	struct att_pcapng_block b;
	struct att_bytes comment;
	struct file f;

	(void)state;
	for (size_t len = 0; len < 20; len++) {
		memset(text, 'x', len);
		begin(&f, &b);
		att_pcapng_packet(&b, 0x123456789, ATT_PCAPNG_OUT, text,
				  bytes(text));
		att_pcapng_comment(&b, text);
		att_pcapng_comment(&b, "two");
		add(&f, &b);
		window = att_window_of(whole(&f));
		att_pcapng_reader_init(&r, &window);
		assert_int_equal(att_pcapng_next(&r, &v), 1);
		assert_int_equal(v.number, 1);
		assert_int_equal(v.link, ATT_PCAPNG_UPPER_PDU);
		assert_int_equal(v.ms, 0x123456789);
		assert_int_equal(v.direction, ATT_PCAPNG_OUT);
		assert_true(att_bytes_equal(v.dissector, bytes(text)));
		assert_true(att_bytes_equal(v.data, bytes(text)));
		assert_true(
			att_pcapng_next_comment(v.big, &v.comments, &comment));
		assert_true(att_bytes_equal(comment, bytes(text)));
		assert_true(
			att_pcapng_next_comment(v.big, &v.comments, &comment));
		assert_true(att_bytes_equal(comment, bytes("two")));
		assert_false(
			att_pcapng_next_comment(v.big, &v.comments, &comment));
		assert_int_equal(att_pcapng_next(&r, &v), 0);
		att_pcapng_fini(&b);
	}
}

/* Other programs write nanoseconds, and blocks of their own. */
static void file_of_another_program_reads(void **state)
{
	static const uint8_t others[] = {
		/* an unknown block */
		0x05, 0, 0, 0, 16, 0, 0, 0, 1, 2, 3, 4, 16, 0, 0, 0,
		/* an interface: link type 252, if_tsresol 9 */
		1, 0, 0, 0, 32, 0, 0, 0, 252, 0, 0, 0, 0, 0, 4, 0, 9, 0, 1, 0,
		9, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0};
	struct att_pcapng_reader r;
	struct att_window window;
	struct att_pcapng_view v;
	struct att_pcapng_block b = {.grow = att_pcapng_grow};
	struct file f = {.len = 0};

	(void)state;
	att_pcapng_section(&b, "test");
	add(&f, &b);
	memcpy(f.p + f.len, others, sizeof(others));
	f.len += sizeof(others);
	packet(&f, &b, 5000000, ATT_PCAPNG_IN, "data", "x");
	window = att_window_of(whole(&f));
	att_pcapng_reader_init(&r, &window);
	assert_int_equal(att_pcapng_next(&r, &v), 1);
	assert_int_equal(v.ms, 5);
	att_pcapng_fini(&b);
}

static void damaged_blocks_never_read_beyond_the_file(void **state)
{
	struct att_tracefile_reader r;
	struct att_window window;
	struct att_tracefile_record rec;
	struct att_pcapng_block b;
	uint32_t random = 1;
	struct file f;

	(void)state;
	begin(&f, &b);
	packet(&f, &b, 0, ATT_PCAPNG_IN, "syslog", start);
	att_pcapng_packet(&b, 1, ATT_PCAPNG_IN, "data", bytes("12345"));
	att_pcapng_comment(&b, "+0.001 a b --c--> d");
	add(&f, &b);
	for (unsigned i = 0; i < 20000; i++) {
		/* of its own length, so that the sanitizer sees its end */
		size_t len = i < f.len ? i : f.len;
		uint8_t *p = malloc(len ? len : 1);

		memcpy(p, f.p, len);
		for (unsigned k = 0; i >= f.len && k < 3; k++) {
			random = random * 1664525u + 1013904223u;
			p[(random >> 8) % len] ^= (uint8_t)(random >> 24);
		}
		window = att_window_of(att_bytes_of(p, len));
		att_tracefile_reader_init(&r, &window);
		for (unsigned n = 0; n < 10; n++)
			if (att_tracefile_next(&r, &rec) <= 0)
				break;
		free(p);
	}
	att_pcapng_fini(&b);
}

/* --- records ----------------------------------------------------------- */

static int read_error(const struct file *f, char *problem, size_t cap)
{
	struct att_tracefile_reader r;
	struct att_window window;
	struct att_tracefile_record rec;
	struct att_text t;
	int got;

	window = att_window_of(whole(f));
	att_tracefile_reader_init(&r, &window);
	do {
		got = att_tracefile_next(&r, &rec);
	} while (got > 0);
	att_text_init(&t, problem, cap);
	if (got)
		att_tracefile_explain(&r, got, &t);
	return got;
}

#define INSTEAD "; attache decode shows captures and logs"

static void foreign_files_are_named(void **state)
{
	static const uint8_t pcap[24] = {0xd4, 0xc3, 0xb2, 0xa1};
	struct att_pcapng_block b;
	char problem[160];
	struct file f;

	(void)state;
	begin(&f, &b);
	packet(&f, &b, 0, ATT_PCAPNG_IN, "syslog", "something else");
	assert_int_equal(read_error(&f, problem, sizeof(problem)),
			 ATT_E_CONFIG);
	assert_string_equal(problem, "not a trace of attache" INSTEAD);
	att_put16(f.p + f.len - b.len - 44, 220); /* the interface's link */
	assert_int_equal(read_error(&f, problem, sizeof(problem)),
			 ATT_E_CONFIG);
	assert_string_equal(problem, "not a trace of attache, but packets of "
				     "link type 220 (usbmon)" INSTEAD);
	memcpy(f.p, pcap, sizeof(pcap));
	f.len = sizeof(pcap);
	assert_int_equal(read_error(&f, problem, sizeof(problem)), ATT_E_TYPE);
	assert_string_equal(problem,
			    "a pcap file, not a trace of attache" INSTEAD);
	f.len = 0;
	assert_int_equal(read_error(&f, problem, sizeof(problem)),
			 ATT_E_CONFIG);
	att_pcapng_fini(&b);
}

static void time_that_goes_backwards_is_refused(void **state)
{
	struct att_pcapng_block b;
	char problem[128];
	struct file f;

	(void)state;
	begin(&f, &b);
	packet(&f, &b, 10, ATT_PCAPNG_IN, "syslog", start);
	packet(&f, &b, 12, ATT_PCAPNG_IN, "syslog", "expire");
	packet(&f, &b, 11, ATT_PCAPNG_IN, "syslog", "expire");
	assert_int_equal(read_error(&f, problem, sizeof(problem)), ATT_E_VALUE);
	assert_string_equal(problem, "time goes backwards after packet 2");
	att_pcapng_fini(&b);
}

/* People write comments in Wireshark. */
static void comments_of_people_are_no_records(void **state)
{
	struct att_tracefile_reader r;
	struct att_window window;
	struct att_tracefile_record rec;
	struct att_pcapng_block b;
	struct file f;

	(void)state;
	begin(&f, &b);
	att_pcapng_packet(&b, 0, ATT_PCAPNG_IN, "syslog", bytes(start));
	att_pcapng_comment(&b, "look at this");
	att_pcapng_comment(&b, "+0.001 a b --c--> d");
	add(&f, &b);
	window = att_window_of(whole(&f));
	att_tracefile_reader_init(&r, &window);
	assert_int_equal(att_tracefile_next(&r, &rec), 1);
	assert_int_equal(rec.kind, ATT_TRACEFILE_START);
	assert_int_equal(att_tracefile_next(&r, &rec), 1);
	assert_int_equal(rec.kind, ATT_TRACEFILE_STEP);
	assert_int_equal(att_tracefile_next(&r, &rec), 0);
	att_pcapng_fini(&b);
}

/* --- words ------------------------------------------------------------- */

static char text[ATT_TRACEFILE_TEXT];

static void put(const struct att_core_config *c,
		const struct att_tracefile_revisions *r)
{
	struct att_text t;

	att_text_init(&t, text, sizeof(text));
	att_tracefile_config_put(&t, c, r);
	assert_false(t.cut);
}

static void fill(char *to, size_t cap, unsigned seed)
{
	for (size_t i = 0; i + 1 < cap; i++)
		to[i] = (char)(1 + (i * 7 + seed) % 255);
	to[cap - 1] = '\0';
}

static void configuration_with_any_characters_reads_back(void **state)
{
	struct att_core_config c, back;

	(void)state;
	memset(&c, 0, sizeof(c));
	c.n_sessions = ATT_CORE_SESSIONS;
	c.in_band = true;
	fill(c.pin, sizeof(c.pin), '0');
	c.choice = (struct att_core_choice){.slot = 2,
					    .fallback = true,
					    .access = ATT_4G | ATT_5G,
					    .attach = true,
					    .auth = 1,
					    .ip = ATT_IP_V6};
	strcpy(c.choice.operator_, "26201");
	fill(c.choice.apn, sizeof(c.choice.apn), 7);
	fill(c.choice.user, sizeof(c.choice.user), 8);
	fill(c.choice.password, sizeof(c.choice.password), 9);
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		struct att_core_session *s = &c.session[i];

		fill(s->name, sizeof(s->name), i);
		fill(s->apn, sizeof(s->apn), 100 + i);
		fill(s->user, sizeof(s->user), 50 + i);
		fill(s->password, sizeof(s->password), i);
		s->auth = i;
		s->ip = (enum att_ip_type)(1 + i % 3);
		s->roaming = i % 2;
		s->share_prefix = i % 2;
		s->off = i % 3 == 1;
	}
	put(&c, NULL);
	assert_int_equal(att_tracefile_config_get(bytes(text), &back), 0);
	assert_memory_equal(&c, &back, sizeof(c));
}

static size_t units(const char *utf8)
{
	uint8_t utf16[64];
	int len = att_utf16_encode((const uint8_t *)utf8, strlen(utf8), utf16,
				   sizeof(utf16));

	assert_true(len >= 0);
	return (size_t)len / 2;
}

/* Messages have them in UTF-8 or in UTF-16. */
static void masked_secrets_keep_their_lengths(void **state)
{
	static const char user[] = "\xf0\x9f\x94\x91\xc3\xa4\xe2\x82\xac"
				   "b\xef\xbf\xbd";
	struct att_tracefile_revisions r = {.pin = 3, .attach_user = 1};
	struct att_core_config c, back;

	(void)state;
	memset(&c, 0, sizeof(c));
	strcpy(c.pin, "8642");
	c.n_sessions = 1;
	c.session[0].ip = ATT_IP_V4;
	strcpy(c.session[0].user, user);
	strcpy(c.session[0].password, "no\xffUTF-8");
	c.choice.attach = true;
	strcpy(c.choice.user, "me");
	put(&c, &r);
	assert_non_null(strstr(text, " attach_user=**#1 "));
	assert_non_null(strstr(text, " pin=****#3 "));
	assert_int_equal(att_tracefile_config_get(bytes(text), &back), 0);
	assert_string_equal(back.pin, "****");
	assert_int_equal(strlen(back.session[0].user), strlen(user));
	assert_int_equal(units(back.session[0].user), units(user));
	assert_null(strstr(back.session[0].user, "\xf0\x9f\x94\x91"));
	assert_null(strstr(back.session[0].user, "\xc3\xa4"));
	assert_null(strstr(back.session[0].user, "\xe2\x82\xac"));
	assert_null(strstr(back.session[0].user, "b"));
	/* what cannot be sent must not become what can */
	assert_string_equal(back.session[0].password,
			    "\xff\xff\xff\xff\xff\xff\xff\xff");
}

/* The message of a masked configuration, beside the one that was masked. */
static void stars_are_the_same_as_their_mask(void **state)
{
	static const struct {
		struct att_bytes masked, came;
		size_t at; /* of the difference */
		bool same;
	} rows[] = {
#define BYTES(text) {(const uint8_t *)(text), sizeof(text) - 1}
		{BYTES("a****b"), BYTES("a****b"), 6, true},
		{BYTES("a**b"),
		 BYTES("a\xc2\x80"
		       "b"),
		 4, true},
		{BYTES("a***b"),
		 BYTES("a\xee\x82\x80"
		       "b"),
		 5, true},
		{BYTES("a****b"),
		 BYTES("a\xf3\xb0\x82\x80"
		       "b"),
		 6, true},
		{BYTES("a*b"),
		 BYTES("a\xff"
		       "b"),
		 3, true},
		{BYTES("*\0*\0*\0*\0"), BYTES("\x80\0\x80\xe0\x80\xdb\x80\xdc"),
		 8, true},
		/* of another length, cut off, or not a star */
		{BYTES("a***"), BYTES("a\xc2\x80"), 3, false},
		{BYTES("a*"), BYTES("a\xc2\x80"), 1, false},
		{BYTES("a**b"),
		 BYTES("a\xc2\x81"
		       "b"),
		 1, false},
		{BYTES("ab*"), BYTES("a\xc2\x80"), 1, false},
		{BYTES("*\0+\0"), BYTES("\x80\xdb\x80\xdc"), 0, false},
#undef BYTES
	};
	size_t at;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(
			att_stars_same(rows[i].masked, rows[i].came, &at),
			rows[i].same);
		assert_int_equal(at, rows[i].at);
	}
}

static void changed_secret_differs_under_its_mask(void **state)
{
	struct att_tracefile_revisions r = {.pin = 0};
	struct att_core_config old, c, a, b;

	(void)state;
	memset(&old, 0, sizeof(old));
	strcpy(old.pin, "8642");
	old.n_sessions = 1;
	old.session[0].ip = ATT_IP_V4;
	strcpy(old.session[0].password, "one");
	c = old;
	put(&old, &r);
	att_tracefile_config_get(bytes(text), &a);
	att_tracefile_revise(&r, &old, &c);
	put(&c, &r);
	att_tracefile_config_get(bytes(text), &b);
	assert_memory_equal(&a, &b, sizeof(a));
	strcpy(c.pin, "1357");
	strcpy(c.session[0].password, "two");
	att_tracefile_revise(&r, &old, &c);
	put(&c, &r);
	att_tracefile_config_get(bytes(text), &b);
	assert_memory_not_equal(a.pin, b.pin, sizeof(a.pin));
	assert_memory_not_equal(a.session[0].password, b.session[0].password,
				sizeof(a.session[0].password));
	assert_string_equal(a.pin, b.pin);
}

static void broken_words_are_refused(void **state)
{
	static const char *const broken[] = {
		"",
		"sessions=9 pin=",
		"sessions=-1 pin=",
		"sessions=99999999999999999999 pin=",
		"sessions=0",
		"sessions=0 pin=12345678901234567",
		"sessions=0 pin=%0",
		"sessions=0 pin=%00",
		"sessions=0 pin=1#x",
		"sessions=1 pin= 0.name= 0.apn= 0.user= 0.password= 0.auth=0 "
		"0.ip=4 0.roaming=0",
		"sessions=1 pin= 0.name=a#1 0.apn= 0.user= 0.password= "
		"0.auth=0 0.ip=3 0.roaming=0",
	};
	struct att_core_config c;
	struct att_input in;

	(void)state;
	for (unsigned i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		assert_int_equal(att_tracefile_config_get(bytes(broken[i]), &c),
				 ATT_E_CONFIG);
	assert_int_equal(att_input_get(bytes("plug max_control=65536 "
					     "ex_version=0x0100 "
					     "max_outstanding=1 mtu=1 "
					     "framed=1"),
				       &in),
			 ATT_E_CONFIG);
}

#define PLUG                                                             \
	"plug max_control=64 ex_version=0x0100 max_outstanding=1 mtu=1 " \
	"framed=1"

static void a_modem_is_fresh_unless_its_plug_says_otherwise(void **state)
{
	struct att_input in;

	(void)state;
	assert_int_equal(att_input_get(bytes(PLUG), &in), 0);
	assert_false(in.link.stale);
	assert_int_equal(att_input_get(bytes(PLUG " stale=1"), &in), 0);
	assert_true(in.link.stale);
	assert_int_equal(att_input_get(bytes(PLUG " stale=2"), &in),
			 ATT_E_CONFIG);
}

static void a_trace_that_says_nothing_of_locks_opened_them(void **state)
{
	struct att_core_config c;

	(void)state;
	assert_int_equal(
		att_tracefile_config_get(bytes("x sessions=0 pin="), &c), 0);
	assert_true(c.unlock);
	assert_int_equal(att_tracefile_config_get(
				 bytes("x sessions=0 keep_lock=1 pin="), &c),
			 0);
	assert_false(c.unlock);
}

static void inputs_read_back_as_they_were_put(void **state)
{
	static const char *const texts[] = {PLUG,
					    PLUG " stale=1",
					    PLUG " vendor=6441 product=36985",
					    "unplug",
					    "want off",
					    "want attached",
					    "want connected",
					    "expire",
					    "end"};
	struct att_input in;
	struct att_text t;
	char buf[160];

	(void)state;
	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(att_input_get(bytes(texts[i]), &in), 0);
		att_text_init(&t, buf, sizeof(buf));
		att_input_put(&t, &in, NULL);
		assert_string_equal(buf, texts[i]);
	}
	assert_int_equal(att_input_get(bytes("want more"), &in), ATT_E_CONFIG);
	assert_int_equal(att_input_get(bytes("plugged"), &in), ATT_E_CONFIG);
	assert_int_equal(att_input_get(bytes(""), &in), ATT_E_CONFIG);
}

static void a_plug_says_what_is_spoken_unless_it_is_mbim(void **state)
{
	static const struct att_protocol other = {.name = "toy"};
	struct att_input in;
	struct att_text t;
	char buf[160];

	(void)state;
	assert_int_equal(att_input_get(bytes(PLUG), &in), 0);
	assert_string_equal(in.protocol->name, "mbim");
	assert_int_equal(att_input_get(bytes(PLUG " speaks=mbim"), &in), 0);
	assert_string_equal(in.protocol->name, "mbim");
	assert_int_equal(att_input_get(bytes(PLUG " speaks=qmi"), &in), 0);
	assert_string_equal(in.link.speaks, "qmi");
	in.protocol = &other;
	att_text_init(&t, buf, sizeof(buf));
	att_input_put(&t, &in, NULL);
	assert_string_equal(buf, PLUG " speaks=toy");
	/* which this program does not speak */
	assert_int_equal(att_input_get(bytes(buf), &in), ATT_E_CONFIG);
}

static void a_plug_says_what_the_data_path_can_carry(void **state)
{
	static const char words[] = PLUG " shared=1 links=6 aggregations=5 "
					 "down_max_size=32768 endpoint=1 "
					 "interface=4";
	struct att_input in;
	struct att_text t;
	char buf[240];

	(void)state;
	assert_int_equal(att_input_get(bytes(words), &in), 0);
	att_text_init(&t, buf, sizeof(buf));
	att_input_put(&t, &in, NULL);
	assert_string_equal(buf, words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packet_of_any_length_reads_back),
		cmocka_unit_test(file_of_another_program_reads),
		cmocka_unit_test(damaged_blocks_never_read_beyond_the_file),
		cmocka_unit_test(foreign_files_are_named),
		cmocka_unit_test(time_that_goes_backwards_is_refused),
		cmocka_unit_test(comments_of_people_are_no_records),
		cmocka_unit_test(configuration_with_any_characters_reads_back),
		cmocka_unit_test(masked_secrets_keep_their_lengths),
		cmocka_unit_test(stars_are_the_same_as_their_mask),
		cmocka_unit_test(changed_secret_differs_under_its_mask),
		cmocka_unit_test(broken_words_are_refused),
		cmocka_unit_test(
			a_modem_is_fresh_unless_its_plug_says_otherwise),
		cmocka_unit_test(
			a_trace_that_says_nothing_of_locks_opened_them),
		cmocka_unit_test(inputs_read_back_as_they_were_put),
		cmocka_unit_test(a_plug_says_what_is_spoken_unless_it_is_mbim),
		cmocka_unit_test(a_plug_says_what_the_data_path_can_carry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
