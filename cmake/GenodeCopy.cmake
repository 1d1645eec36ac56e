# Script behind the target genode-src: copies FROM and the files of LIST to TO,
# writes each library's list of sources, and removes what is there besides.
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
  configure_file(${CMAKE_MATCH_1} ${TO}/${to} COPYONLY)
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
    CONTENT "SRC_C += ${sources}\n" @ONLY)
  list(APPEND wanted ${library}/files.mk)
endforeach()

file(GLOB_RECURSE present RELATIVE ${TO} ${TO}/*)
list(REMOVE_ITEM present ${wanted})
foreach(file IN LISTS present)
  file(REMOVE ${TO}/${file})
endforeach()
