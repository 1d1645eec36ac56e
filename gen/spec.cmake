# mbim-gen-spec turns spec/mbim_cids.yaml into generated/cids.h and cids.c, the
# library mbim_cids. The files are by-products of a stamp, so that one that has
# not changed rebuilds nothing.
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)

add_executable(mbim-gen-spec spec_main.c spec_base.c spec_type.c spec_keys.c
  spec_read.c spec_check.c spec_fields.c spec_services.c spec_lay_out.c
  spec_emit.c spec_header.c spec_tables.c yaml_node.c)
target_compile_definitions(mbim-gen-spec PRIVATE _POSIX_C_SOURCE=200809L)
target_link_libraries(mbim-gen-spec PRIVATE PkgConfig::YAML)

file(MAKE_DIRECTORY ${ATTACHE_GEN}/generated)
set(cids ${ATTACHE_GEN}/generated/cids)
add_custom_command(OUTPUT ${cids}.stamp BYPRODUCTS ${cids}.h ${cids}.c
  COMMAND mbim-gen-spec spec/mbim_cids.yaml ${ATTACHE_GEN}/generated
  COMMAND ${CMAKE_COMMAND} -E touch ${cids}.stamp
  DEPENDS mbim-gen-spec ${CMAKE_SOURCE_DIR}/spec/mbim_cids.yaml
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
  COMMENT "Generating cids.h and cids.c" VERBATIM)
add_custom_target(mbim_cids_files DEPENDS ${cids}.stamp)

attache_library(mbim_cids FREESTANDING SOURCES ${cids}.c NEEDS mbim_base)
add_dependencies(mbim_cids mbim_cids_files)
