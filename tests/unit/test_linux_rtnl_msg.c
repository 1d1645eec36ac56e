/* Netlink as bytes: what is put can be read again, and what is cut off or lies
 * about its length is not read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "linux/rtnl_msg.h"

#define N 8

/* A message: a header of 5 bytes, a number, a text, and a number in a nest. */
static struct nlmsghdr *message(char *buf, uint16_t type, uint32_t sequence)
{
	struct nlmsghdr *h = att_rtnl_msg_begin(buf, type, 0);
	struct nlattr *nest;

	h->nlmsg_seq = sequence;
	memset(att_rtnl_msg_put_header(h, 5), 7, 5);
	att_rtnl_msg_put_u16(h, 1, 0x1234);
	att_rtnl_msg_put_str(h, 2, "wwan0");
	nest = att_rtnl_msg_nest(h, 3);
	att_rtnl_msg_put_u32(h, 4, 77);
	att_rtnl_msg_nest_end(h, nest);
	return h;
}

static void what_is_put_is_read(void **state)
{
	const struct nlattr *a[N], *inner[N];
	_Alignas(4) char buf[256];
	struct nlmsghdr *h = message(buf, 20, 0);
	char text[4];

	(void)state;
	att_rtnl_msg_attributes_of(h, 5, a, N);
	assert_null(a[0]);
	assert_int_equal(att_rtnl_msg_u16(a[1]), 0x1234);
	assert_int_equal(att_rtnl_msg_u32(a[1]), 0); /* too short for it */
	assert_true(att_rtnl_msg_is(a[2], "wwan0"));
	assert_false(att_rtnl_msg_is(a[2], "wwan"));
	assert_false(att_rtnl_msg_is(a[2], "wwan01"));
	att_rtnl_msg_str(a[2], text, sizeof(text));
	assert_string_equal(text, "wwa");
	att_rtnl_msg_nested(a[3], inner, N);
	assert_int_equal(att_rtnl_msg_u32(inner[4]), 77);
	assert_null(inner[1]);
}

static void count(void *ctx, const struct nlmsghdr *h)
{
	(void)h;
	++*(unsigned *)ctx;
}

/* In memory of exactly its length, so that the sanitizer sees a byte too much.
 */
static void cut_off_anywhere_nothing_behind_it_is_read(void **state)
{
	_Alignas(4) char buf[256];
	const size_t whole = message(buf, 20, 0)->nlmsg_len;

	(void)state;
	for (size_t len = 0; len <= whole; len++) {
		const struct nlattr *a[N], *inner[N];
		char *exact = malloc(len + !len);
		unsigned n = 0;

		assert_non_null(exact);
		memcpy(exact, buf, len);
		assert_int_equal(att_rtnl_msg_each(exact, len, 0, count, &n),
				 1);
		assert_int_equal(n, len == whole);
		if (len >= sizeof(struct nlmsghdr)) {
			struct nlmsghdr *h = (void *)exact;
			const uint8_t *header;

			h->nlmsg_len = (uint32_t)len;
			header = att_rtnl_msg_header(h, 5);
			for (int i = 0; i < 5; i++)
				assert_int_equal(header[i], len < 21 ? 0 : 7);
		}
		att_rtnl_msg_attributes(exact + len - len % 4, len % 4, a, N);
		if (len > 24) {
			att_rtnl_msg_attributes(exact + 24, len - 24, a, N);
			if (a[3])
				att_rtnl_msg_nested(a[3], inner, N);
			assert_int_equal(a[3] != NULL, len == whole);
		}
		free(exact);
	}
}

static void lengths_that_cannot_be_end_the_reading(void **state)
{
	_Alignas(4) char buf[256];
	struct nlmsghdr *h = message(buf, 20, 0);
	const struct nlattr *a[N];
	struct nlattr first = {.nla_type = 1};
	unsigned n = 0;

	(void)state;
	memcpy(buf + 24, &first, sizeof(first)); /* of length 0 */
	att_rtnl_msg_attributes_of(h, 5, a, N);
	for (unsigned i = 0; i < N; i++)
		assert_null(a[i]);
	att_rtnl_msg_attributes_of(h, 500, a, N);
	assert_null(a[1]);
	h->nlmsg_len = 3;
	assert_int_equal(att_rtnl_msg_each(buf, sizeof(buf), 0, count, &n), 1);
	assert_int_equal(n, 0);
}

static void an_error_and_an_end_are_told(void **state)
{
	_Alignas(4) char buf[256];
	struct nlmsghdr *h = att_rtnl_msg_begin(buf, NLMSG_ERROR, 0);
	int *error;
	unsigned n = 0;

	(void)state;
	errno = 0;
	assert_int_equal(att_rtnl_msg_each(buf, h->nlmsg_len, 0, count, &n),
			 -1);
	assert_int_equal(errno, EBADMSG);
	error = att_rtnl_msg_put_header(h, sizeof(struct nlmsgerr));
	assert_int_equal(att_rtnl_msg_each(buf, h->nlmsg_len, 0, count, &n), 0);
	*error = -ENODEV;
	assert_int_equal(att_rtnl_msg_each(buf, h->nlmsg_len, 0, count, &n),
			 -1);
	assert_int_equal(errno, ENODEV);
	/* a dump of what is gone ends with the reason */
	errno = 0;
	h->nlmsg_type = NLMSG_DONE;
	assert_int_equal(att_rtnl_msg_each(buf, h->nlmsg_len, 0, count, &n),
			 -1);
	assert_int_equal(errno, ENODEV);
	*error = 0;
	assert_int_equal(att_rtnl_msg_each(buf, h->nlmsg_len, 0, count, &n), 0);
	h->nlmsg_len = sizeof(*h);
	assert_int_equal(att_rtnl_msg_each(buf, h->nlmsg_len, 0, count, &n), 0);
	h->nlmsg_type = NLMSG_NOOP;
	assert_int_equal(att_rtnl_msg_each(buf, h->nlmsg_len, 0, count, &n), 1);
	assert_int_equal(n, 0);
}

static void an_answer_to_another_request_is_none(void **state)
{
	_Alignas(4) char buf[256];
	struct nlmsghdr *h = message(buf, 20, 5);
	unsigned n = 0;

	(void)state;
	assert_int_equal(att_rtnl_msg_each(buf, h->nlmsg_len, 6, count, &n),
			 -1);
	assert_int_equal(errno, EPROTO);
	assert_int_equal(att_rtnl_msg_each(buf, h->nlmsg_len, 5, count, &n), 1);
	h->nlmsg_flags |= NLM_F_DUMP_INTR;
	assert_int_equal(att_rtnl_msg_each(buf, h->nlmsg_len, 5, count, &n),
			 -1);
	assert_int_equal(errno, EINTR);
	assert_int_equal(n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_put_is_read),
		cmocka_unit_test(cut_off_anywhere_nothing_behind_it_is_read),
		cmocka_unit_test(lengths_that_cannot_be_end_the_reading),
		cmocka_unit_test(an_error_and_an_end_are_told),
		cmocka_unit_test(an_answer_to_another_request_is_none),
	};

	return cmocka_run_group_tests_name("linux/rtnl_msg", tests, NULL, NULL);
}
