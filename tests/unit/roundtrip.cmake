attache_unit_test(test_wire_roundtrip SOURCES test_wire_roundtrip.c
  NEEDS test_support)
attache_unit_test(test_wire_qmi_random
  SOURCES test_wire_qmi_random.c wire_json.c NEEDS test_support)
attache_unit_test(test_wire_qmi_stream SOURCES test_wire_qmi_stream.c
  NEEDS test_support)
