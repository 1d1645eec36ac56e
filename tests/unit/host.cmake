if(NOT TARGET sim_host)
  include(${CMAKE_SOURCE_DIR}/tools/simodem/host.cmake)
endif()
attache_unit_test(test_host_tun SOURCES test_host_tun.c NEEDS sim_host)
