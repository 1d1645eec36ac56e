/* What the tables generated from spec/mbim_cids.yaml promise to the walker and
 * to everybody who looks up a CID. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "generated/cids.h"

typedef void layout_fn(const struct att_layout *);

/* Call fn for every layout, those inside others as well. */
static void each_field_layout(const struct att_layout *l, layout_fn *fn)
{
	fn(l);
	for (unsigned i = 0; i < l->n_fields; i++)
		if (l->fields[i].of)
			each_field_layout(l->fields[i].of, fn);
}

static void each_layout(layout_fn *fn)
{
	for (unsigned s = 0; s < mbim_services_count; s++) {
		const struct mbim_service *service = &mbim_services[s];

		for (unsigned c = 0; c < service->n_cids; c++) {
			const struct mbim_cid *cid = &service->cids[c];

			for (unsigned v = 0; v < cid->n_variants; v++)
				each_field_layout(cid->variants[v].layout, fn);
		}
	}
}

static void check_fields_stand_in_the_struct(const struct att_layout *l)
{
	assert_true(l->n_fields > 0 && l->n_fields < ATT_NO_FIELD);
	for (unsigned i = 0; i < l->n_fields; i++) {
		const struct att_field *f = &l->fields[i];

		assert_true(f->at < l->size);
		assert_true(i == 0 || f->at > f[-1].at);
		assert_true(f->type < ATT_T_TYPES);
	}
}

static void fields_stand_in_the_struct(void **state)
{
	(void)state;
	each_layout(check_fields_stand_in_the_struct);
}

/* As many bytes in the C struct as on the wire, and no field in two runs. */
static void check_runs_are_without_gaps(const struct att_layout *l)
{
	for (unsigned i = 0; i < l->n_fields;) {
		const struct att_field *f = &l->fields[i];
		unsigned bytes = 0;

		assert_int_equal(f->run_fields == 0, f->run_bytes == 0);
		if (f->run_fields == 0) {
			i++;
			continue;
		}
		for (unsigned k = 0; k < f->run_fields; k++) {
			assert_int_equal(f[k].at - f->at, bytes);
			assert_true(f[k].type <= ATT_T_STRUCT);
			assert_int_equal(f[k].when, ATT_NO_FIELD);
			assert_true(k == 0 || f[k].run_fields == 0);
			bytes += f[k].width;
		}
		assert_int_equal(f->run_bytes, bytes);
		i += f->run_fields;
	}
}

static void runs_are_without_gaps(void **state)
{
	(void)state;
	each_layout(check_runs_are_without_gaps);
}

/* A field that others depend on stands before them, at a fixed offset. */
static void check_counts_come_first(const struct att_layout *l)
{
	for (unsigned i = 0; i < l->n_fields; i++) {
		const struct att_field *f = &l->fields[i];

		if (f->count != ATT_NO_FIELD) {
			assert_true(f->count < i);
			assert_true(l->fields[f->count].flags & ATT_F_COUNT);
			assert_int_equal(l->fields[f->count].type, ATT_T_U32);
			assert_true(l->fields[f->count].wire < l->wire_len);
		}
		if (f->when != ATT_NO_FIELD) {
			assert_true(f->when < i);
			assert_true(l->fields[f->when].wire < l->wire_len);
		}
	}
}

static void counts_come_first(void **state)
{
	(void)state;
	each_layout(check_counts_come_first);
}

static void cids_ascend_and_variants_are_in_order(void **state)
{
	(void)state;
	for (unsigned s = 0; s < mbim_services_count; s++) {
		const struct mbim_service *service = &mbim_services[s];

		for (unsigned c = 0; c < service->n_cids; c++) {
			const struct mbim_cid *cid = &service->cids[c];
			const struct mbim_variant *v = cid->variants;

			assert_true(c == 0 || cid->number > cid[-1].number);
			for (unsigned i = 1; i < cid->n_variants; i++) {
				assert_true(v[i].kind >= v[i - 1].kind);
				assert_true(v[i].kind > v[i - 1].kind ||
					    v[i].since > v[i - 1].since);
			}
		}
	}
}

