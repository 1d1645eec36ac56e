attache_unit_test(test_simodem_card SOURCES test_simodem_card.c NEEDS sim_card)
foreach(part channel sim network session caps usb quirks fuzz)
  attache_unit_test(test_simodem_${part}
    SOURCES test_simodem_${part}.c test_simodem_fixture.c NEEDS simodem_core)
endforeach()
foreach(part data rate)
  attache_unit_test(test_simodem_${part}
    SOURCES test_simodem_${part}.c test_simodem_bus.c test_simodem_fixture.c
    NEEDS simodem_core)
endforeach()
attache_unit_test(test_simodem_proxy SOURCES test_simodem_proxy.c
  NEEDS simodem_core)
foreach(part answers cells changes failures files makers phonebook slots uicc ussd
    versions)
  attache_unit_test(test_simodem_${part} SOURCES test_simodem_${part}.c
      test_simodem_fixture.c test_simodem_yaml.c
    NEEDS simodem_files)
  target_compile_definitions(test_simodem_${part} PRIVATE _GNU_SOURCE)
endforeach()
foreach(part sms sms_network)
  attache_unit_test(test_simodem_${part} SOURCES test_simodem_${part}.c
      simodem_sms.c test_simodem_fixture.c test_simodem_yaml.c
    NEEDS simodem_files)
  target_compile_definitions(test_simodem_${part} PRIVATE _GNU_SOURCE)
endforeach()
foreach(part clients data messages random uim)
  attache_unit_test(test_simodem_qmi_${part}
    SOURCES test_simodem_qmi_${part}.c simodem_qmi.c NEEDS simodem_core)
endforeach()
attache_unit_test(test_simodem_qmi_calls SOURCES test_simodem_qmi_calls.c
    simodem_qmi.c test_simodem_fixture.c test_simodem_yaml.c
  NEEDS simodem_files)
target_compile_definitions(test_simodem_qmi_calls PRIVATE _GNU_SOURCE)
attache_unit_test(test_simodem_qrtr
  SOURCES test_simodem_qrtr.c simodem_qmi.c fake_qrtr.c
    ${CMAKE_SOURCE_DIR}/tools/simodem/front_qrtr.c
    ${CMAKE_SOURCE_DIR}/tools/simodem/clock.c
  NEEDS simodem_core)
target_compile_definitions(test_simodem_qrtr PRIVATE _GNU_SOURCE)
target_link_options(test_simodem_qrtr PRIVATE
  -Wl,--wrap=socket,--wrap=getsockname,--wrap=sendto,--wrap=recvfrom)
