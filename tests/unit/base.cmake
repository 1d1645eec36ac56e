attache_unit_test(test_base SOURCES test_base.c NEEDS att_base)
attache_unit_test(test_nearest SOURCES test_nearest.c NEEDS att_base)