static void every_operation_has_a_timeout(void **state)
{
	(void)state;
	for (unsigned s = 0; s < mbim_services_count; s++) {
		const struct mbim_service *service = &mbim_services[s];

		for (unsigned c = 0; c < service->n_cids; c++) {
			const struct mbim_cid *cid = &service->cids[c];

			assert_int_equal(!(cid->ops & MBIM_OP_QUERY),
					 cid->timeout_s_query == 0);
			assert_int_equal(!(cid->ops & MBIM_OP_SET),
					 cid->timeout_s_set == 0);
		}
	}
}

static void basic_connect_is_complete(void **state)
{
	static const uint32_t numbers[] = {1,  2,  3,  4,  5,  6,  7,  8,
					   9,  10, 11, 12, 13, 14, 15, 16,
					   19, 20, 21, 22, 23, 24};
	const struct mbim_service *s =
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT];

	(void)state;
	assert_int_equal(s->n_cids, sizeof(numbers) / sizeof(numbers[0]));
	for (unsigned i = 0; i < s->n_cids; i++)
		assert_int_equal(s->cids[i].number, numbers[i]);
}

/* 34 services of modems with 115 CIDs, and attache's own. */
static void all_services_are_there(void **state)
{
	unsigned cids = 0;

	(void)state;
	assert_int_equal(mbim_services_count, 35);
	assert_int_equal(MBIM_SERVICE_ATTACHE, 34);
	for (unsigned s = 0; s < MBIM_SERVICE_ATTACHE; s++)
		cids += mbim_services[s].n_cids;
	assert_int_equal(cids, 115);
}

/* What it can do, and where that is described. */
static void every_cid_has_operations_and_a_section(void **state)
{
	(void)state;
	for (unsigned s = 0; s < mbim_services_count; s++) {
		const struct mbim_service *service = &mbim_services[s];

		for (unsigned c = 0; c < service->n_cids; c++) {
			const struct mbim_cid *cid = &service->cids[c];

			assert_true(cid->ops != 0);
			if (s != MBIM_SERVICE_ATTACHE)
				assert_non_null(cid->section);
		}
	}
}

static void uuid_is_in_the_order_of_its_text(void **state)
{
	static const uint8_t internet[16] = {0x7e, 0x5e, 0x2a, 0x7e, 0x4e, 0x6f,
					     0x72, 0x72, 0x73, 0x6b, 0x65, 0x6e,
					     0x7e, 0x5e, 0x2a, 0x7e};

	(void)state;
	assert_memory_equal(mbim_context_type_internet.b, internet, 16);
}

static bool is_personal(const struct att_layout *l, const char *name)
{
	for (unsigned i = 0; i < l->n_fields; i++)
		if (strcmp(l->fields[i].name, name) == 0)
			return l->fields[i].flags & ATT_F_PERSONAL;
	fail_msg("no field %s", name);
	return false;
}

static void identities_and_secrets_are_personal(void **state)
{
	const struct att_layout *l;

	(void)state;
	l = &mbim_basic_connect_subscriber_ready_status_response_v3_layout;
	assert_true(is_personal(l, "subscriber_id"));
	assert_true(is_personal(l, "sim_icc_id"));
	assert_true(is_personal(l, "telephone_numbers"));
	l = &mbim_basic_connect_pin_set_layout;
	assert_true(is_personal(l, "pin"));
	assert_true(is_personal(l, "new_pin"));
	assert_false(is_personal(l, "pin_type"));
	l = &mbim_basic_connect_connect_set_v3_layout;
	assert_true(is_personal(l, "user_name"));
	assert_true(is_personal(l, "password"));
	l = &mbim_basic_connect_device_caps_response_layout;
	assert_true(is_personal(l, "device_id"));
	assert_true(is_personal(&mbim_qmi_msg_set_layout, "message"));
}

