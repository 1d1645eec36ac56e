attache_unit_test(test_wire_roundtrip SOURCES test_wire_roundtrip.c
  NEEDS test_support)
attache_unit_test(test_wire_versions_random
  SOURCES test_wire_versions_random.c NEEDS test_support)
attache_unit_test(test_wire_qmi_random
  SOURCES test_wire_qmi_random.c wire_json.c NEEDS test_support)
attache_unit_test(test_wire_qmi_stream SOURCES test_wire_qmi_stream.c
  NEEDS test_support)
# Each capture beside the text that it is shown as.
attache_unit_test(test_wire_qmi_captures
  SOURCES test_wire_qmi_captures.c wire_json.c ../support/whole_file.c
  NEEDS test_support)
target_compile_definitions(test_wire_qmi_captures PRIVATE _GNU_SOURCE)
