foreach(part holder screens missing which_modem needs_ntb_input separate)
  attache_script_test(test_${part}
    ${CMAKE_CURRENT_LIST_DIR}/test_${part}.sh $<TARGET_FILE:simodem>
    $<TARGET_FILE:attache>)
endforeach()
