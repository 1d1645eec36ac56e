/* The messages whose decoder and encoder are straight code. The walker does
 * the same for any layout; straight code decodes with a seventh of its
 * instructions and takes 1 kB a message. So here are only those that every
 * connection exchanges. */
#ifndef MBIM_WIRE_MBIM_TABLE_HOT_H
#define MBIM_WIRE_MBIM_TABLE_HOT_H

#define MBIM_HOT_basic_connect_device_caps_response		, 1
#define MBIM_HOT_basic_connect_subscriber_ready_status_response , 1
#define MBIM_HOT_basic_connect_register_state_response		, 1
#define MBIM_HOT_basic_connect_packet_service_response		, 1
#define MBIM_HOT_basic_connect_signal_state_response		, 1
#define MBIM_HOT_basic_connect_connect_set			, 1
#define MBIM_HOT_basic_connect_connect_response			, 1
#define MBIM_HOT_basic_connect_ip_configuration_response	, 1

/* MBIM_PICK(what, name): what_1 if name is in the list, else what_0. */
#define MBIM_PICK(what, name)		MBIM_PICK_1(what, MBIM_HOT_##name, 0, 0)
#define MBIM_PICK_1(what, ...)		MBIM_PICK_2(what, __VA_ARGS__)
#define MBIM_PICK_2(what, name, n, ...) what##_##n

#endif
