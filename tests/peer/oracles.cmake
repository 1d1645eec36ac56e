# Other people's programs as judges of our messages. Without them their tests
# are skipped, and say so.
add_library(oracle_case STATIC oracle_case.c oracle_list.c)
target_compile_definitions(oracle_case PRIVATE _GNU_SOURCE)
target_link_libraries(oracle_case PUBLIC test_support)
attache_unit_test(test_oracle_list SOURCES test_oracle_list.c NEEDS oracle_case)
target_compile_definitions(test_oracle_list PRIVATE _GNU_SOURCE)

pkg_check_modules(MBIM_GLIB IMPORTED_TARGET mbim-glib)
if(MBIM_GLIB_FOUND)
  set(calls ${CMAKE_CURRENT_BINARY_DIR}/oracle_libmbim_calls.c)
  set(awk ${CMAKE_CURRENT_SOURCE_DIR}/oracle_libmbim.awk)
  pkg_get_variable(MBIM_GLIB_INCLUDE mbim-glib includedir)
  file(GLOB headers ${MBIM_GLIB_INCLUDE}/libmbim-glib/mbim-*.h)
  add_custom_command(OUTPUT ${calls}
    COMMAND awk -v talk=oracle_libmbim_give.h -f ${awk} ${headers}
      > ${calls}.new
    COMMAND ${CMAKE_COMMAND} -E rename ${calls}.new ${calls}
    DEPENDS ${awk} ${headers} VERBATIM)
  add_library(oracle_libmbim_calls STATIC ${calls} oracle_libmbim_give.c)
  target_include_directories(oracle_libmbim_calls PRIVATE
    ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(oracle_libmbim_calls PUBLIC
    test_value PkgConfig::MBIM_GLIB)
  add_executable(oracle_libmbim oracle_libmbim.c oracle_libmbim_find.c)
  target_link_libraries(oracle_libmbim PRIVATE oracle_case
    oracle_libmbim_calls PkgConfig::CMOCKA)
  add_test(NAME oracle_libmbim COMMAND oracle_libmbim
    ${CMAKE_CURRENT_SOURCE_DIR}/oracle_libmbim.txt)
  set_tests_properties(oracle_libmbim PROPERTIES
    ENVIRONMENT "CMOCKA_MESSAGE_OUTPUT=TAP" TIMEOUT 120)
else()
  attache_script_test(oracle_libmbim tests/skip.sh
    libmbim_agrees "libmbim-glib is not installed")
endif()

pkg_check_modules(QMI_GLIB IMPORTED_TARGET qmi-glib)
if(QMI_GLIB_FOUND)
  add_library(oracle_libqmi_peer STATIC oracle_libqmi_peer.c)
  target_compile_definitions(oracle_libqmi_peer PRIVATE _GNU_SOURCE)
  target_link_libraries(oracle_libqmi_peer PUBLIC PkgConfig::QMI_GLIB)
  add_executable(oracle_libqmi oracle_libqmi.c oracle_libqmi_text.c)
  target_link_libraries(oracle_libqmi PRIVATE oracle_case oracle_libqmi_peer
    PkgConfig::CMOCKA)
  add_test(NAME oracle_libqmi COMMAND oracle_libqmi
    ${CMAKE_CURRENT_SOURCE_DIR}/oracle_libqmi.txt)
  set_tests_properties(oracle_libqmi PROPERTIES
    ENVIRONMENT "CMOCKA_MESSAGE_OUTPUT=TAP" TIMEOUT 120)
else()
  attache_script_test(oracle_libqmi tests/skip.sh
    libqmi_agrees "libqmi-glib is not installed")
endif()

find_program(TSHARK tshark)
if(TSHARK)
  add_executable(oracle_tshark
    oracle_tshark.c oracle_tshark_compare.c oracle_pdml.c)
  target_link_libraries(oracle_tshark PRIVATE oracle_case att_linux)
  add_test(NAME oracle_tshark COMMAND oracle_tshark ${TSHARK}
    ${CMAKE_CURRENT_SOURCE_DIR}/oracle_tshark.txt
    ${CMAKE_CURRENT_BINARY_DIR}/oracle_tshark.pcapng)
  set_tests_properties(oracle_tshark PROPERTIES TIMEOUT 120)
else()
  attache_script_test(oracle_tshark tests/skip.sh
    tshark_agrees "tshark is not installed")
endif()
