foreach(part mbimcli options qmicli)
  attache_script_test(test_simodem_${part}
    ${CMAKE_CURRENT_LIST_DIR}/test_simodem_${part}.sh $<TARGET_FILE:simodem>)
endforeach()
attache_script_test(test_mbimcli_actions
  ${CMAKE_CURRENT_LIST_DIR}/test_mbimcli_actions.sh $<TARGET_FILE:simodem>)

pkg_check_modules(LIBUSB REQUIRED IMPORTED_TARGET libusb-1.0)
add_executable(test_simodem_usbfs test_simodem_usbfs.c)
target_link_libraries(test_simodem_usbfs PRIVATE mbim_cids mbim_wire_mbim att_usb
  PkgConfig::LIBUSB PkgConfig::CMOCKA)
foreach(far host rate tun)
  attache_script_test(test_simodem_usbfs_${far}
    ${CMAKE_CURRENT_LIST_DIR}/test_simodem_usbfs.sh $<TARGET_FILE:simodem>
    $<TARGET_FILE:test_simodem_usbfs> ${far})
  set_property(TEST test_simodem_usbfs_${far} APPEND PROPERTY
    ENVIRONMENT "CMOCKA_MESSAGE_OUTPUT=TAP")
endforeach()
attache_script_test(test_mbim_proxy
  ${CMAKE_CURRENT_LIST_DIR}/test_mbim_proxy.sh $<TARGET_FILE:attache>
  $<TARGET_FILE:simodem>)
attache_script_test(test_qmi_proxy
  ${CMAKE_CURRENT_LIST_DIR}/test_qmi_proxy.sh $<TARGET_FILE:simodem>)
attache_script_test(test_profiles
  ${CMAKE_CURRENT_LIST_DIR}/test_profiles.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
attache_script_test(test_qmi_modems
  ${CMAKE_CURRENT_LIST_DIR}/test_qmi_modems.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
attache_script_test(test_modems
  ${CMAKE_CURRENT_LIST_DIR}/test_modems.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
foreach(backend usb libusb)
  attache_script_test(test_qmi_${backend}
    ${CMAKE_CURRENT_LIST_DIR}/test_qmi_usbfs.sh $<TARGET_FILE:simodem>
    $<TARGET_FILE:attache> ${backend})
endforeach()
attache_script_test(test_recovery_usbfs
  ${CMAKE_CURRENT_LIST_DIR}/test_recovery.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
attache_script_test(test_descriptors
  ${CMAKE_CURRENT_LIST_DIR}/test_descriptors.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
attache_script_test(test_pin_once
  ${CMAKE_CURRENT_LIST_DIR}/test_pin_once.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
attache_script_test(test_scenarios
  ${CMAKE_CURRENT_LIST_DIR}/test_scenarios.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
add_executable(stream_talk stream_talk.c)
target_compile_definitions(stream_talk PRIVATE _GNU_SOURCE)
attache_script_test(test_streams
  ${CMAKE_CURRENT_LIST_DIR}/test_streams.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache> $<TARGET_FILE:stream_talk>)
attache_script_test(test_qmi_over_mbim
  ${CMAKE_CURRENT_LIST_DIR}/test_qmi_over_mbim.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
attache_script_test(test_locks
  ${CMAKE_CURRENT_LIST_DIR}/test_locks.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
attache_script_test(test_choices
  ${CMAKE_CURRENT_LIST_DIR}/test_choices.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
attache_script_test(test_fuzzed_modem
  ${CMAKE_CURRENT_LIST_DIR}/test_fuzzed_modem.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
attache_script_test(test_learn
  ${CMAKE_CURRENT_LIST_DIR}/test_learn.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
attache_script_test(test_learn_qmi
  ${CMAKE_CURRENT_LIST_DIR}/test_learn_qmi.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
foreach(speaks mbim qmi)
  attache_script_test(test_ussd_${speaks}
    ${CMAKE_CURRENT_LIST_DIR}/test_ussd.sh ${speaks})
endforeach()
foreach(speaks mbim qmi)
  attache_script_test(test_sms_${speaks} ${CMAKE_CURRENT_LIST_DIR}/test_sms.sh
    ${speaks})
endforeach()
attache_script_test(test_hostile_text
  ${CMAKE_CURRENT_LIST_DIR}/test_hostile_text.sh)
if(ATTACHE_DBUS)
  add_executable(dbus_inhibit ${CMAKE_CURRENT_LIST_DIR}/dbus_inhibit.c)
  target_link_libraries(dbus_inhibit PRIVATE PkgConfig::SYSTEMD)
  foreach(part calls families members modems slow)
    attache_script_test(test_dbus_${part}
      ${CMAKE_CURRENT_LIST_DIR}/test_dbus_${part}.sh)
  endforeach()
endif()
attache_script_test(test_learn_captures
  ${CMAKE_CURRENT_LIST_DIR}/test_learn_captures.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)

add_executable(proxy_clients ${CMAKE_CURRENT_LIST_DIR}/proxy_clients.c)
target_link_libraries(proxy_clients PRIVATE mbim_cids mbim_wire_mbim)
attache_script_test(test_control_proxy
  ${CMAKE_CURRENT_LIST_DIR}/test_control_proxy.sh $<TARGET_FILE:attache>
  $<TARGET_FILE:simodem> $<TARGET_FILE:proxy_clients>)

add_executable(qmi_proxy_clients
  ${CMAKE_CURRENT_LIST_DIR}/qmi_proxy_clients.c)
target_link_libraries(qmi_proxy_clients PRIVATE mbim_wire_qmi)
attache_script_test(test_control_qmi
  ${CMAKE_CURRENT_LIST_DIR}/test_control_qmi.sh $<TARGET_FILE:attache>
  $<TARGET_FILE:simodem> $<TARGET_FILE:qmi_proxy_clients>)
foreach(speaks mbim qmi)
  attache_script_test(test_control_slot_${speaks}
    ${CMAKE_CURRENT_LIST_DIR}/test_control_slot.sh $<TARGET_FILE:attache>
    $<TARGET_FILE:simodem> ${speaks})
endforeach()
attache_script_test(test_cids_network
  ${CMAKE_CURRENT_LIST_DIR}/test_cids_network.sh $<TARGET_FILE:attache>
  $<TARGET_FILE:simodem> $<TARGET_FILE:proxy_clients>)
attache_script_test(test_control_cids
  ${CMAKE_CURRENT_LIST_DIR}/test_control_cids.sh $<TARGET_FILE:attache>
  $<TARGET_FILE:simodem> $<TARGET_FILE:proxy_clients>)
attache_script_test(test_control_tunnel
  ${CMAKE_CURRENT_LIST_DIR}/test_control_tunnel.sh $<TARGET_FILE:attache>
  $<TARGET_FILE:simodem>)

attache_script_test(modemmanager_tree
  ${CMAKE_CURRENT_LIST_DIR}/modemmanager_tree.sh ${CMAKE_BINARY_DIR}/modemmanager)
set_tests_properties(modemmanager_tree PROPERTIES FIXTURES_SETUP modemmanager)
foreach(speaks mbim qmi)
  attache_script_test(test_control_modemmanager_${speaks}
    ${CMAKE_CURRENT_LIST_DIR}/test_control_modemmanager.sh ${speaks})
  set_tests_properties(test_control_modemmanager_${speaks} PROPERTIES
    FIXTURES_REQUIRED modemmanager)
endforeach()
