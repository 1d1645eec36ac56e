/* WDS: profiles, which are the contexts of the world, and the one of the
 * attach. */
#include "tools/simodem/qmi.h"

const struct sim_context *sim_wds_context(const struct sim_qmi *q,
					  uint32_t index)
{
	for (uint32_t i = 0; i < q->world->n_contexts; i++)
		if (q->world->context[i].id == index)
			return &q->world->context[i];
	return NULL;
}

uint16_t sim_wds_profiles(struct sim_qmi *q, struct sim_qmi_call *c)
{
	const struct sim_world *w = q->world;
	struct qmi_wds_profile_list list[SIM_CONTEXTS];
	struct qmi_wds_get_profile_list_resp r = {.has.profile_list = true};

	for (uint32_t i = 0; i < w->n_contexts; i++)
		list[i] = (struct qmi_wds_profile_list){
			.profile_type = QMI_WDS_PROFILE_TYPE_3GPP,
			.profile_index = (uint8_t)w->context[i].id,
			.profile_name = att_str_utf8(w->context[i].apn),
		};
	r.profile_list = att_array_of(list, w->n_contexts);
	SIM_QMI_PUT(c, wds_get_profile_list, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_profile(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_get_profile_settings_req req;
	struct qmi_wds_get_profile_settings_resp r = {
		.has = {.profile_name = true,
			.pdp_type = true,
			.apn_name = true,
			.username = true,
			.password = true,
			.authentication = true}};
	const struct sim_context *x;

	if (!SIM_QMI_READ(c, wds_get_profile_settings, &req) ||
	    !req.has.profile_id)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	x = sim_wds_context(q, req.profile_id.profile_index);
	if (x == NULL ||
	    req.profile_id.profile_type != QMI_WDS_PROFILE_TYPE_3GPP)
		return QMI_PROTOCOL_ERROR_INVALID_PROFILE;
	r.profile_name = r.apn_name = att_str_utf8(x->apn);
	r.pdp_type = QMI_WDS_PDP_TYPE_IPV4_OR_IPV6;
	r.username = att_str_utf8(x->user);
	r.password = att_str_utf8(x->password);
	SIM_QMI_PUT(c, wds_get_profile_settings, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* What is given of it, in x; false: it is too long. */
static bool read_context(struct sim_context *x, const struct att_str *apn,
			 const struct att_str *user,
			 const struct att_str *password)
{
	return (apn == NULL || att_str_get(apn, x->apn, sizeof(x->apn)) >= 0) &&
	       (user == NULL ||
		att_str_get(user, x->user, sizeof(x->user)) >= 0) &&
	       (password == NULL ||
		att_str_get(password, x->password, sizeof(x->password)) >= 0);
}

uint16_t sim_wds_create_profile(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_create_profile_req req;
	struct qmi_wds_create_profile_resp r = {.has.profile_identifier = true};
	struct sim_context x = {.id = SIM_NEW_CONTEXT};
	enum sim_result result;
	uint32_t place;

	if (!SIM_QMI_READ(c, wds_create_profile, &req) || !req.has.profile_type)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (req.profile_type != QMI_WDS_PROFILE_TYPE_3GPP)
		return QMI_PROTOCOL_ERROR_INVALID_PROFILE_TYPE;
	if (!read_context(&x, req.has.apn_name ? &req.apn_name : NULL,
			  req.has.username ? &req.username : NULL,
			  req.has.password ? &req.password : NULL))
		return QMI_PROTOCOL_ERROR_ARGUMENT_TOO_LONG;
	result = sim_world_context(q->world, &x, &place);
	if (result != SIM_DONE)
		return sim_qmi_error(result);
	r.profile_identifier.profile_type = QMI_WDS_PROFILE_TYPE_3GPP;
	r.profile_identifier.profile_index =
		(uint8_t)q->world->context[place].id;
	SIM_QMI_PUT(c, wds_create_profile, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_modify_profile(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_modify_profile_req req;
	const struct sim_context *old;
	struct sim_context x;
	uint32_t place;

	if (!SIM_QMI_READ(c, wds_modify_profile, &req) ||
	    !req.has.profile_identifier)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	old = sim_wds_context(q, req.profile_identifier.profile_index);
	if (old == NULL)
		return QMI_PROTOCOL_ERROR_INVALID_PROFILE;
	x = *old;
	if (!read_context(&x, req.has.apn_name ? &req.apn_name : NULL,
			  req.has.username ? &req.username : NULL,
			  req.has.password ? &req.password : NULL))
		return QMI_PROTOCOL_ERROR_ARGUMENT_TOO_LONG;
	return sim_qmi_error(sim_world_context(q->world, &x, &place));
}

/* That of the attach stays. */
uint16_t sim_wds_delete_profile(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_delete_profile_req req;
	const struct sim_context *x;

	if (!SIM_QMI_READ(c, wds_delete_profile, &req) ||
	    !req.has.profile_identifier)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	x = sim_wds_context(q, req.profile_identifier.profile_index);
	if (x == NULL || x->id == q->attach_profile)
		return QMI_PROTOCOL_ERROR_INVALID_PROFILE;
	sim_world_forget_context(q->world, (uint32_t)(x - q->world->context));
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_default_profile(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_get_default_profile_number_resp r = {
		.has.index = true,
		.index = (uint8_t)q->world->context[0].id,
	};

	SIM_QMI_PUT(c, wds_get_default_profile_number, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* --- the bearer of the attach -----------------------------------------------
 */

uint16_t sim_wds_attach_parameters(struct sim_qmi *q, struct sim_qmi_call *c)
{
	const struct sim_context *x = sim_wds_context(q, q->attach_profile);
	struct qmi_wds_get_lte_attach_parameters_resp r = {
		.has = {.apn = x != NULL,
			.ip_support_type = true,
			.ota_attach_performed = true},
		.ip_support_type = QMI_WDS_IP_SUPPORT_TYPE_IPV4V6,
		.ota_attach_performed = q->world->now.packet == SIM_ATTACHED,
	};

	if (x != NULL)
		r.apn = att_str_utf8(x->apn);
	SIM_QMI_PUT(c, wds_get_lte_attach_parameters, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_attach_list(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_get_lte_attach_pdn_list_resp r = {
		.has = {.current_list = true, .pending_list = true},
		.current_list = att_array_of(&q->attach_profile, 1),
	};

	SIM_QMI_PUT(c, wds_get_lte_attach_pdn_list, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* It counts when the modem attaches anew. */
uint16_t sim_wds_set_attach_list(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_set_lte_attach_pdn_list_req r;
	uint16_t index;

	if (!SIM_QMI_READ(c, wds_set_lte_attach_pdn_list, &r) || !r.has.list ||
	    r.list.count == 0)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	index = att_array_u16(&r.list, 0);
	if (sim_wds_context(q, index) == NULL)
		return QMI_PROTOCOL_ERROR_INVALID_PROFILE;
	q->attach_profile = index;
	return QMI_PROTOCOL_ERROR_NONE;
}
