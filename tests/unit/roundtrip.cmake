attache_unit_test(test_wire_roundtrip SOURCES test_wire_roundtrip.c
  NEEDS test_support)
