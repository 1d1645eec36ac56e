/* The file with the name servers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/dns.h"

#define HEAD "# name servers of the mobile network, written by attache\n"

static char folder[64], path[96];
static struct att_dns dns;

static int setup(void **state)
{
	(void)state;
	memset(&dns, 0, sizeof(dns));
	strcpy(folder, "/tmp/attache-dns-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/resolv.conf", folder);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	/* fails, and so does the test, if a temporary file was left behind */
	return rmdir(folder);
}

static void file_is(const char *expected)
{
	char text[1024];
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	assert_string_equal(text, expected);
}

static void server4(struct att_ip_config *ip, const char *address)
{
	inet_pton(AF_INET, address, ip->dns4[ip->n_dns4++].b);
}

static void server6(struct att_ip_config *ip, const char *address)
{
	inet_pton(AF_INET6, address, ip->dns6[ip->n_dns6++].b);
}

static void dns_writes_the_servers_of_every_link_in_order(void **state)
{
	struct att_ip_config a = {.n_dns4 = 0}, b = {.n_dns4 = 0};
	const struct att_dns_source sources[] = {{&a, "wwan0"}, {&b, "wwan1"}};
	struct stat st;

	(void)state;
	server4(&a, "192.0.2.53");
	server4(&a, "192.0.2.54");
	server6(&a, "2001:db8::53");
	server6(&b, "fe80::1");
	assert_int_equal(att_dns_update(&dns, path, sources, 2), 0);
	file_is(HEAD "nameserver 192.0.2.53\nnameserver 192.0.2.54\n"
		     "nameserver 2001:db8::53\nnameserver fe80::1%wwan1\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
}

static void dns_removes_the_servers_of_links_that_are_down(void **state)
{
	struct att_ip_config a = {.n_dns4 = 0};
	const struct att_dns_source source = {&a, "wwan0"};

	(void)state;
	server4(&a, "192.0.2.53");
	assert_int_equal(att_dns_update(&dns, path, &source, 1), 0);
	assert_int_equal(att_dns_update(&dns, path, NULL, 0), 0);
	file_is(HEAD);
}

static void dns_replaces_the_file_for_those_who_read_it(void **state)
{
	struct att_ip_config a = {.n_dns4 = 0};
	const struct att_dns_source source = {&a, "wwan0"};
	char text[sizeof(HEAD)] = "";
	FILE *reader;

	(void)state;
	assert_int_equal(att_dns_update(&dns, path, NULL, 0), 0);
	reader = fopen(path, "r");
	assert_non_null(reader);
	server4(&a, "192.0.2.53");
	assert_int_equal(att_dns_update(&dns, path, &source, 1), 0);
	assert_int_equal(fread(text, 1, sizeof(text), reader), strlen(HEAD));
	assert_memory_equal(text, HEAD, strlen(HEAD));
	fclose(reader);
}

static void dns_leaves_no_server_in_the_file_of_before(void **state)
{
	struct att_ip_config a = {.n_dns4 = 0};
	const struct att_dns_source source = {&a, "wwan0"};
	char other[128];

	(void)state;
	snprintf(other, sizeof(other), "%s.other", path);
	server4(&a, "192.0.2.53");
	assert_int_equal(att_dns_update(&dns, path, &source, 1), 0);
	file_is(HEAD "nameserver 192.0.2.53\n");
	assert_int_equal(att_dns_update(&dns, other, &source, 1), 0);
	file_is(HEAD);
	assert_int_equal(att_dns_update(&dns, "", &source, 1), 0);
	assert_int_equal(rename(other, path), 0);
	file_is(HEAD);
	/* nobody's file is touched from here on */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(att_dns_update(&dns, "", NULL, 0), 0);
	assert_int_equal(access(other, F_OK), -1);
}

static void dns_says_why_it_cannot_write(void **state)
{
	(void)state;
	errno = 0;
	assert_int_equal(
		att_dns_update(&dns, "/nonexistent/resolv.conf", NULL, 0),
		ATT_E_IO);
	assert_int_equal(errno, ENOENT);
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void dns_gives_back_what_somebody_else_had_written(void **state)
{
	struct att_ip_config a = {.n_dns4 = 0};
	const struct att_dns_source source = {&a, "wwan0"};

	(void)state;
	put(path, "nameserver 198.51.100.1\n");
	server4(&a, "192.0.2.53");
	assert_int_equal(att_dns_update(&dns, path, NULL, 0), 0);
	file_is("nameserver 198.51.100.1\n");
	assert_int_equal(att_dns_update(&dns, path, &source, 1), 0);
	file_is(HEAD "nameserver 192.0.2.53\n");
	assert_int_equal(att_dns_update(&dns, path, &source, 1), 0);
	assert_int_equal(att_dns_update(&dns, path, NULL, 0), 0);
	file_is("nameserver 198.51.100.1\n");
}

static void dns_of_a_run_that_was_killed_is_taken_away(void **state)
{
	(void)state;
	put(path, HEAD "nameserver 192.0.2.53\n");
	assert_int_equal(att_dns_update(&dns, path, NULL, 0), 0);
	file_is(HEAD);
}

static void dns_follows_a_symlink_and_leaves_it(void **state)
{
	struct att_ip_config a = {.n_dns4 = 0};
	const struct att_dns_source source = {&a, "wwan0"};
	char link[128];
	struct stat st;

	(void)state;
	snprintf(link, sizeof(link), "%s.link", path);
	put(path, "");
	assert_int_equal(symlink(path, link), 0);
	server4(&a, "192.0.2.53");
	assert_int_equal(att_dns_update(&dns, link, &source, 1), 0);
	file_is(HEAD "nameserver 192.0.2.53\n");
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(att_dns_update(&dns, link, NULL, 0), 0);
	unlink(link);
	file_is("");
}

/* As /etc/resolv.conf, before the program that it leads to has begun. */
static void dns_makes_the_file_that_a_symlink_leads_to(void **state)
{
	struct att_ip_config a = {.n_dns4 = 0};
	const struct att_dns_source source = {&a, "wwan0"};
	char link[128];
	struct stat st;

	(void)state;
	snprintf(link, sizeof(link), "%s.link", path);
	assert_int_equal(symlink("resolv.conf", link), 0);
	server4(&a, "192.0.2.53");
	assert_int_equal(att_dns_update(&dns, link, &source, 1), 0);
	file_is(HEAD "nameserver 192.0.2.53\n");
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(att_dns_update(&dns, link, NULL, 0), 0);
	unlink(link);
	file_is("");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(dns_writes_the_servers_of_every_link_in_order),
		TEST(dns_removes_the_servers_of_links_that_are_down),
		TEST(dns_replaces_the_file_for_those_who_read_it),
		TEST(dns_leaves_no_server_in_the_file_of_before),
		TEST(dns_gives_back_what_somebody_else_had_written),
		TEST(dns_of_a_run_that_was_killed_is_taken_away),
		TEST(dns_follows_a_symlink_and_leaves_it),
		TEST(dns_makes_the_file_that_a_symlink_leads_to),
		TEST(dns_says_why_it_cannot_write),
	};

	return cmocka_run_group_tests_name("linux_dns", tests, NULL, NULL);
}
