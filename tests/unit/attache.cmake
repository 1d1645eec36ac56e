set(attache ${CMAKE_SOURCE_DIR}/tools/attache)
attache_unit_test(test_attache_fields
  SOURCES test_attache_fields.c wire_zoo.c
    ${attache}/fields.c ${attache}/fields_value.c ${attache}/nearest.c
  NEEDS mbim_cids mbim_wire)
attache_unit_test(test_attache_words
  SOURCES test_attache_words.c
    ${attache}/fields.c ${attache}/fields_value.c ${attache}/nearest.c
  NEEDS mbim_cids mbim_wire test_support)
attache_unit_test(test_linux_exchange SOURCES test_linux_exchange.c
  NEEDS mbim_linux)
