/* What src/linux needs rights or a file system for, beside what ports do
 * (port_rights.h), in one table. */
#ifndef ATT_LINUX_RIGHTS_H
#define ATT_LINUX_RIGHTS_H

#include "linux/child_run.h"
#include "linux/dns.h"
#include "linux/rtnl_ip.h"
#include "linux/rtnl_link.h"

struct att_rights {
	/* As att_vnet_open. */
	int (*tun)(char name[16]);
	/* As if_nametoindex(3) and if_indextoname(3). */
	unsigned (*index)(const char *name);
	bool (*name)(unsigned index, char name[16]);
	/* As the functions of rtnl_link.h and rtnl_ip.h. */
	int (*link_up)(struct att_rtnl *nl, int ifindex, uint32_t mtu,
		       bool own_local);
	int (*link_mtu)(struct att_rtnl *nl, int ifindex, uint32_t mtu);
	int (*link_down)(struct att_rtnl *nl, int ifindex);
	int (*link_delete)(struct att_rtnl *nl, int ifindex);
	int (*link_vlan)(struct att_rtnl *nl, int below, uint16_t vid,
			 const char *name, struct att_rtnl_vlan *vlan);
	int (*address)(struct att_rtnl *nl, int ifindex, bool add,
		       const struct att_plan_address *address);
	int (*route)(struct att_rtnl *nl, int ifindex, bool add,
		     const struct att_rtnl_route *route);
	/* As att_rtnl_msg_open: to ask, and to hear the news. */
	int (*netlink)(uint32_t groups, int flags);
	/* As att_listen_open; and the end of it, where fd is closed already. */
	int (*listen)(const char *path, int type, int backlog);
	void (*unlisten)(const char *path);
	/* As att_control_rights_share. */
	int (*share)(const char *path, gid_t gid);
	/* As att_probe_socket. */
	int (*probe)(int family, int type, int protocol, const char *device);
	/* As att_keep_store, and unlink(2). */
	int (*store)(const char *path, const char *line);
	void (*remove)(const char *path);
	/* As att_trace_place. */
	int (*place)(const char *path, unsigned files);
	/* As att_dns_update. */
	int (*dns)(struct att_dns *dns, const char *path,
		   const struct att_dns_source *source, unsigned n_sources);
	/* As the functions of child_run.h and att_dhcp_run. */
	int (*run)(struct att_child_job *job, struct att_child *child);
	int (*dhcp)(const char *device, const char *path,
		    struct att_child *child);
	void (*kill)(const struct att_child *child);
	int (*wait)(const struct att_child *child);
	/* As att_notify_socket. */
	int (*notify)(const char *name);
};

/* That of a program that has the rights. */
extern const struct att_rights att_rights_own;
/* The one in use, from the start att_rights_own. */
extern const struct att_rights *att_rights;

#endif
