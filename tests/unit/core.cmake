attache_unit_test(test_core SOURCES test_core.c
  NEEDS att_core mbim_protocol)
attache_unit_test(test_protocol_qmi SOURCES test_protocol_qmi.c
  NEEDS qmi_protocol)
attache_unit_test(test_protocol_mbim SOURCES test_protocol_mbim.c wire_zoo.c
  NEEDS mbim_protocol)
add_library(pair STATIC pair.c)
target_link_libraries(pair PUBLIC att_core mbim_protocol qmi_protocol
  simodem_core)
attache_unit_test(test_ladder SOURCES test_ladder.c NEEDS pair)
speaks_qmi_too(test_ladder)
attache_unit_test(test_faults SOURCES test_faults.c fault_rows.c
    usb_pair.c
  NEEDS att_trace simodem_core)
speaks_qmi_too(test_faults)
attache_unit_test(test_core_plan SOURCES test_core_plan.c NEEDS att_core)
attache_unit_test(test_core_same SOURCES test_core_same.c NEEDS att_core)
attache_unit_test(test_core_addresses SOURCES test_core_addresses.c
  NEEDS att_core)
attache_unit_test(test_network SOURCES test_network.c fault_rows.c usb_pair.c
  NEEDS att_trace simodem_core simodem_files)
attache_unit_test(test_signal SOURCES test_signal.c test_simodem_yaml.c
    test_simodem_fixture.c usb_pair.c
  NEEDS att_trace simodem_core simodem_files)
target_compile_definitions(test_signal PRIVATE _GNU_SOURCE)
attache_unit_test(test_core_cause SOURCES test_core_cause.c
  NEEDS att_core mbim_cids)
attache_unit_test(test_recovery SOURCES test_recovery.c fault_rows.c usb_pair.c
  NEEDS att_trace simodem_core)
speaks_qmi_too(test_recovery)
attache_unit_test(test_qmi_rows SOURCES test_qmi_rows.c fault_rows.c usb_pair.c
  NEEDS att_trace simodem_core)
attache_unit_test(test_same_policy SOURCES test_same_policy.c fault_rows.c
    usb_pair.c
  NEEDS att_trace simodem_core)
attache_unit_test(test_lives SOURCES test_lives.c fault_rows.c usb_pair.c
  NEEDS att_trace simodem_core)
speaks_qmi_too(test_lives)
set_tests_properties(test_lives test_lives_qmi PROPERTIES TIMEOUT 600)
attache_unit_test(test_requests SOURCES test_requests.c
  NEEDS att_core mbim_protocol mbim_wire_mbim mbim_cids)
