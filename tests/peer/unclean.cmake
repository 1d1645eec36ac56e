attache_script_test(test_unclean_end
  ${CMAKE_CURRENT_LIST_DIR}/test_unclean_end.sh $<TARGET_FILE:simodem>
  $<TARGET_FILE:attache>)
