# Script behind the target genode-src: copies FROM and the files of LIST to TO,
# writes each library's list of sources, and removes what is there besides.
# C files stand below a folder attache/, and say so where they include each
# other: beside Genode's own base/ and others, ours have a name of their own.
file(GLOB_RECURSE files RELATIVE ${FROM} ${FROM}/*)
file(STRINGS ${LIST} lines)
set(wanted ${files})

# A file that has not changed keeps its time.
foreach(file IN LISTS files)
  configure_file(${FROM}/${file} ${TO}/${file} COPYONLY)
endforeach()
foreach(line IN LISTS lines)
  string(REGEX MATCH "^(.+)\\|(.+)$" _ ${line})
  set(to ${CMAKE_MATCH_2})
  set(from ${CMAKE_MATCH_1})
  if(to MATCHES "\\.[ch]$")
    file(READ ${from} text)
    string(REGEX REPLACE "(^|\n)#include \"" "\\1#include \"attache/"
      text "${text}")
    file(WRITE ${LIST}.copy "${text}")
    get_filename_component(folder ${TO}/${to} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    file(COPY_FILE ${LIST}.copy ${TO}/${to} ONLY_IF_DIFFERENT)
  else()
    configure_file(${from} ${TO}/${to} COPYONLY)
  endif()
  list(APPEND wanted ${to})
  if(to MATCHES "^(src/lib/[^/]+)/(.+\\.c)$")
    list(APPEND libraries ${CMAKE_MATCH_1})
    list(APPEND sources_${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
  endif()
endforeach()

list(REMOVE_DUPLICATES libraries)
foreach(library IN LISTS libraries)
  list(JOIN sources_${library} " \\\n         " sources)
  file(CONFIGURE OUTPUT ${TO}/${library}/files.mk
    CONTENT "SRC_C += ${sources}\nATTACHE_VERSION := ${VERSION}\n" @ONLY)
  list(APPEND wanted ${library}/files.mk)
endforeach()

file(REMOVE ${LIST}.copy)
file(GLOB_RECURSE present RELATIVE ${TO} ${TO}/*)
list(REMOVE_ITEM present ${wanted})
foreach(file IN LISTS present)
  file(REMOVE ${TO}/${file})
endforeach()
