# The usbredir front: its own library, as it alone needs usbredir's parser.
if(NOT TARGET simodem_usbredir)
  pkg_check_modules(USBREDIR REQUIRED IMPORTED_TARGET libusbredirparser-0.5)
  attache_library(simodem_usbredir NEEDS simodem_usbfs
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/front_usbredir.c
      ${CMAKE_CURRENT_LIST_DIR}/front_usbredir_device.c
      ${CMAKE_CURRENT_LIST_DIR}/front_usbredir_transfer.c)
  target_compile_definitions(simodem_usbredir PRIVATE _GNU_SOURCE)
  target_link_libraries(simodem_usbredir PRIVATE PkgConfig::USBREDIR)
endif()
