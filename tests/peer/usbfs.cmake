# libusb, unmodified, against a loopback device behind the usbfs front.
pkg_check_modules(LIBUSB REQUIRED IMPORTED_TARGET libusb-1.0)
foreach(part transfers rules ioctls hotplug)
  attache_unit_test(test_usbfs_${part}
    SOURCES test_usbfs.c test_usbfs_device.c test_usbfs_${part}.c
      ${CMAKE_SOURCE_DIR}/tests/support/fuse_room.c
    NEEDS simodem_usbfs PkgConfig::LIBUSB)
  target_compile_definitions(test_usbfs_${part} PRIVATE _GNU_SOURCE)
endforeach()
