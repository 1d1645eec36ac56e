/* attache decode: messages and NTBs that somebody has as hex. */
#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>

#include "attache.h"
#include "base/errors.h"
#include "drivers/ntb.h"
#include "hexfile.h"
#include "wire/msg.h"

static const char usage[] =
	"usage: attache decode [OPTION]... FILE...\n"
	"\n"
	"Decodes MBIM control messages and NTBs. A FILE (- is standard input) "
	"holds\n"
	"hex bytes, one message a block; a blank line ends a block, # begins "
	"a comment.\n"
	"Personal data (numbers of SIM and device, PINs, passwords) are shown "
	"as *.\n"
	"Status 1: a file cannot be read, or a message does not decode.\n"
	"\n"
	"  -j, --json         one JSON object a line\n"
	"      --mbimex V     what the modem speaks: 1.0 (default), 2.0, 3.0\n"
	"      --personal     show personal data\n"
	"  -h, --help\n";

struct arguments {
	bool json;
	uint16_t ex_version;
	enum mbim_show show;
	bool headings; /* several blocks may come */
};

static bool read_version(uint16_t *to, const char *text)
{
	static const struct {
		const char *text;
		uint16_t version;
	} versions[] = {{"1.0", MBIM_EX_1}, {"1", MBIM_EX_1},
			{"2.0", MBIM_EX_2}, {"2", MBIM_EX_2},
			{"3.0", MBIM_EX_3}, {"3", MBIM_EX_3}};

	for (unsigned i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (strcmp(text, versions[i].text) == 0) {
			*to = versions[i].version;
			return true;
		}
	fprintf(stderr, "attache decode: --mbimex is 1.0, 2.0 or 3.0\n");
	return false;
}

/* -1: go on; else the exit status. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
	enum { MBIMEX = 256, PERSONAL };
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'},
		{"mbimex", required_argument, NULL, MBIMEX},
		{"personal", no_argument, NULL, PERSONAL},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	int c;

	while ((c = getopt_long(argc, argv, "jh", options, NULL)) != -1) {
		switch (c) {
		case 'j':
			a->json = true;
			break;
		case MBIMEX:
			if (!read_version(&a->ex_version, optarg))
				return ATTACHE_USAGE;
			break;
		case PERSONAL:
			a->show = MBIM_SHOW_ALL;
			break;
		case 'h':
			fputs(usage, stdout);
			return ATTACHE_DONE;
		default: /* getopt has said what is wrong */
			return ATTACHE_USAGE;
		}
	}
	if (optind < argc)
		return -1;
	fputs("attache decode: no file (attache decode --help)\n", stderr);
	return ATTACHE_USAGE;
}

/* --- NTBs -------------------------------------------------------------- */

static bool is_ntb(struct mbim_bytes b)
{
	uint32_t signature = b.len >= 4 ? mbim_get32(b.p) : 0;

	return signature == 0x484d434eu /* NCMH */ ||
	       signature == 0x686d636eu /* ncmh */;
}

static const char *kind_of(struct mbim_ntb_stream stream,
			   struct mbim_bytes datagram)
{
	if (stream.dss)
		return "data";
	switch (datagram.len ? datagram.p[0] >> 4 : 0) {
	case 4:
		return "ipv4";
	case 6:
		return "ipv6";
	default:
		return "not_ip";
	}
}

static void print_datagram(const struct arguments *a, unsigned i,
			   const struct mbim_ntb_rx *rx,
			   struct mbim_ntb_stream stream,
			   struct mbim_bytes datagram)
{
	const char *format =
		a->json ? "%s{\"stream\":\"%s\",\"session\":%u,\"ndp\":%u,"
			  "\"offset\":%zu,\"length\":%zu,\"kind\":\"%s\"}"
			: "%s  %s %u ndp %u offset %zu length %zu %s\n";

	printf(format, a->json && i ? "," : "", stream.dss ? "dss" : "ips",
	       stream.id, rx->ndps, (size_t)(datagram.p - rx->ntb.p),
	       datagram.len, kind_of(stream, datagram));
}

