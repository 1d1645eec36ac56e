# The host behind the simulated modem.
attache_library(sim_host
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/host.c ${CMAKE_CURRENT_LIST_DIR}/host_ip.c
    ${CMAKE_CURRENT_LIST_DIR}/host_dns.c
    ${CMAKE_CURRENT_LIST_DIR}/host_dhcp.c
    ${CMAKE_CURRENT_LIST_DIR}/host_tcp.c
    ${CMAKE_CURRENT_LIST_DIR}/host_tcp_receive.c
    ${CMAKE_CURRENT_LIST_DIR}/host_tcp_send.c
  NEEDS att_base)
