/* What a manager without rights may ask of its helper: a plan is a datagram of
 * one size, its answer another. Nothing of the modem's bytes is in them. */
#ifndef ATT_LINUX_HELPER_PLAN_H
#define ATT_LINUX_HELPER_PLAN_H

#include <limits.h>
#include <sys/stat.h>

#include "drivers/port_holder.h"
#include "linux/child_run.h"
#include "linux/config.h"
#include "linux/rtnl_ip.h"
#include "linux/rtnl_link.h"

/* Each is a function of struct port_rights or struct att_rights, and has its
 * arguments. */
enum att_helper_kind {
	/* port_rights.h */
	ATT_HELPER_OPEN = 1,  /* path, number[0]: flags */
	ATT_HELPER_PUT,	      /* path, line */
	ATT_HELPER_LINK,      /* path */
	ATT_HELPER_REAL,      /* path */
	ATT_HELPER_NEXT,      /* path: the folder, next */
	ATT_HELPER_STAT,      /* path */
	ATT_HELPER_HOLDER,    /* path */
	ATT_HELPER_WATCH,     /* path, number[0]: events; the descriptor */
	ATT_HELPER_SOCKET,    /* number[0]: enum port_socket */
	ATT_HELPER_READDRESS, /* device */
	/* rights.h */
	ATT_HELPER_TUN,		/* device: its name */
	ATT_HELPER_INDEX,	/* device */
	ATT_HELPER_NAME,	/* number[0]: ifindex */
	ATT_HELPER_LINK_UP,	/* number: ifindex, MTU, own_local */
	ATT_HELPER_LINK_MTU,	/* number: ifindex, MTU */
	ATT_HELPER_LINK_DOWN,	/* number[0]: ifindex */
	ATT_HELPER_LINK_DELETE, /* number[0]: ifindex */
	ATT_HELPER_LINK_VLAN,	/* number: ifindex below, id; device: name */
	ATT_HELPER_ADDRESS,	/* number: ifindex, add; address */
	ATT_HELPER_ROUTE,	/* number: ifindex, add; route */
	ATT_HELPER_NETLINK,	/* number: groups, flags */
	ATT_HELPER_LISTEN,	/* path, number: type, backlog */
	ATT_HELPER_UNLISTEN,	/* path */
	ATT_HELPER_SHARE,	/* path, number[0]: group */
	ATT_HELPER_PROBE,	/* number: family, type, protocol; device */
	ATT_HELPER_STORE,	/* path, line */
	ATT_HELPER_REMOVE,	/* path */
	ATT_HELPER_PLACE,	/* path, number[0]: files */
	ATT_HELPER_DNS,		/* path, dns */
	ATT_HELPER_RUN,		/* job */
	ATT_HELPER_DHCP,	/* device */
	ATT_HELPER_KILL,	/* number[0]: pid */
	ATT_HELPER_WAIT,	/* number[0]: pid */
	ATT_HELPER_NOTIFY,	/* path */
	ATT_HELPER_CONFIGURE,	/* */
	ATT_HELPER_KINDS
};

#define ATT_HELPER_PATH 512

struct att_helper_server {
	char device[16];
	struct att_ip_config ip;
};

struct att_helper_plan {
	uint32_t kind;
	int64_t number[4];
	char path[ATT_HELPER_PATH];
	char device[16];
	union {
		struct {
			char prefix[64], name[256];
			uint32_t cap;
		} next;
		struct att_plan_address address;
		struct att_rtnl_route route;
		char line[512];
		struct att_child_job job;
		struct {
			uint32_t n;
			struct att_helper_server server[ATT_CONFIG_SESSIONS];
		} dns;
	} u;
};

struct att_helper_answer {
	int32_t result; /* of the function, or a bool */
	int32_t error;	/* errno, or that of struct att_rtnl */
	bool fd;	/* a descriptor comes with it */
	union {
		char text[PATH_MAX];
		struct stat st;
		struct port_holder holder;
		struct att_rtnl_vlan vlan;
		char device[16];
		pid_t pid;
	} u;
};

/* Is it one at all: a known kind, texts that end, truths that are true or
 * false, counts of what there is room for? len: as received. */
bool att_helper_plan_ok(const struct att_helper_plan *p, size_t len);

#endif
