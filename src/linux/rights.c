/* What a program with all rights does by itself. */
#include "linux/rights.h"

#include <net/if.h>
#include <unistd.h>

#include "linux/control_rights.h"
#include "linux/dhcp_run.h"
#include "linux/keep_store.h"
#include "linux/listen.h"
#include "linux/notify_socket.h"
#include "linux/probe_socket.h"
#include "linux/rtnl_msg.h"
#include "linux/vnet.h"
#include "trace/place.h"

static bool own_name(unsigned index, char name[16])
{
	return if_indextoname(index, name);
}

static void own_remove(const char *path)
{
	(void)unlink(path);
}

const struct att_rights att_rights_own = {
	.tun = att_vnet_open,
	.index = if_nametoindex,
	.name = own_name,
	.link_up = att_rtnl_link_up,
	.link_mtu = att_rtnl_link_mtu,
	.link_down = att_rtnl_link_down,
	.link_delete = att_rtnl_link_delete,
	.link_vlan = att_rtnl_link_vlan,
	.address = att_rtnl_ip_address,
	.route = att_rtnl_ip_route,
	.netlink = att_rtnl_msg_open,
	.listen = att_listen_open,
	.unlisten = own_remove,
	.share = att_control_rights_share,
	.probe = att_probe_socket,
	.store = att_keep_store,
	.remove = own_remove,
	.place = att_trace_place,
	.dns = att_dns_update,
	.run = att_child_run,
	.dhcp = att_dhcp_run,
	.kill = att_child_kill,
	.wait = att_child_wait,
	.notify = att_notify_socket,
};

const struct att_rights *att_rights = &att_rights_own;
