attache_unit_test(test_attache_fields SOURCES test_attache_fields.c wire_zoo.c
  NEEDS attache_fields)
attache_unit_test(test_attache_words SOURCES test_attache_words.c
  NEEDS attache_fields test_support)
attache_unit_test(test_linux_exchange SOURCES test_linux_exchange.c
  NEEDS att_linux)
