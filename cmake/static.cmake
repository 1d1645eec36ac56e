# The toolchain of tools/build-static: one program without shared libraries,
# with musl and for size; libraries/ is what the script has put there. Without
# PIE: it would have to write the address of every table entry into memory of
# its own before it begins, and no other of its pages could be shared.
set(BUILD_TESTING OFF)
set(ATTACHE_SIMODEM OFF)
set(ATTACHE_CODEC OFF)
set(ATTACHE_HARDENING OFF)
set(CMAKE_C_COMPILER musl-gcc)
set(CMAKE_BUILD_TYPE MinSizeRel)
set(CMAKE_C_FLAGS_MINSIZEREL "-Os -DNDEBUG")
# musl's ioctl has an int where the kernel's numbers are unsigned.
add_compile_options(-isystem ${CMAKE_BINARY_DIR}/libraries/kernel
  -ffunction-sections -fdata-sections -fno-pie
  -fno-asynchronous-unwind-tables -fno-unwind-tables
  -Wno-sign-conversion -Wno-overflow)
add_link_options(-static -no-pie -Wl,--gc-sections -Wl,-O1 -Wl,-z,norelro
  -Wl,-z,noseparate-code)
