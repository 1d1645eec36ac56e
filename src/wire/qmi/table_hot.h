/* The messages that are straight code: what a host sends to connect, and what a
 * modem sends while the link is up. The walkers do the same for any message,
 * with three times the instructions and none of the space. */
#ifndef QMI_WIRE_TABLE_HOT_H
#define QMI_WIRE_TABLE_HOT_H

#define QMI_HOT_wds_start_network_req	       , 1
#define QMI_HOT_wds_start_network_resp	       , 1
#define QMI_HOT_wds_get_current_settings_resp  , 1
#define QMI_HOT_wds_get_packet_statistics_req  , 1
#define QMI_HOT_wds_get_packet_statistics_resp , 1
#define QMI_HOT_wds_packet_service_status_ind  , 1
#define QMI_HOT_nas_get_serving_system_resp    , 1
#define QMI_HOT_nas_serving_system_ind	       , 1
#define QMI_HOT_nas_get_signal_info_resp       , 1
#define QMI_HOT_nas_signal_info_ind	       , 1

/* QMI_PICK(what, name): what_1 if name is in the list, else what_0. */
#define QMI_PICK(what, name)	       QMI_PICK_1(what, QMI_HOT_##name, 0, 0)
#define QMI_PICK_1(what, ...)	       QMI_PICK_2(what, __VA_ARGS__)
#define QMI_PICK_2(what, name, n, ...) what##_##n

#endif
