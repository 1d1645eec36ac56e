# Programs beside the newest libmbim, as newest_libmbim.sh unpacks it into the
# folder BENCH_LIBMBIM: with its own C library.
pkg_check_modules(GIO REQUIRED IMPORTED_TARGET gio-2.0)
set(lib ${BENCH_LIBMBIM}/usr/lib/x86_64-linux-gnu)
set(include ${BENCH_LIBMBIM}/usr/include/libmbim-glib)

bench_layouts(bench_layouts_newest ${include})
add_executable(bench_codec_newest EXCLUDE_FROM_ALL ${codec})
target_link_libraries(bench_codec_newest PRIVATE mbim_wire_mbim mbim_cids)

foreach(program bench_layouts_newest bench_codec_newest)
  target_include_directories(${program} SYSTEM BEFORE PRIVATE ${include})
  target_link_libraries(${program} PRIVATE ${lib}/libmbim-glib.so.4
    PkgConfig::GIO)
  target_link_options(${program} PRIVATE
    -Wl,--allow-shlib-undefined -Wl,--disable-new-dtags -Wl,-rpath,${lib}
    -Wl,--dynamic-linker=${lib}/ld-linux-x86-64.so.2)
  set_target_properties(${program} PROPERTIES SKIP_BUILD_RPATH ON)
endforeach()
