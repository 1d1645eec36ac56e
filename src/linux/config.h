/* The configuration of attache: a YAML file, or what is sensible without one.
 *
 *   device: auto                 # auto | usb:VID:PID | /dev/cdc-wdm0
 *   sim: {pin: "1234"}
 *   sessions:
 *     - name: wwan%d             # of the network device
 *       apn: internet            # empty: the network chooses
 *       user: me
 *       password: secret
 *       auth: chap               # none | pap | chap | mschapv2
 *       ip: v4v6                 # v4 | v6 | v4v6
 *       roaming: false
 *       default_route: true
 *       metric: 700
 *       dns: true
 *   streams:                     # of device services; none
 *     - service: 64737365-6368-6f00-8000-000000000001
 *       socket: /run/attache/echo
 *   dns_file: none               # none | path
 *   trace: run.pcapng
 *   mask: true
 *   control: /run/attache/control
 */
#ifndef MBIM_LINUX_CONFIG_H
#define MBIM_LINUX_CONFIG_H

#include "core/core.h"

#define MBIM_CONFIG_PATH    256
#define MBIM_CONFIG_CONTROL "/run/attache/control"

struct mbim_config_session {
	char device[16]; /* name of the network device, or with "%d" */
	bool default_route;
	bool dns; /* its name servers go to dns_file */
	uint32_t metric;
};

struct mbim_config_stream {
	char socket[108]; /* as long as sun_path */
};

struct mbim_config {
	struct mbim_core_config core;
	struct mbim_config_session session[MBIM_CORE_SESSIONS];
	struct mbim_config_stream stream[MBIM_CORE_STREAMS];
	char device[MBIM_CONFIG_PATH];
	char dns_file[MBIM_CONFIG_PATH]; /* "": none */
	char trace[MBIM_CONFIG_PATH];	 /* "": none */
	char control[108];		 /* as long as sun_path */
	bool mask;
};

/* One session "wwan%d", any network, IPv4 and IPv6, default route; no roaming,
 * no DNS file. */
void mbim_config_default(struct mbim_config *config);

typedef void mbim_config_report(void *ctx, const char *line);

/* Read a file on top of the defaults. Everything that is wrong is reported, as
 * "FILE:LINE:COLUMN: error: ...", without the value of a secret; a warning has
 * no influence on the result. 0, MBIM_E_CONFIG, or MBIM_E_IO (not readable,
 * reported too). */
int mbim_config_read(struct mbim_config *config, const char *path,
		     mbim_config_report *report, void *ctx);

#endif
