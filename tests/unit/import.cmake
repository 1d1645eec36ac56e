# attache decode: what is read, and how it is shown.
foreach(part logs captures decode)
  attache_unit_test(test_import_${part} SOURCES test_import_${part}.c
    NEEDS attache_decode)
  target_compile_definitions(test_import_${part} PRIVATE
    _POSIX_C_SOURCE=200809L)
endforeach()

attache_unit_test(test_as_modem SOURCES test_as_modem.c NEEDS att_capture)
target_compile_definitions(test_as_modem PRIVATE _POSIX_C_SOURCE=200809L)

attache_unit_test(test_wire_versions_captures
  SOURCES test_wire_versions_captures.c NEEDS att_capture)
target_compile_definitions(test_wire_versions_captures PRIVATE
  _POSIX_C_SOURCE=200809L)
