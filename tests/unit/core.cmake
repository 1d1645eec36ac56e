attache_unit_test(test_core SOURCES test_core.c NEEDS mbim_core)
