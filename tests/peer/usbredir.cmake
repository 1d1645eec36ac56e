# usbredir's own parser, as a guest, against a loopback device behind the
# usbredir front.
pkg_check_modules(LIBUSB REQUIRED IMPORTED_TARGET libusb-1.0)
pkg_check_modules(USBREDIR REQUIRED IMPORTED_TARGET libusbredirparser-0.5)
attache_unit_test(test_usbredir
  SOURCES test_usbredir.c test_usbredir_guest.c test_usbfs_device.c
  NEEDS simodem_usbredir PkgConfig::LIBUSB PkgConfig::USBREDIR)
target_compile_definitions(test_usbredir PRIVATE _GNU_SOURCE)
