# One warning set, one way to make a library, a program and a test.
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
# Not -O3: it vectorises loops over a few dozen bytes, which costs more than it
# saves, and makes everything larger.
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")

option(ATTACHE_SANITIZE "AddressSanitizer and UndefinedBehaviourSanitizer" OFF)
# A newer compiler has newer warnings, which must not stop a user: only the
# scripts that test and measure set this.
option(ATTACHE_WERROR "Warnings are errors, as in tools/test" OFF)
# Without it there is no cmocka to find, and no test.
option(BUILD_TESTING "The tests" ON)
option(ATTACHE_SIMODEM "The simulated modem; the tests need it" ON)
option(ATTACHE_CODEC "The codec as a library for other programs" ON)
option(ATTACHE_FUZZ "Only the fuzz targets, by clang, see tools/fuzz" OFF)
if(ATTACHE_FUZZ)
  set(ATTACHE_SANITIZE ON)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

add_compile_options(-Wall -Wextra -Wconversion -Wshadow
  -Wstrict-prototypes -Wmissing-prototypes -fno-common
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
# Where a long has 32 bits a folder may have entries, and a trace a length, that do
# not fit: readdir and open refuse them.
if(CMAKE_SIZEOF_VOID_P EQUAL 4)
  add_compile_definitions(_FILE_OFFSET_BITS=64)
endif()
if(ATTACHE_WERROR)
  add_compile_options(-Werror)
endif()
if(ATTACHE_SANITIZE)
  add_compile_options(-UNDEBUG -fsanitize=address,undefined
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# Where example files are, as messages name it.
include(GNUInstallDirs)
set(ATTACHE_EXAMPLES "${CMAKE_INSTALL_FULL_DOCDIR}/examples")

include(Hardening)

# What a program does not use of generated code is not in it.
if(NOT ATTACHE_SANITIZE)
  add_link_options(-Wl,--gc-sections)
  # The tables are full of pointers: in this form they are 100 kB less to read at
  # the start.
  include(CheckLinkerFlag)
  check_linker_flag(C -Wl,-z,pack-relative-relocs ATTACHE_LINKER_RELR)
  if(ATTACHE_LINKER_RELR)
    add_link_options(-Wl,-z,pack-relative-relocs)
  endif()
endif()

# attache_tables(name): a target of generated tables. There is straight code for
# each layout, of which a program uses some. With the sanitizers it is so much
# that more than -O1 takes a minute. Only with sections for data as well do
# compilers give the jump table of a function one of its own; in a common one it
# would keep the function.
function(attache_tables name)
  target_compile_options(${name} PRIVATE -ffunction-sections -fdata-sections)
  if(ATTACHE_SANITIZE)
    target_compile_options(${name} PRIVATE -O1
      $<$<C_COMPILER_ID:GNU>:-fno-var-tracking>)
  endif()
endfunction()

find_package(PkgConfig REQUIRED)

# Generated files are included as "generated/cids.h".
set(ATTACHE_GEN ${CMAKE_BINARY_DIR})

# attache_library(name LAYER dir SOURCES... [FREESTANDING] [NEEDS targets...])
# FREESTANDING: no allocation, clock or stdio (tests/lint/symbols.sh). The build
# of the tests compiles it -ffreestanding; others let memcpy be expanded inline.
function(attache_library name)
  cmake_parse_arguments(A "FREESTANDING" "" "SOURCES;NEEDS" ${ARGN})
  add_library(${name} STATIC ${A_SOURCES})
  target_include_directories(${name} PUBLIC ${ATTACHE_GEN}
    ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${A_NEEDS})
  if(A_FREESTANDING)
    if(ATTACHE_SANITIZE)
      target_compile_options(${name} PRIVATE -ffreestanding)
    endif()
    set_property(GLOBAL APPEND PROPERTY ATTACHE_FREESTANDING ${name})
  endif()
endfunction()

# attache_unit_test(name SOURCES... NEEDS targets...): a cmocka program that
# prints TAP; tools/test counts its lines.
function(attache_unit_test name)
  cmake_parse_arguments(A "" "" "SOURCES;NEEDS" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE ${A_NEEDS} PkgConfig::CMOCKA)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "CMOCKA_MESSAGE_OUTPUT=TAP" TIMEOUT 120)
endfunction()

# speaks_qmi_too(TEST): the same rows of a modem that speaks QMI: TEST_qmi.
function(speaks_qmi_too name)
  add_test(NAME ${name}_qmi COMMAND ${name} qmi
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name}_qmi PROPERTIES
    ENVIRONMENT "CMOCKA_MESSAGE_OUTPUT=TAP" TIMEOUT 120)
endfunction()

# attache_script_test(name script args...): a shell script that prints TAP. Its
# status is 77 if it could do nothing but skip, and say why. A script cannot run
# the programs of another processor.
function(attache_script_test name script)
  if(CMAKE_CROSSCOMPILING)
    return()
  endif()
  add_test(NAME ${name} COMMAND ${script} ${ARGN}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300
    SKIP_RETURN_CODE 77
    ENVIRONMENT "ATTACHE_BUILD=${CMAKE_BINARY_DIR}")
endfunction()
