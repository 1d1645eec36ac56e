attache_unit_test(test_linux_loop SOURCES test_linux_loop.c NEEDS att_linux)
attache_unit_test(test_linux_start_pages
  SOURCES test_linux_start_pages.c NEEDS att_start_pages)
attache_unit_test(test_linux_rtnl_msg SOURCES test_linux_rtnl_msg.c
  NEEDS att_linux)
attache_unit_test(test_linux_config SOURCES test_linux_config.c
  NEEDS att_linux)
attache_unit_test(test_linux_config_modems
  SOURCES test_linux_config_modems.c NEEDS att_linux)
attache_unit_test(test_linux_config_files SOURCES test_linux_config_files.c
  NEEDS att_linux)
attache_unit_test(test_linux_notify SOURCES test_linux_notify.c
  NEEDS att_linux)
attache_unit_test(test_linux_sandbox SOURCES test_linux_sandbox.c linux_tried.c
  NEEDS att_linux)
attache_unit_test(test_linux_helper SOURCES test_linux_helper.c
  NEEDS att_linux)
attache_unit_test(test_linux_helper_filter SOURCES test_linux_helper_filter.c
  linux_tried.c NEEDS att_linux)
attache_unit_test(test_linux_dhcp SOURCES test_linux_dhcp.c NEEDS att_linux)
attache_unit_test(test_linux_hook SOURCES test_linux_hook.c NEEDS att_linux)
attache_unit_test(test_linux_traffic SOURCES test_linux_traffic.c
  NEEDS att_linux)
attache_unit_test(test_linux_identity SOURCES test_linux_identity.c
  NEEDS att_linux)
attache_unit_test(test_linux_keep SOURCES test_linux_keep.c NEEDS att_linux)
attache_unit_test(test_linux_dns SOURCES test_linux_dns.c NEEDS att_linux)
foreach(part net tun kernel_links mux_links links_watch)
  attache_unit_test(test_linux_${part}
    SOURCES test_linux_${part}.c linux_net.c NEEDS att_linux)
endforeach()
attache_unit_test(test_linux_links_ipv6
  SOURCES test_linux_links_ipv6.c linux_net.c NEEDS att_linux sim_host)
attache_unit_test(test_linux_stream SOURCES test_linux_stream.c
  NEEDS att_linux)
attache_unit_test(test_linux_control_rights
  SOURCES test_linux_control_rights.c NEEDS att_linux)
attache_unit_test(test_linux_proxy SOURCES test_linux_proxy.c NEEDS att_linux)
attache_unit_test(test_linux_codes SOURCES test_linux_codes.c NEEDS att_linux)
foreach(part socket standard qmi modem)
  attache_unit_test(test_linux_control_${part}
    SOURCES test_linux_control_${part}.c control_rig.c NEEDS att_linux)
endforeach()
attache_unit_test(test_linux_monitors SOURCES test_linux_monitors.c
  NEEDS att_linux)
attache_unit_test(test_linux_daemon
  SOURCES test_linux_daemon.c linux_rig.c NEEDS att_linux simodem_core)
attache_unit_test(test_linux_daemon_links
  SOURCES test_linux_daemon_links.c linux_rig.c NEEDS att_linux simodem_core)
attache_unit_test(test_linux_modem
  SOURCES test_linux_modem.c linux_rig.c NEEDS att_linux simodem_core)
attache_unit_test(test_linux_control
  SOURCES test_linux_control.c linux_rig.c NEEDS att_linux simodem_core)
attache_unit_test(test_linux_modems
  SOURCES test_linux_modems.c linux_rig.c NEEDS att_linux simodem_core)
attache_unit_test(test_linux_sessions
  SOURCES test_linux_sessions.c linux_rig.c NEEDS att_linux simodem_core)
attache_script_test(test_linux_attache tests/unit/test_linux_attache.sh)
attache_script_test(test_linux_attache_qmi
  tests/unit/test_linux_attache_qmi.sh)
attache_script_test(test_linux_router tests/unit/test_linux_router.sh
  $<TARGET_FILE:simodem> $<TARGET_FILE:attache>)
attache_script_test(test_monitor tests/unit/test_monitor.sh)
attache_script_test(test_two_modems tests/unit/test_two_modems.sh)
attache_script_test(test_metrics tests/unit/test_metrics.sh)
attache_script_test(test_words tests/unit/test_words.sh)
foreach(part gso gro gso_random)
  attache_unit_test(test_linux_${part}
    SOURCES test_linux_${part}.c linux_flow.c NEEDS att_net)
endforeach()
attache_unit_test(test_net_mss SOURCES test_net_mss.c linux_flow.c NEEDS att_net)
attache_unit_test(test_net_codel SOURCES test_net_codel.c NEEDS att_net)
foreach(part queue queue_random)
  attache_unit_test(test_net_${part}
    SOURCES test_net_${part}.c net_queue.c linux_flow.c NEEDS att_net)
endforeach()
attache_unit_test(test_net_latency SOURCES test_net_latency.c net_queue.c
    plain_framing.c
  NEEDS att_net att_usb)
if(ATTACHE_DBUS)
  attache_unit_test(test_dbus_facts SOURCES test_dbus_facts.c
    NEEDS attache_dbus_facts)
  attache_unit_test(test_dbus_modem_list SOURCES test_dbus_modem_list.c
      ${CMAKE_SOURCE_DIR}/tools/dbus/modems.c
      ${CMAKE_SOURCE_DIR}/tools/dbus/client.c
    NEEDS attache_dbus_facts attache_client mbim_wire_mbim PkgConfig::SYSTEMD)
  target_compile_definitions(test_dbus_modem_list PRIVATE _GNU_SOURCE)
endif()
attache_unit_test(test_linux_sms SOURCES test_linux_sms.c linux_sms.c
    simodem_sms.c test_simodem_fixture.c test_simodem_yaml.c
  NEEDS att_linux simodem_files)
attache_unit_test(test_linux_sms_qmi SOURCES test_linux_sms_qmi.c
  NEEDS att_linux)
attache_unit_test(test_linux_cids_waits SOURCES test_linux_cids_waits.c
    cids_rig.c
  NEEDS att_linux)
attache_unit_test(test_linux_cids SOURCES test_linux_cids.c cids_rig.c
  NEEDS att_linux)
attache_unit_test(test_linux_cids_news SOURCES test_linux_cids_news.c
    cids_rig.c
  NEEDS att_linux)
attache_unit_test(test_linux_secrets SOURCES test_linux_secrets.c cids_rig.c
  NEEDS att_linux)
target_link_options(test_linux_secrets PRIVATE -Wl,--wrap=free)
attache_unit_test(test_linux_cids_sim SOURCES test_linux_cids_sim.c cids_rig.c
  NEEDS att_linux)
attache_unit_test(test_linux_cids_uicc SOURCES test_linux_cids_uicc.c cids_rig.c
  NEEDS att_linux)
attache_unit_test(test_linux_proxy_qmi SOURCES test_linux_proxy_qmi.c
  NEEDS att_linux)
foreach(part bounds contexts network signal ussd)
  attache_unit_test(test_linux_cids_${part}
    SOURCES test_linux_cids_${part}.c linux_cids.c NEEDS att_linux)
endforeach()
