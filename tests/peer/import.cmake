# attache decode reads what other programs write; tshark,
# qmicli and libyaml judge it.
add_executable(usbmon_of_trace usbmon_of_trace.c)
target_link_libraries(usbmon_of_trace PRIVATE att_linux simodem_core)

pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
add_executable(is_text is_text.c ../unit/wire_json.c)
target_compile_definitions(is_text PRIVATE _POSIX_C_SOURCE=200809L)
target_link_libraries(is_text PRIVATE mbim_wire_mbim PkgConfig::YAML)

foreach(part usbmon logs qmicli trace)
  attache_script_test(peer_import_${part}
    ${CMAKE_CURRENT_SOURCE_DIR}/test_import_${part}.sh)
endforeach()