static void messages_and_keys_are_personal(void **state)
{
	const struct att_layout *l;

	(void)state;
	l = &mbim_sms_configuration_set_layout;
	assert_true(is_personal(l, "sc_address"));
	l = &mbim_sms_pdu_read_record_layout;
	assert_true(is_personal(l, "pdu_data"));
	assert_false(is_personal(l, "message_index"));
	l = &mbim_phonebook_entry_layout;
	assert_true(is_personal(l, "number"));
	assert_true(is_personal(l, "name"));
	l = &mbim_ussd_ussd_response_layout;
	assert_true(is_personal(l, "payload"));
	l = &mbim_auth_sim_response_layout;
	assert_true(is_personal(l, "sres1"));
	assert_true(is_personal(l, "kc3"));
	assert_false(is_personal(l, "n"));
	l = &mbim_ms_uicc_low_level_access_apdu_set_layout;
	assert_true(is_personal(l, "command"));
	l = &mbim_fibocom_at_command_set_layout;
	assert_true(is_personal(l, "command_req"));
	l = &mbim_cell_info_serving_nr_layout;
	assert_true(is_personal(l, "nci"));
}

/* Intel's reboot has fields from MBIMEx 2 on, and none before. */
static void empty_buffer_gets_fields(void **state)
{
	const struct mbim_service *s =
		&mbim_services[MBIM_SERVICE_INTEL_FIRMWARE_UPDATE];
	const struct mbim_cid *reboot = mbim_cid_find(s, 1);

	(void)state;
	assert_null(mbim_cid_layout(reboot, MBIM_KIND_SET, MBIM_EX_1));
	assert_non_null(mbim_cid_layout(reboot, MBIM_KIND_SET, MBIM_EX_2));
}

/* MBIMEx 1 queries the whole struct, MBIMEx 3 only its first field; and before
 * VERSION has been exchanged, VERSION itself has a layout. */
static void version_decides_the_layout(void **state)
{
	const struct mbim_service *s =
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT];
	const struct mbim_cid *connect =
		mbim_cid_find(s, MBIM_CID_BASIC_CONNECT_CONNECT);
	const struct mbim_cid *version;

	(void)state;
	assert_ptr_equal(mbim_cid_layout(connect, MBIM_KIND_QUERY, MBIM_EX_2),
			 &mbim_basic_connect_connect_response_layout);
	assert_ptr_equal(mbim_cid_layout(connect, MBIM_KIND_QUERY, MBIM_EX_3),
			 &mbim_basic_connect_connect_query_v3_layout);
	assert_int_equal(mbim_basic_connect_connect_query_v3_layout.wire_len,
			 4);
	s = &mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS];
	version = mbim_cid_find(s, 15);
	assert_non_null(version);
	assert_non_null(mbim_cid_layout(version, MBIM_KIND_QUERY, MBIM_EX_1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_stand_in_the_struct),
		cmocka_unit_test(runs_are_without_gaps),
		cmocka_unit_test(counts_come_first),
		cmocka_unit_test(cids_ascend_and_variants_are_in_order),
		cmocka_unit_test(every_operation_has_a_timeout),
		cmocka_unit_test(basic_connect_is_complete),
		cmocka_unit_test(all_services_are_there),
		cmocka_unit_test(every_cid_has_operations_and_a_section),
		cmocka_unit_test(uuid_is_in_the_order_of_its_text),
		cmocka_unit_test(identities_and_secrets_are_personal),
		cmocka_unit_test(messages_and_keys_are_personal),
		cmocka_unit_test(empty_buffer_gets_fields),
		cmocka_unit_test(version_decides_the_layout),
	};

	return cmocka_run_group_tests_name("spec", tests, NULL, NULL);
}
