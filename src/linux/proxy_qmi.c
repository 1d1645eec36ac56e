/* The rules for clients of a modem of QMI that has a manager. */
#include "linux/proxy_qmi.h"

#include "generated/qmi_messages.h"
#include "wire/qmi/message.h"

/* Another slot is none of them: attache goes on with the card of that one. */
static const struct {
	uint8_t service;
	uint16_t message;
} breaking[] = {
	{QMI_SERVICE_WDS, QMI_WDS_START_NETWORK},
	{QMI_SERVICE_WDS, QMI_WDS_STOP_NETWORK},
	{QMI_SERVICE_WDA, QMI_WDA_SET_DATA_FORMAT},
	{QMI_SERVICE_CTL, QMI_CTL_SET_DATA_FORMAT},
	{QMI_SERVICE_DMS, QMI_DMS_SET_OPERATING_MODE},
	{QMI_SERVICE_DMS, QMI_DMS_RESTORE_FACTORY_DEFAULTS},
	{QMI_SERVICE_NAS, QMI_NAS_ATTACH_DETACH},
	{QMI_SERVICE_UIM, QMI_UIM_POWER_OFF_SIM},
	{QMI_SERVICE_UIM, QMI_UIM_CHANGE_PROVISIONING_SESSION},
	{QMI_SERVICE_PDC, QMI_PDC_ACTIVATE_CONFIG},
	{QMI_SERVICE_PDC, QMI_PDC_DEACTIVATE_CONFIG},
	{QMI_SERVICE_DPM, QMI_DPM_CLOSE_PORT},
};

static bool is(const struct qmi_message *m, uint8_t service, uint16_t message)
{
	return m->head.service == service && m->head.message == message;
}

/* Of those above, what leaves the link as it is. */
static bool keeps_up(const struct qmi_message *m)
{
	struct qmi_dms_set_operating_mode_req mode;
	struct qmi_nas_attach_detach_req attach;
	struct qmi_uim_change_provisioning_session_req card;

	if (is(m, QMI_SERVICE_DMS, QMI_DMS_SET_OPERATING_MODE))
		return !qmi_dms_set_operating_mode_req_decode(m->tlvs, &mode) &&
		       mode.has.mode &&
		       mode.mode == QMI_DMS_OPERATING_MODE_ONLINE;
	if (is(m, QMI_SERVICE_NAS, QMI_NAS_ATTACH_DETACH))
		return !qmi_nas_attach_detach_req_decode(m->tlvs, &attach) &&
		       attach.has.action &&
		       attach.action == QMI_NAS_PS_ATTACH_ACTION_ATTACH;
	if (is(m, QMI_SERVICE_UIM, QMI_UIM_CHANGE_PROVISIONING_SESSION))
		return !qmi_uim_change_provisioning_session_req_decode(m->tlvs,
								       &card) &&
		       card.has.session_change && card.session_change.activate;
	return false;
}

bool att_proxy_qmi_breaks(const struct att_manager_status *s,
			  const struct qmi_message *request)
{
	if (s->want < ATT_WANT_ATTACHED)
		return false;
	for (size_t i = 0; i < sizeof(breaking) / sizeof(breaking[0]); i++)
		if (is(request, breaking[i].service, breaking[i].message))
			return !keeps_up(request);
	return false;
}

bool att_proxy_qmi_changes(const struct qmi_message *request)
{
	static const char *const told[] = {"event", "events", "indication",
					   "indications"};
	const struct qmi_message_info *info = qmi_message_of(request);

	if (!info)
		return true;
	/* What people wrote, also where it is only told. */
	if (request->head.service == QMI_SERVICE_WMS)
		return true;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (qmi_message_has_word(info, told[i]))
			return false;
	return !qmi_message_tells(info);
}
