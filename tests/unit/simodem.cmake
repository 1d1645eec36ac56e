foreach(part channel sim network session caps usb data)
  attache_unit_test(test_simodem_${part}
    SOURCES test_simodem_${part}.c test_simodem_fixture.c NEEDS simodem_core)
endforeach()
