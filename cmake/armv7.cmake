# Toolchain: 32-bit ARM with a floating-point unit (Debian's armhf).
set(processor armv7l)
set(triplet arm-linux-gnueabihf)
set(emulator qemu-arm)
include(${CMAKE_CURRENT_LIST_DIR}/cross.cmake)
