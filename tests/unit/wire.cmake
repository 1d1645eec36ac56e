# wire_zoo.c: hand-written layouts with every wire type.
foreach(name text decode arrays cursor fields encode print msg qmi stream frag
    tables random)
  attache_unit_test(test_wire_${name}
    SOURCES test_wire_${name}.c wire_zoo.c wire_rig.c wire_json.c
    NEEDS mbim_wire_mbim)
endforeach()
attache_unit_test(test_wire_dialect SOURCES test_wire_dialect.c
  NEEDS mbim_wire_mbim)
attache_unit_test(test_wire_personal SOURCES test_wire_personal.c
  NEEDS mbim_wire_mbim)
attache_unit_test(test_wire_straight SOURCES test_wire_straight.c
  NEEDS test_support)
attache_unit_test(test_wire_sms SOURCES test_wire_sms.c NEEDS att_sms)
attache_unit_test(test_wire_sms_values SOURCES test_wire_sms_values.c
  NEEDS att_sms)
attache_unit_test(test_wire_versions SOURCES test_wire_versions.c
  NEEDS mbim_wire_mbim)
