# genode-src: a complete Genode repository in the build folder. The tree's own
# folder genode/ is one without the C sources, of which a part is generated;
# here they are put into its src/lib, one folder a library, below attache/.
set(ATTACHE_GENODE ${CMAKE_BINARY_DIR}/genode-src)

# genode_library(NAME TARGETS targets... HEADERS files...): what the library
# NAME is made of, as lines "from|to" for the script that copies. Generated
# files keep their name under the build folder, others under src/ or the top.
set(genode_files)
function(genode_library name)
  cmake_parse_arguments(G "" "" "TARGETS;HEADERS" ${ARGN})
  set(files ${G_HEADERS})
  foreach(target IN LISTS G_TARGETS)
    get_target_property(sources ${target} SOURCES)
    get_target_property(dir ${target} SOURCE_DIR)
    foreach(source IN LISTS sources)
      cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${dir})
      list(APPEND files ${source})
    endforeach()
  endforeach()
  foreach(file IN LISTS files)
    set(to ${file})
    foreach(root ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR}/src
        ${CMAKE_SOURCE_DIR})
      cmake_path(IS_PREFIX root ${file} inside)
      if(inside)
        cmake_path(RELATIVE_PATH to BASE_DIRECTORY ${root})
        break()
      endif()
    endforeach()
    list(APPEND genode_files "${file}|src/lib/${name}/attache/${to}")
  endforeach()
  set(genode_files ${genode_files} PARENT_SCOPE)
endfunction()

get_property(freestanding GLOBAL PROPERTY ATTACHE_FREESTANDING)
file(GLOB headers CONFIGURE_DEPENDS src/base/*.h src/wire/*.h src/wire/*/*.h
  src/core/*.h src/protocol/*/*.h src/proxy/*.h)
set(drivers bulk bulk_limit ethernet framing ntb qmap raw_ip usb usb_bringup
  usb_data usb_part usb_ports usb_walk wdm wdm_outq)
list(TRANSFORM drivers REPLACE "(.+)" "${CMAKE_SOURCE_DIR}/drivers/\\1.h")
genode_library(attache_core TARGETS ${freestanding}
  HEADERS ${headers} ${drivers} ${CMAKE_SOURCE_DIR}/src/net/dns_probe.h
    ${CMAKE_SOURCE_DIR}/src/net/mss.h
    ${CMAKE_SOURCE_DIR}/src/net/ndp.h ${CMAKE_SOURCE_DIR}/src/net/inet.h
    ${CMAKE_BINARY_DIR}/generated/cids.h
    ${CMAKE_BINARY_DIR}/generated/qmi_messages.h)

set(headers channel file pcapng_blocks pcapng_write protocols recorder stars text
  text_words writer)
list(TRANSFORM headers REPLACE "(.+)" "${CMAKE_SOURCE_DIR}/src/trace/\\1.h")
genode_library(attache_trace TARGETS att_trace_records HEADERS ${headers})

file(GLOB headers CONFIGURE_DEPENDS tools/simodem/*.h)
list(FILTER headers EXCLUDE REGEX "/(front_.*|files|simodem)\\.h$")
genode_library(attache_sim TARGETS simodem_core sim_world sim_card sim_host
  HEADERS ${headers})

list(APPEND genode_files "${CMAKE_SOURCE_DIR}/LICENSE|LICENSE")
list(JOIN genode_files "\n" lines)
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/genode-src.list CONTENT "${lines}\n")
add_custom_target(genode-src
  COMMAND ${CMAKE_COMMAND} -DFROM=${CMAKE_SOURCE_DIR}/genode
    -DLIST=${CMAKE_BINARY_DIR}/genode-src.list -DTO=${ATTACHE_GENODE}
    -DVERSION=${PROJECT_VERSION}
    -P ${CMAKE_SOURCE_DIR}/cmake/GenodeCopy.cmake
  COMMAND ${CMAKE_SOURCE_DIR}/cmake/genode_hashes.sh ${ATTACHE_GENODE}
    ${PROJECT_VERSION}
  COMMENT "Genode repository in ${ATTACHE_GENODE}" VERBATIM)
add_dependencies(genode-src mbim_cids_files qmi_messages_files
  att_machines)
