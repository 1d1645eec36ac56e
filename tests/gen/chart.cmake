attache_unit_test(test_machines SOURCES test_machines.c NEEDS mbim_machines)
attache_script_test(chart_errors tests/gen/chart_errors.sh)
attache_script_test(chart_golden tests/gen/chart_golden.sh)
attache_script_test(chart_real tests/gen/chart_real.sh)
