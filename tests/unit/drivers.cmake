attache_unit_test(test_drivers_descriptor SOURCES test_drivers_descriptor.c
  NEEDS att_usb)
attache_unit_test(test_drivers_bringup SOURCES test_drivers_bringup.c
  NEEDS att_usb)
attache_unit_test(test_drivers_dir SOURCES test_drivers_dir.c
  NEEDS att_port_place)
target_compile_definitions(test_drivers_dir PRIVATE _GNU_SOURCE)
attache_unit_test(test_drivers_holder SOURCES test_drivers_holder.c
  NEEDS att_port_place)
target_compile_definitions(test_drivers_holder PRIVATE _GNU_SOURCE)
attache_unit_test(test_drivers_kind SOURCES test_drivers_kind.c
  NEEDS att_port_place att_usb)
attache_unit_test(test_drivers_wdm SOURCES test_drivers_wdm.c NEEDS att_usb)
attache_unit_test(test_drivers_bulk SOURCES test_drivers_bulk.c NEEDS att_usb)
attache_unit_test(test_drivers_bulk_limit SOURCES test_drivers_bulk_limit.c
    plain_framing.c
  NEEDS att_usb)
foreach(test test_drivers_qmi_layouts test_drivers_usb_ports)
  attache_unit_test(${test} SOURCES ${test}.c usb_layout.c NEEDS att_usb)
  target_compile_definitions(${test} PRIVATE _GNU_SOURCE)
endforeach()
attache_unit_test(test_drivers_usb_data SOURCES test_drivers_usb_data.c
  NEEDS att_usb)
attache_unit_test(test_drivers_qmap SOURCES test_drivers_qmap.c NEEDS att_usb)
attache_unit_test(test_drivers_qmap_random SOURCES test_drivers_qmap_random.c
  NEEDS att_usb)
attache_unit_test(test_drivers_plain SOURCES test_drivers_plain.c NEEDS att_usb)
attache_unit_test(test_drivers_cdc_wdm
  SOURCES test_drivers_cdc_wdm.c drivers_host.c NEEDS att_port)
target_compile_definitions(test_drivers_cdc_wdm PRIVATE _GNU_SOURCE)
attache_unit_test(test_drivers_cdc_wdm_refused
  SOURCES test_drivers_cdc_wdm_refused.c drivers_host.c NEEDS att_port)
target_compile_definitions(test_drivers_cdc_wdm_refused PRIVATE _GNU_SOURCE)
target_link_options(test_drivers_cdc_wdm_refused PRIVATE
  -Wl,--wrap=isatty,--wrap=read,--wrap=write,--wrap=fsync)
attache_unit_test(test_drivers_cdc_wdm_format
  SOURCES test_drivers_cdc_wdm_format.c drivers_host.c NEEDS att_port)
target_compile_definitions(test_drivers_cdc_wdm_format PRIVATE _GNU_SOURCE)
target_link_options(test_drivers_cdc_wdm_format PRIVATE
  -Wl,--wrap=port_file_write,--wrap=port_netdev_readdress)
attache_unit_test(test_drivers_cdc_wdm_sysfs
  SOURCES test_drivers_cdc_wdm_sysfs.c drivers_host.c
  NEEDS att_port simodem_core)
target_compile_definitions(test_drivers_cdc_wdm_sysfs PRIVATE _GNU_SOURCE)
attache_unit_test(test_drivers_qrtr
  SOURCES test_drivers_qrtr.c fake_qrtr.c drivers_host.c NEEDS att_port)
attache_unit_test(test_drivers_qrtr_seen
  SOURCES test_drivers_qrtr_seen.c fake_qrtr.c NEEDS att_port)
foreach(test test_drivers_qrtr test_drivers_qrtr_seen)
  target_compile_definitions(${test} PRIVATE _GNU_SOURCE)
  target_link_options(${test} PRIVATE
    -Wl,--wrap=socket,--wrap=getsockname,--wrap=sendto,--wrap=recvfrom)
endforeach()
set(wrap_open
  -Wl,--wrap=open,--wrap=__open_2,--wrap=open64,--wrap=__open64_2)
# Ports of USB, on the modem behind simodem's usbfs, which a program for another
# processor may lack. The other program that has a device is one of libusb's.
set(back_ends ${ATTACHE_USB})
if("usbfs" IN_LIST ATTACHE_SIMODEM_FRONTS)
  pkg_check_modules(LIBUSB REQUIRED IMPORTED_TARGET libusb-1.0)
else()
  set(back_ends)
endif()
foreach(back_end ${back_ends})
  string(TOUPPER RIG_${back_end} defined)
  set(parts "" _held _other _qmi)
  if(back_end STREQUAL usbfs)
    list(APPEND parts _hotplug _access)
  endif()
  foreach(part IN LISTS parts)
    set(test test_drivers_${back_end}${part})
    attache_unit_test(${test} SOURCES test_drivers_usb${part}.c usb_rig.c
        drivers_host.c drivers_echo.c
        ${CMAKE_SOURCE_DIR}/tests/support/fuse_room.c
      NEEDS att_port simodem_usbfs PkgConfig::LIBUSB)
    target_compile_definitions(${test} PRIVATE _GNU_SOURCE ${defined})
  endforeach()
endforeach()
if("usbfs" IN_LIST back_ends)
  target_sources(test_drivers_usbfs_access PRIVATE open_names.c)
  target_link_options(test_drivers_usbfs_access PRIVATE ${wrap_open})
endif()
if("usbfs" IN_LIST ATTACHE_USB)
  attache_unit_test(test_drivers_usbfs_kernel
    SOURCES test_drivers_usbfs_kernel.c open_names.c drivers_host.c
    NEEDS att_port)
  target_compile_definitions(test_drivers_usbfs_kernel PRIVATE _GNU_SOURCE)
  target_link_options(test_drivers_usbfs_kernel PRIVATE
    -Wl,--wrap=ioctl ${wrap_open})
endif()
