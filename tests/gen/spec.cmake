attache_unit_test(test_spec SOURCES test_spec.c NEEDS mbim_wire_mbim mbim_cids)
attache_script_test(spec_errors tests/gen/spec_errors.sh)
attache_script_test(spec_golden tests/gen/spec_golden.sh)
attache_script_test(spec_qmi_errors tests/gen/qmi_errors.sh)
attache_script_test(spec_qmi_golden tests/gen/qmi_golden.sh)
attache_script_test(spec_pages tests/gen/spec_pages.sh)
attache_script_test(spec_tables tests/gen/spec_tables.sh)
attache_script_test(qmi_pages tests/gen/qmi_pages.sh)
attache_script_test(qmi_tables tests/gen/qmi_tables.sh)

# Rewrites the golden files of both generators: look at the diff, then commit.
add_custom_target(update-golden
  COMMAND ${CMAKE_COMMAND} -E env ATTACHE_BUILD=${CMAKE_BINARY_DIR}
    ATTACHE_UPDATE=1 tests/gen/spec_golden.sh
  COMMAND ${CMAKE_COMMAND} -E env ATTACHE_BUILD=${CMAKE_BINARY_DIR}
    ATTACHE_UPDATE=1 tests/gen/qmi_golden.sh
  COMMAND ${CMAKE_COMMAND} -E env ATTACHE_BUILD=${CMAKE_BINARY_DIR}
    ATTACHE_UPDATE=1 tests/gen/spec_pages.sh
  COMMAND ${CMAKE_COMMAND} -E env ATTACHE_BUILD=${CMAKE_BINARY_DIR}
    ATTACHE_UPDATE=1 tests/gen/qmi_pages.sh
  COMMAND ${CMAKE_COMMAND} -E env ATTACHE_BUILD=${CMAKE_BINARY_DIR}
    ATTACHE_UPDATE=1 tests/gen/chart_golden.sh
  DEPENDS mbim_cids_files qmi_messages_files mbim-gen-chart
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
