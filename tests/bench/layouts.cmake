# Every layout by both: the calls of libmbim come from its headers, the visits of
# our structs from the spec.
get_filename_component(spec ${ATTACHE_SPEC} ABSOLUTE
  BASE_DIR ${CMAKE_SOURCE_DIR})
set(visit ${CMAKE_CURRENT_BINARY_DIR}/layouts_visit.c)
set(visit_awk ${CMAKE_CURRENT_SOURCE_DIR}/layouts_visit.awk)
add_custom_command(OUTPUT ${visit}
  COMMAND mbim-gen-spec --fields ${ATTACHE_SPEC} > ${visit}.list
  COMMAND awk -f ${visit_awk} ${visit}.list > ${visit}
  DEPENDS ${visit_awk} mbim-gen-spec ${spec}
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
foreach(way views utf8)
  add_library(bench_layouts_${way} OBJECT EXCLUDE_FROM_ALL ${visit})
  target_include_directories(bench_layouts_${way} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(bench_layouts_${way} PRIVATE mbim_cids mbim_wire_mbim)
endforeach()
target_compile_definitions(bench_layouts_utf8 PRIVATE LAYOUTS_UTF8)

# A program for the libmbim whose headers are in one folder.
function(bench_layouts program include)
  set(calls ${CMAKE_CURRENT_BINARY_DIR}/${program}_calls.c)
  set(awk ${CMAKE_SOURCE_DIR}/tests/peer/oracle_libmbim.awk)
  file(GLOB headers ${include}/mbim-*.h)
  add_custom_command(OUTPUT ${calls}
    COMMAND awk -v talk=tests/bench/layouts_talk.h -v parse=only
      -f ${awk} ${headers} > ${calls}
    DEPENDS ${awk} ${headers} VERBATIM)
  add_executable(${program} EXCLUDE_FROM_ALL layouts.c layouts_libmbim.c
    ${calls} ../peer/oracle_libmbim_find.c)
  target_include_directories(${program} PRIVATE ../peer)
  target_include_directories(${program} SYSTEM BEFORE PRIVATE ${include})
  target_link_libraries(${program} PRIVATE bench_layouts_views
    bench_layouts_utf8 oracle_case)
endfunction()

pkg_get_variable(include mbim-glib includedir)
bench_layouts(bench_layouts ${include}/libmbim-glib)
target_link_libraries(bench_layouts PRIVATE PkgConfig::MBIM_GLIB)
