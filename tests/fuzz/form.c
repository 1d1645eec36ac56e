/* Reads an input as a form of file has it, and shows what is in it. */
#include "form.h"

#include <stdlib.h>

#include "capture/coats.h"
#include "fuzz.h"
#include "support/chunks.h"
#include "tools/attache/decode.h"

static void show(struct decode *d, struct messages *m)
{
	struct message message;

	while (messages_next(m, &message))
		decode_put(d, &message);
}

static void read_all(const struct form *form, struct form_reader *r,
		     struct decode *d, struct messages *m, size_t size)
{
	struct transfer t;
	size_t n = 0;

	while (form->next(r, &t) == 1) {
		FUZZ_CLAIM(++n <= size);
		FUZZ_CLAIM(t.full_len >= t.bytes.len);
		FUZZ_CLAIM(t.bytes.len <= 1u << 20);
		FUZZ_CLAIM(t.bytes.len || t.ex_version);
		FUZZ_CLAIM(t.record >= 1);
		FUZZ_CLAIM(messages_put(m, &t));
		show(d, m);
	}
	FUZZ_CLAIM(r->skips.n <= SKIPS_REASONS);
	messages_end(m);
	show(d, m);
}

void fuzz_form(const char *name, struct att_bytes bytes, uint8_t how,
	       bool detected)
{
	struct decode d = {.as = how % 3};
	struct messages m = {
		.guess = how & 4,
		.ex_version = (uint16_t)(0x100 * (1 + (how >> 3) % 3)),
	};
	struct chunks chunks = {.bytes = bytes, .most = 1 + bytes.len % 61};
	struct att_window window;
	struct coats coats;
	const struct form *form;
	struct form_reader r;

	FUZZ_CLAIM(form_named(name, &form) && form);
	att_window_init(&window, chunks_read, &chunks);
	coats_init(&coats, &window);
	att_window_look(&window, 64);
	while (coats_take_off(&coats))
		att_window_look(coats.in, 64);
	r = (struct form_reader){
		.in = coats.in, .name = "input", .detected = detected};
	decode_begin(&d, "input", form->plain, form->source);
	if (form->open(&r)) {
		read_all(form, &r, &d, &m, bytes.len);
		form->close(&r);
	}
	messages_fini(&m);
	decode_end(&d);
	coats_fini(&coats);
	att_window_fini(&window);
}