/* In the letters in which messages say it. */
static const char *error_name(int err)
{
	static char buf[16];
	const char *name = mbim_errors_name(err);
	size_t i;

	for (i = 0; name[i] && i + 1 < sizeof(buf); i++)
		buf[i] = (char)tolower((unsigned char)name[i]);
	buf[i] = '\0';
	return buf;
}

static int print_ntb(const struct arguments *a, struct mbim_bytes b)
{
	struct mbim_ntb_stream stream;
	struct mbim_bytes datagram;
	struct mbim_ntb_rx rx;
	int err = mbim_ntb_rx_init(&rx, b);
	unsigned n = 0;

	if (err) {
		printf(a->json ? "{\"type\":\"ntb\",\"error\":\"%s\"}\n"
			       : "ntb error %s\n",
		       error_name(err));
		return err;
	}
	printf(a->json ? "{\"type\":\"%s\",\"sequence\":%u,\"length\":%zu,"
			 "\"datagrams\":["
		       : "%s sequence %u length %zu\n",
	       rx.ntb32 ? "ntb32" : "ntb16", rx.sequence, rx.ntb.len);
	while ((err = mbim_ntb_rx_next(&rx, &stream, &datagram)) > 0)
		print_datagram(a, n++, &rx, stream, datagram);
	printf(a->json ? "],\"ndps\":%u,\"skipped\":%u"
		       : "  ndps %u skipped %u\n",
	       rx.ndps, rx.skipped);
	if (err)
		printf(a->json ? ",\"error\":\"%s\"" : "  error %s\n",
		       error_name(err));
	fputs(a->json ? "}\n" : "", stdout);
	return err;
}

/* --- messages ---------------------------------------------------------- */

/* Do the fields decode, if their layout is known? */
static int check_body(struct mbim_bytes b, uint16_t ex_version,
		      struct mbim_text *scratch)
{
	const struct mbim_layout *l;
	struct mbim_msg msg;

	if (mbim_msg_decode(b, &msg))
		return 0; /* a fragment, or known to be wrong already */
	l = mbim_msg_layout(&msg, ex_version);
	if (!l || (!msg.body.len && l->wire_len))
		return 0;
	return mbim_layout_print(l, msg.body, MBIM_SHOW_MASKED, 0, scratch);
}

static int print_message(const struct arguments *a, struct mbim_bytes b)
{
	/* the largest: an array of small numbers with long names */
	size_t cap = 65536 + 128 * b.len;
	char *buf = malloc(cap);
	struct mbim_text t;
	int err;

	if (!buf)
		return MBIM_E_MEMORY;
	mbim_text_init(&t, buf, cap);
	err = check_body(b, a->ex_version, &t);
	mbim_text_init(&t, buf, cap);
	if (a->json)
		err = mbim_msg_json(b, a->ex_version, a->show, &t) || err;
	else
		err = mbim_msg_print(b, a->ex_version, a->show, &t) || err;
	fputs(buf, stdout);
	if (!t.len || buf[t.len - 1] != '\n')
		putchar('\n');
	free(buf);
	return err || t.cut ? MBIM_E_VALUE : 0;
}

static bool decode_file(const struct arguments *a, const char *path)
{
	struct mbim_bytes block;
	struct hexfile h;
	bool good = hexfile_open(&h, path);
	int got;

	if (!good)
		return false;
	while ((got = hexfile_next(&h, &block)) > 0) {
		if (a->headings && !a->json)
			printf("# %s:%u\n", h.name, h.first_line);
		if (is_ntb(block) ? print_ntb(a, block)
				  : print_message(a, block))
			good = false;
		fflush(stdout);
	}
	hexfile_close(&h);
	return good && !got;
}

int cmd_decode(int argc, char **argv)
{
	struct arguments a = {.ex_version = MBIM_EX_1};
	int status = read_arguments(&a, argc, argv);

	if (status >= 0)
		return status;
	a.headings = argc - optind > 1;
	status = ATTACHE_DONE;
	for (int i = optind; i < argc; i++)
		if (!decode_file(&a, argv[i]))
			status = ATTACHE_FAILED;
	return status;
}
