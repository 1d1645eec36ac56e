# Overlays of both specs, of a maker that is none, and an attache and a simodem
# that know that of MBIM: from the same objects, with its tables in front.
set(overlay ${CMAKE_CURRENT_BINARY_DIR}/overlay)
set(acme ${CMAKE_CURRENT_SOURCE_DIR}/overlay)
file(MAKE_DIRECTORY ${overlay}/generated)
attache_overlays(mbim mbim_words ${acme}/acme_mbim.yaml ${acme}/acme_qmi.yaml)
attache_overlays(qmi qmi_words ${acme}/acme_mbim.yaml ${acme}/acme_qmi.yaml)
add_custom_command(
  OUTPUT ${overlay}/generated/cids.c ${overlay}/generated/cids.h
    ${overlay}/generated/qmi_messages.c ${overlay}/generated/qmi_messages.h
    ${overlay}/mbim_cids.html ${overlay}/mbim_cids.7
    ${overlay}/qmi_messages.html ${overlay}/qmi_messages.7
  COMMAND mbim-gen-spec ${mbim_words} spec/mbim_cids.yaml ${overlay}/generated
  COMMAND qmi-gen-spec ${qmi_words} spec/qmi_messages.yaml
    ${overlay}/generated
  COMMAND mbim-gen-spec --pages ${mbim_words} spec/mbim_cids.yaml ${overlay}
  COMMAND qmi-gen-spec --pages ${qmi_words} spec/qmi_messages.yaml ${overlay}
  DEPENDS mbim-gen-spec qmi-gen-spec ${mbim_words_files} ${qmi_words_files}
    ${CMAKE_SOURCE_DIR}/spec/mbim_cids.yaml
    ${CMAKE_SOURCE_DIR}/spec/qmi_messages.yaml
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)

add_library(overlay_cids OBJECT ${overlay}/generated/cids.c)
target_include_directories(overlay_cids PRIVATE ${overlay}
  ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
attache_tables(overlay_cids)

foreach(program attache simodem)
  add_executable(${program}_overlay $<TARGET_OBJECTS:${program}>
    $<TARGET_OBJECTS:overlay_cids>)
  target_link_libraries(${program}_overlay PRIVATE
    $<TARGET_PROPERTY:${program},LINK_LIBRARIES>)
endforeach()
attache_script_test(spec_overlay tests/gen/overlay.sh ${overlay}
  $<TARGET_FILE:attache_overlay> $<TARGET_FILE:simodem_overlay>)

# Of QMI the walkers know how many layouts there are: they are compiled anew.
get_target_property(walkers mbim_wire_qmi SOURCES)
list(TRANSFORM walkers PREPEND ${CMAKE_SOURCE_DIR}/src/wire/qmi/)
add_library(overlay_messages OBJECT ${overlay}/generated/qmi_messages.c
  ${walkers})
target_include_directories(overlay_messages PRIVATE ${overlay}
  ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
attache_tables(overlay_messages)
attache_unit_test(test_overlay SOURCES test_overlay.c
  $<TARGET_OBJECTS:overlay_messages> NEEDS att_wire)
target_include_directories(test_overlay BEFORE PRIVATE ${overlay})
