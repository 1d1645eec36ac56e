# wire_zoo.c: hand-written layouts with every wire type.
foreach(name text decode encode frag print msg)
  attache_unit_test(test_wire_${name}
    SOURCES test_wire_${name}.c wire_zoo.c wire_json.c NEEDS mbim_wire)
endforeach()
