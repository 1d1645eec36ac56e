foreach(part mbimcli options)
  attache_script_test(test_simodem_${part}
    ${CMAKE_CURRENT_LIST_DIR}/test_simodem_${part}.sh $<TARGET_FILE:simodem>)
endforeach()
