# The flags with which Debian builds (dpkg-buildflags), where the compiler has
# them: a canary in each frame, checked calls of libc, a program at a random
# address, and tables of addresses that nobody can write once it runs. What the
# environment's CFLAGS and LDFLAGS say already is left to them. Sanitizers have
# checks of their own, and the program of tools/build-static trades these for its
# size.
option(ATTACHE_HARDENING "Stack protector, FORTIFY, PIE, RELRO, BIND_NOW" ON)
if(ATTACHE_SANITIZE OR NOT ATTACHE_HARDENING)
  return()
endif()
include(CheckCCompilerFlag)

# hardened_by(FLAG WORD): compile with FLAG, if nothing says WORD yet.
function(hardened_by flag word)
  if(CMAKE_C_FLAGS MATCHES "${word}")
    return()
  endif()
  string(MAKE_C_IDENTIFIER "HAS${flag}" known)
  # clang only warns of a flag that means nothing on this machine
  set(CMAKE_REQUIRED_FLAGS -Werror)
  check_c_compiler_flag(${flag} ${known})
  if(${known})
    add_compile_options(${flag})
  endif()
endfunction()

hardened_by(-fstack-protector-strong stack-protector)
hardened_by(-fstack-clash-protection stack-clash-protection)
hardened_by(-fcf-protection cf-protection)
hardened_by(-mbranch-protection=standard branch-protection)
# Without optimisation it only warns.
if(NOT CMAKE_C_FLAGS MATCHES FORTIFY_SOURCE)
  add_compile_options(
    "$<$<NOT:$<CONFIG:Debug>>:SHELL:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>")
endif()
if(NOT CMAKE_C_FLAGS MATCHES "-f(no-)?(PIE|pie|PIC)")
  add_compile_options(-fPIE)
  add_link_options($<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie>)
endif()
add_link_options(-Wl,-z,relro -Wl,-z,now)
