# attache query and set against the simulated modem, through Debian's proxy, and
# from the shells that complete their words.
foreach(part modem proxy completion qmi)
  attache_script_test(test_query_${part}
    tests/peer/test_query_${part}.sh $<TARGET_FILE:attache>
    $<TARGET_FILE:simodem>)
endforeach()

# Their logs as a modem for attache.
attache_script_test(peer_as_modem tests/peer/test_as_modem.sh
  $<TARGET_FILE:attache> $<TARGET_FILE:simodem>)
