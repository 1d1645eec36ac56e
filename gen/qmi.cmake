# qmi-gen-spec turns QMI's spec into generated/qmi_messages.h and .c, the library
# qmi_messages, as mbim-gen-spec does MBIM's.
attache_overlays(qmi overlays ${ATTACHE_SPEC_ADD})
set(messages ${ATTACHE_GEN}/generated/qmi_messages)
add_custom_command(OUTPUT ${messages}.stamp
  BYPRODUCTS ${messages}.h ${messages}.c
  COMMAND qmi-gen-spec ${overlays} spec/qmi_messages.yaml ${ATTACHE_GEN}/generated
  COMMAND ${CMAKE_COMMAND} -E touch ${messages}.stamp
  DEPENDS qmi-gen-spec ${CMAKE_SOURCE_DIR}/spec/qmi_messages.yaml
    ${overlays_files}
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
  COMMENT "Generating qmi_messages.h and qmi_messages.c" VERBATIM)
add_custom_target(qmi_messages_files DEPENDS ${messages}.stamp)

attache_library(qmi_messages FREESTANDING SOURCES ${messages}.c NEEDS att_base)
attache_tables(qmi_messages)
add_dependencies(qmi_messages qmi_messages_files)

set(pages ${ATTACHE_GEN}/docs/qmi_messages)
add_custom_command(OUTPUT ${pages}.stamp BYPRODUCTS ${pages}.html ${pages}.7
  COMMAND qmi-gen-spec --pages ${overlays} spec/qmi_messages.yaml ${ATTACHE_GEN}/docs
  COMMAND ${CMAKE_COMMAND} -E touch ${pages}.stamp
  DEPENDS qmi-gen-spec ${CMAKE_SOURCE_DIR}/spec/qmi_messages.yaml
    ${overlays_files}
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
  COMMENT "Generating qmi_messages.html and qmi_messages.7" VERBATIM)
add_custom_target(qmi-spec-docs DEPENDS ${pages}.stamp)
add_dependencies(spec-docs qmi-spec-docs)

# The dissector for Wireshark: tables from the spec, and what reads them.
set(lua ${ATTACHE_GEN}/docs/qmi)
add_custom_command(OUTPUT ${lua}.lua BYPRODUCTS ${lua}_tables.lua
  COMMAND qmi-gen-spec --lua ${overlays} spec/qmi_messages.yaml ${ATTACHE_GEN}/docs
  COMMAND ${CMAKE_COMMAND} -E cat ${lua}_tables.lua
    ${CMAKE_CURRENT_SOURCE_DIR}/qmi_engine.lua > ${lua}.lua
  DEPENDS qmi-gen-spec ${CMAKE_SOURCE_DIR}/spec/qmi_messages.yaml
    ${CMAKE_CURRENT_SOURCE_DIR}/qmi_engine.lua ${overlays_files}
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
  COMMENT "Generating qmi.lua" VERBATIM)
add_custom_target(qmi-lua ALL DEPENDS ${lua}.lua)
