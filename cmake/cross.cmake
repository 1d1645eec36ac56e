# Shared by the toolchains of tools/build-cross (aarch64.cmake, armv7.cmake), which
# set `processor`, `triplet` and `emulator`: Debian's cross compiler, and beside its C
# library the packages of that architecture that lie under ATTACHE_SYSROOT. Without
# that they are the system's own (dpkg --add-architecture).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${processor})
set(CMAKE_C_COMPILER ${triplet}-gcc)
set(CMAKE_LIBRARY_ARCHITECTURE ${triplet})
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ATTACHE_SYSROOT)

set(ENV{PKG_CONFIG_PATH})
set(ENV{PKG_CONFIG_LIBDIR}
  ${ATTACHE_SYSROOT}/usr/lib/${triplet}/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} "${ATTACHE_SYSROOT}")
if(ATTACHE_SYSROOT)
  set(CMAKE_FIND_ROOT_PATH ${ATTACHE_SYSROOT})
  set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
  set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
  set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
  add_compile_options("SHELL:-isystem ${ATTACHE_SYSROOT}/usr/include"
    "SHELL:-isystem ${ATTACHE_SYSROOT}/usr/include/${triplet}")
endif()

# The tests run in it; what it gives as /usr/TRIPLET is the C library.
set(CMAKE_CROSSCOMPILING_EMULATOR ${emulator} -L /usr/${triplet}
  -E LD_LIBRARY_PATH=${ATTACHE_SYSROOT}/usr/lib/${triplet})
