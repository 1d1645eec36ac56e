attache_script_test(test_addresses
  ${CMAKE_CURRENT_LIST_DIR}/test_addresses.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
