/* The configuration of attache: a YAML file, or what is sensible without one.
 *
 *   device: auto                 # auto | usb:VID:PID | usb:BUS-PORT |
 *                                # serial:TEXT | imei:DIGITS | iccid:DIGITS |
 *                                # /dev/cdc-wdm0
 *   sim: {pin: "1234", slot: 2}
 *   network:                     # not given: as the modem has it
 *     operator: "26201"
 *     fallback: false            # another one serves if it is not there
 *     technology: [4g, 5g]       # 2g | 3g | 4g | 5g
 *     attach: {apn: internet}    # and user, password, auth, ip
 *   unlock: false                # may the lock (FCC) of the radio be opened?
 *   sessions:                    # []: those that clients make
 *     - name: wwan%d             # of the network device
 *       apn: internet            # empty: the network chooses
 *       user: me
 *       password: secret
 *       auth: chap               # none | pap | chap | mschapv2
 *       ip: v4v6                 # v4 | v6 | v4v6
 *       roaming: false           # true: with a partner network as well
 *       partner: false
 *       default_route: true
 *       metric: 700
 *       dns: true
 *       mtu: 1400                # instead of the network's
 *       share_prefix: false      # IPv6 to the own network (RFC 7278)
 *       probe: none              # none | dns | an address
 *   streams:                     # of device services; none
 *     - service: 64737365-6368-6f00-8000-000000000001
 *       socket: /run/attache/echo
 *   recovery:                    # config_recovery.h
 *     rungs: [session, radio, reopen, reset, reenumerate]
 *     ask: 25                    # seconds; 0 never
 *     stall: 30                  # seconds; 0 never
 *     refusals: 5                # in a row; 0 never
 *     sim: 120                   # seconds; 0 never
 *     rest: 300                  # seconds
 *     power: none                # none | path of a program
 *   sms:                         # or false: they stay in the modem
 *     spool: /var/lib/attache/sms
 *   dns_file: none               # none | path
 *   dns_service: none            # none | resolved | resolvconf
 *   hook: none                   # none | path of a program
 *   trace: run.pcapng
 *   trace_size: 0                # MiB; 0: no limit
 *   trace_files: 3               # older ones that are kept
 *   mask: true
 *   control: /run/attache/control
 *   user: none                   # none | a user, without rights
 *   group: none                  # none | a group that may ask
 *   admin_group: none            # none | one that may change, too
 */
#ifndef ATT_LINUX_CONFIG_H
#define ATT_LINUX_CONFIG_H

#include <sys/types.h>

#include "core/core.h"
#include "trace/file.h"

#define ATT_CONFIG_MODEMS 4
/* Of all modems. */
#define ATT_CONFIG_SESSIONS (ATT_CONFIG_MODEMS * ATT_CORE_SESSIONS)
#define ATT_CONFIG_NAME	    32 /* of a modem */
#define ATT_CONFIG_PATH	    256
#define ATT_CONFIG_USER	    33 /* names of useradd(8) have 32 letters */
#define ATT_CONFIG_CONTROL  "/run/attache/control"
#define ATT_CONFIG_MODEM    "modem0" /* the name of one that has none */
#define ATT_CONFIG_SPOOL    "/var/lib/attache/sms"
#define ATT_CONFIG_DEVICE   "wwan%d" /* of a session that says nothing else */
/* What is read where no file is named: see att_config_files. */
#define ATT_CONFIG_FILE	  "/etc/attache.yaml"
#define ATT_CONFIG_FOLDER "/etc/attache.d"

struct att_config_session {
	char device[16]; /* name of the network device, or with "%d" */
	bool default_route;
	bool dns; /* its name servers go to dns_file */
	uint32_t metric;
	uint32_t mtu; /* 0: the network's */
	/* Another program gives the device its addresses, routes, MTU and name
	 * servers: it is brought up, and packets are moved. */
	bool by_another;
	/* An address that answers echo requests, or "dns"; "": none */
	char probe[46];
};

/* Who gets the name servers, beside dns_file. */
enum att_config_dns { ATT_DNS_FILE, ATT_DNS_RESOLVED, ATT_DNS_RESOLVCONF };

struct att_config_stream {
	char socket[108]; /* as long as sun_path */
};

struct att_config_group {
	char name[ATT_CONFIG_USER]; /* "": none */
	gid_t gid;
};

/* What is said of one modem. */
struct att_config_modem {
	char name[ATT_CONFIG_NAME];
	/* The numbers of its sessions' network devices, so that those of
	 * several modems differ: first, first + step, ... */
	uint32_t first, step;
	struct att_core_config core;
	struct att_config_session session[ATT_CORE_SESSIONS];
	struct att_config_stream stream[ATT_CORE_STREAMS];
	char device[ATT_CONFIG_PATH];
	char power[ATT_CONFIG_PATH]; /* hook.h, for ATT_RUNG_POWER; "": none */
	char trace[ATT_CONFIG_PATH]; /* "": none */
	/* The folder of its short messages; "": they stay in the modem */
	char spool[ATT_CONFIG_PATH];
	struct att_tracefile_keep trace_keep;
	bool mask;
	/* A session that sends, and receives nothing so long, has stalled; 0:
	 * it is not looked at. */
	uint32_t stall_s;
};

struct att_config {
	char dns_file[ATT_CONFIG_PATH]; /* "": none */
	enum att_config_dns dns_service;
	char hook[ATT_CONFIG_PATH]; /* hook.h; "": none */
	char control[108];	    /* as long as sun_path */
	char user[ATT_CONFIG_USER]; /* without rights; "": who starts it */
	/* Who may ask at the control socket, and who of them may change
	 * something: control_rights.h */
	struct att_config_group group, admin_group;
	bool proxy; /* programs of libmbim find attache as their proxy */
	unsigned n_modems;
	/* Memory behind these is not touched. */
	struct att_config_modem modem[ATT_CONFIG_MODEMS];
};

/* Make the session of this number what one is of which a file says nothing. */
void att_config_default_session(struct att_config_modem *modem, uint32_t index);
/* One session "wwan%d", any network, IPv4 and IPv6, default route; no roaming,
 * no DNS file. */
void att_config_default(struct att_config *config);

typedef void att_config_report(void *ctx, const char *line);

/* Read a file on top of the defaults. Everything that is wrong is reported, as
 * "FILE:LINE:COLUMN: error: ...", without the value of a secret; a warning has
 * no influence on the result. 0, ATT_E_CONFIG, or ATT_E_IO (not readable,
 * reported too). */
int att_config_read(struct att_config *config, const char *path,
		    att_config_report *report, void *ctx);

/* While several files are read. */
struct att_config_reading {
	bool modems;	   /* were named: what more there are is added */
	const char *alone; /* a key of the only modem, or NULL */
	bool sessions;	   /* were named, of this modem: what more there are is
			      added */
	bool no_sessions;  /* "[]" beside the modems: of those that name none */
	uint32_t named;	   /* bits: of this modem sessions were */
	bool has_secret;   /* this file has one */
};

/* The steps of att_config_read: one more file, whose keys go before those of
 * the files before, and whose sessions and streams are added to theirs; then
 * what follows from all. Errors as there. */
int att_config_add(struct att_config *config, struct att_config_reading *r,
		   const char *path, att_config_report *report, void *ctx);
void att_config_complete(struct att_config *config);

#endif
