attache_unit_test(test_attache_fields SOURCES test_attache_fields.c wire_zoo.c
  NEEDS attache_fields)
attache_unit_test(test_attache_words SOURCES test_attache_words.c
  NEEDS attache_fields test_support)
foreach(part exchange exchange_waits)
  attache_unit_test(test_linux_${part}
    SOURCES test_linux_${part}.c exchange_rig.c NEEDS att_linux)
endforeach()
attache_unit_test(test_linux_exchange_qmi SOURCES test_linux_exchange_qmi.c
  NEEDS att_linux)
attache_unit_test(test_attache_watch SOURCES test_attache_watch.c
  NEEDS attache_watch)
attache_unit_test(test_attache_overview SOURCES test_attache_overview.c
  NEEDS attache_overview)
target_compile_definitions(test_attache_overview PRIVATE _GNU_SOURCE)
attache_unit_test(test_attache_metrics SOURCES test_attache_metrics.c
  NEEDS attache_metrics)
attache_unit_test(test_attache_metrics_http SOURCES test_attache_metrics_http.c
  NEEDS attache_metrics)
