foreach(part channel sim network session caps usb data quirks)
  attache_unit_test(test_simodem_${part}
    SOURCES test_simodem_${part}.c test_simodem_fixture.c NEEDS simodem_core)
endforeach()
attache_unit_test(test_simodem_proxy SOURCES test_simodem_proxy.c
  NEEDS simodem_core)
attache_unit_test(test_simodem_files
  SOURCES test_simodem_files.c test_simodem_fixture.c NEEDS simodem_files)
target_compile_definitions(test_simodem_files PRIVATE _GNU_SOURCE)
