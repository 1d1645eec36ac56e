# The programs that generate.
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)

# All that they use of src: which word was meant by a misspelt one.
set(base ${CMAKE_CURRENT_LIST_DIR}/../src/base)
add_library(gen_near STATIC ${base}/nearest.c ${base}/text.c)
target_include_directories(gen_near PUBLIC ${CMAKE_CURRENT_LIST_DIR}/../src)

add_executable(mbim-gen-spec spec_main.c option.c spec_load.c requests.c spec_base.c spec_type.c spec_keys.c
  spec_read.c spec_check.c spec_fields.c spec_services.c spec_versions.c
  spec_lay_out.c
  spec_emit.c spec_names.c spec_header.c spec_steps.c spec_tables.c spec_page.c spec_page_types.c
  spec_html.c spec_html_style.c spec_html_find.c spec_man.c spec_man_text.c spec_list.c output.c yaml_node.c)
target_compile_definitions(mbim-gen-spec PRIVATE _GNU_SOURCE)
target_link_libraries(mbim-gen-spec PRIVATE gen_near PkgConfig::YAML)

add_executable(qmi-gen-spec qmi_main.c option.c requests.c qmi_type.c qmi_read.c qmi_check.c
  qmi_header.c qmi_tables.c qmi_code.c qmi_lua.c qmi_page.c qmi_html.c qmi_man.c
  qmi_list.c output.c spec_load.c spec_base.c spec_keys.c spec_emit.c spec_names.c spec_html_style.c spec_html_find.c spec_man_text.c
  yaml_node.c)
target_compile_definitions(qmi-gen-spec PRIVATE _GNU_SOURCE)
target_link_libraries(qmi-gen-spec PRIVATE gen_near PkgConfig::YAML)

add_executable(mbim-gen-chart chart_main.c option.c chart_word.c
  chart_parse.c chart_remark.c chart_words.c chart_lint.c
  chart_cycle.c chart_emit.c chart_print.c chart_dot.c chart_html.c requests.c
  spec_html_style.c spec_html_find.c)
target_link_libraries(mbim-gen-chart PRIVATE gen_near)
# open_memstream
target_compile_definitions(mbim-gen-chart PRIVATE _POSIX_C_SOURCE=200809L)
