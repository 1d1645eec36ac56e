# tshark shows by the generated dissector what attache decode shows.
add_executable(qmi_frames qmi_frames.c)
target_link_libraries(qmi_frames PRIVATE test_support)
attache_script_test(peer_lua ${CMAKE_CURRENT_SOURCE_DIR}/test_lua.sh)
attache_script_test(peer_trace_qmi
  tests/peer/test_trace_qmi.sh $<TARGET_FILE:attache> $<TARGET_FILE:simodem>)
