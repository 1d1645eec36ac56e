attache_unit_test(test_base SOURCES test_base.c NEEDS att_base)
