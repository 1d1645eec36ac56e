# One edit of the YAML is enough: a copy of the spec with an edited field makes
# another cids.c, and with it a second attache from the same objects. Its own
# tables come first, so the linker does not take those of mbim_cids.
set(edited ${CMAKE_CURRENT_BINARY_DIR}/edited)
file(MAKE_DIRECTORY ${edited}/generated)
add_custom_command(
  OUTPUT ${edited}/edited.yaml ${edited}/generated/cids.c
    ${edited}/generated/cids.h ${edited}/mbim_cids.html ${edited}/mbim_cids.7
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/edit_spec.sh
    ${CMAKE_SOURCE_DIR}/spec/mbim_cids.yaml >${edited}/edited.yaml
  COMMAND mbim-gen-spec ${edited}/edited.yaml ${edited}/generated
  COMMAND mbim-gen-spec --pages ${edited}/edited.yaml ${edited}
  DEPENDS mbim-gen-spec edit_spec.sh ${CMAKE_SOURCE_DIR}/spec/mbim_cids.yaml)

add_library(edited_cids OBJECT ${edited}/generated/cids.c)
target_include_directories(edited_cids PRIVATE ${edited} ${CMAKE_SOURCE_DIR}/src
  ${CMAKE_SOURCE_DIR})
attache_tables(edited_cids)

attache_unit_test(test_edited SOURCES test_edited.c
  $<TARGET_OBJECTS:edited_cids> NEEDS mbim_wire_mbim)
target_include_directories(test_edited BEFORE PRIVATE ${edited})

add_executable(attache_edited $<TARGET_OBJECTS:attache>
  $<TARGET_OBJECTS:edited_cids>)
target_link_libraries(attache_edited PRIVATE
  $<TARGET_PROPERTY:attache,LINK_LIBRARIES>)
attache_script_test(edit_one_field tests/gen/edit_one_field.sh ${edited}
  $<TARGET_FILE:attache_edited> $<TARGET_FILE:attache>)
