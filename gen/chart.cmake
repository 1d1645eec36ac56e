# Machines: machines/NAME.rl -> generated/NAME_machine.{h,rl} by our own tool,
# which also checks the chart, -> NAME_machine.c by Ragel. Each chart has the
# prefix of its names in C before it.
set(ATTACHE_CHARTS mbim:mbim_control qmi:qmi_control att:attach att:connect
  att:recovery)

find_program(RAGEL ragel REQUIRED)
find_program(DOT dot)
set(machines_dir ${ATTACHE_GEN}/generated)
file(MAKE_DIRECTORY ${machines_dir})

# attache_machine(out prefix path): the sources of the machine of one chart, whose
# path is from the top of the tree.
function(attache_machine out prefix path)
  get_filename_component(chart ${path} NAME_WE)
  get_filename_component(dir ${path} DIRECTORY)
  set(machine ${ATTACHE_GEN}/generated/${chart}_machine)
  add_custom_command(OUTPUT ${machine}.h ${machine}.rl
    COMMAND mbim-gen-chart --prefix ${prefix} ${path} ${ATTACHE_GEN}/generated
    DEPENDS mbim-gen-chart ${CMAKE_SOURCE_DIR}/${path}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    COMMENT "Checking the chart ${chart}" VERBATIM)
  # All that the chart says is in the host file as well, so the host file alone
  # decides whether Ragel runs. Relative names: Ragel repeats them in its text.
  add_custom_command(OUTPUT ${machine}.c
    COMMAND ${RAGEL} -F1 -L -I ${CMAKE_SOURCE_DIR}/${dir}
      ${chart}_machine.rl -o ${chart}_machine.c
    DEPENDS ${machine}.rl
    WORKING_DIRECTORY ${ATTACHE_GEN}/generated
    COMMENT "Generating the machine ${chart}" VERBATIM)
  set(${out} ${machine}.c ${machine}.h PARENT_SCOPE)
endfunction()

set(machine_sources)
set(docs_dir ${CMAKE_BINARY_DIR}/docs)
file(MAKE_DIRECTORY ${docs_dir})
set(machine_pages)
set(machine_html)
foreach(entry IN LISTS ATTACHE_CHARTS)
  string(REPLACE ":" ";" entry ${entry})
  list(GET entry 0 prefix)
  list(GET entry 1 chart)
  attache_machine(sources ${prefix} machines/${chart}.rl)
  list(APPEND machine_sources ${sources})

  add_custom_command(OUTPUT ${docs_dir}/${chart}.md ${docs_dir}/${chart}.html
      ${docs_dir}/${chart}.dot
    COMMAND mbim-gen-chart --docs machines/${chart}.rl ${docs_dir}
      machines/mbim_requests.tsv
    DEPENDS mbim-gen-chart ${CMAKE_SOURCE_DIR}/machines/${chart}.rl
      ${CMAKE_SOURCE_DIR}/machines/mbim_requests.tsv
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    COMMENT "Describing the chart ${chart}" VERBATIM)
  list(APPEND machine_pages ${docs_dir}/${chart}.md)
  list(APPEND machine_html ${docs_dir}/${chart}.html)
  if(DOT)
    add_custom_command(OUTPUT ${docs_dir}/${chart}.svg
      COMMAND ${DOT} -Tsvg ${docs_dir}/${chart}.dot -o ${docs_dir}/${chart}.svg
      DEPENDS ${docs_dir}/${chart}.dot
      COMMENT "Drawing the chart ${chart}" VERBATIM)
    list(APPEND machine_pages ${docs_dir}/${chart}.svg)
  endif()
endforeach()

attache_library(att_machines FREESTANDING
  SOURCES ${machine_sources} NEEDS att_base)

# docs/NAME.html, to which the pages of the spec have links; docs/NAME.md and
# docs/NAME.svg in the build tree.
add_custom_target(machine-html DEPENDS ${machine_html})
add_dependencies(spec-docs machine-html)
add_custom_target(machine-docs DEPENDS ${machine_pages} ${machine_html})
if(NOT DOT)
  add_custom_command(TARGET machine-docs POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E echo
      "No pictures of the charts: dot (Graphviz) was not found." VERBATIM)
endif()
