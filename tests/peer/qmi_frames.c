/* Frames of QMI in hex, one a line: for each layout of the spec some with
 * random values that every program can show. */
#include <stdio.h>

#include "base/errors.h"
#include "support/qmi_random.h"
#include "support/random_value.h"
#include "wire/qmi/message.h"

#define EACH 3

static const enum random_size sizes[EACH] = {RANDOM_SHORT, RANDOM_ANY,
					     RANDOM_ANY};

static void put(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		printf("%02x", p[i]);
	putchar('\n');
}

static bool frame(const char *name, struct random_value *r,
		  const struct qmi_head *h, const struct att_layout *layout)
{
	static uint8_t buf[QMI_FRAME_MAX];
	size_t head = qmi_head_len(h->service);
	int len = qmi_layout_encode(layout, qmi_random_of(r, layout),
				    buf + head, sizeof(buf) - head);

	if (len < 0) {
		fprintf(stderr, "%s: %s\n", name, att_errors_name(len));
		return false;
	}
	put(buf, qmi_head_put(h, (size_t)len, buf));
	return true;
}

static bool message(const struct qmi_service_info *s,
		    const struct qmi_message_info *m)
{
	bool good = true;

	for (unsigned kind = 0; kind < QMI_KINDS; kind++) {
		struct qmi_head h = {
			.service = (uint8_t)s->number,
			.client = s->number ? 7 : 0,
			.from_modem = kind != QMI_REQUEST,
			.kind = kind,
			.transaction = (uint16_t)(1 + kind),
			.message = m->number,
		};

		for (unsigned i = 0; m->holds[kind] && i < EACH; i++) {
			struct random_value r;

			random_value_init(&r, 1 + i, sizes[i], true);
			good = frame(qmi_message_info_name(m), &r, &h,
				     qmi_layout(m->holds[kind])) &&
			       good;
			value_release(&r.pool);
		}
	}
	return good;
}

int main(void)
{
	bool good = true;

	for (unsigned i = 0; i < qmi_services_count; i++) {
		const struct qmi_service_info *s = &qmi_services[i];

		/* the others are on QRTR only, where there are no frames */
		for (unsigned k = 0; s->number <= 255 && k < s->n_messages; k++)
			good = message(s, &s->messages[k]) && good;
	}
	return good ? 0 : 1;
}
