# The usbfs front: its own library, as it alone needs FUSE.
if(NOT TARGET simodem_usbfs)
  pkg_check_modules(FUSE3 REQUIRED IMPORTED_TARGET fuse3)
  attache_library(simodem_usbfs NEEDS att_base
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/front_usbfs.c
      ${CMAKE_CURRENT_LIST_DIR}/front_usbfs_bus.c
      ${CMAKE_CURRENT_LIST_DIR}/front_usbfs_desc.c
      ${CMAKE_CURRENT_LIST_DIR}/front_usbfs_files.c
      ${CMAKE_CURRENT_LIST_DIR}/front_usbfs_ioctl.c
      ${CMAKE_CURRENT_LIST_DIR}/front_usbfs_space.c
      ${CMAKE_CURRENT_LIST_DIR}/front_usbfs_sysfs.c
      ${CMAKE_CURRENT_LIST_DIR}/front_usbfs_urb.c)
  target_compile_definitions(simodem_usbfs PRIVATE _GNU_SOURCE
    _FILE_OFFSET_BITS=64)
  target_link_libraries(simodem_usbfs PRIVATE PkgConfig::FUSE3)
endif()
