# mbim-gen-spec turns the spec into generated/cids.h and cids.c, the library
# mbim_cids, and into the reference pages, the target spec-docs. The files are
# by-products of a stamp, so that one that has not changed rebuilds nothing.

# Another spec makes another attache: a test does so with an edited copy.
set(ATTACHE_SPEC spec/mbim_cids.yaml CACHE FILEPATH
  "The spec, relative to the source folder or absolute")
get_filename_component(spec ${ATTACHE_SPEC} ABSOLUTE
  BASE_DIR ${CMAKE_SOURCE_DIR})
attache_overlays(mbim overlays ${ATTACHE_SPEC_ADD})

file(MAKE_DIRECTORY ${ATTACHE_GEN}/generated ${ATTACHE_GEN}/docs)
set(cids ${ATTACHE_GEN}/generated/cids)
add_custom_command(OUTPUT ${cids}.stamp BYPRODUCTS ${cids}.h ${cids}.c
  COMMAND mbim-gen-spec ${overlays} ${ATTACHE_SPEC} ${ATTACHE_GEN}/generated
  COMMAND ${CMAKE_COMMAND} -E touch ${cids}.stamp
  DEPENDS mbim-gen-spec ${spec} ${overlays_files}
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
  COMMENT "Generating cids.h and cids.c" VERBATIM)
add_custom_target(mbim_cids_files DEPENDS ${cids}.stamp)

attache_library(mbim_cids FREESTANDING SOURCES ${cids}.c NEEDS att_base)
attache_tables(mbim_cids)
add_dependencies(mbim_cids mbim_cids_files)

set(pages ${ATTACHE_GEN}/docs/mbim_cids)
add_custom_command(OUTPUT ${pages}.stamp BYPRODUCTS ${pages}.html ${pages}.7
  COMMAND mbim-gen-spec --pages ${overlays} --charts machines/mbim_requests.tsv
    ${ATTACHE_SPEC} ${ATTACHE_GEN}/docs
  COMMAND ${CMAKE_COMMAND} -E touch ${pages}.stamp
  DEPENDS mbim-gen-spec ${spec} ${overlays_files}
    ${CMAKE_SOURCE_DIR}/machines/mbim_requests.tsv
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
  COMMENT "Generating mbim_cids.html and mbim_cids.7" VERBATIM)
add_custom_target(spec-docs ALL DEPENDS ${pages}.stamp)
