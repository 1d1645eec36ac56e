attache_unit_test(test_base SOURCES test_base.c NEEDS mbim_base)
