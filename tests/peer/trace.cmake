# tshark reads the traces that attache writes.
attache_script_test(peer_trace ${CMAKE_CURRENT_SOURCE_DIR}/test_trace.sh)
