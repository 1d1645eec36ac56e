# What "ninja install" and "cmake --install" put where, as components, so that
# packages can split them: attache, simodem, doc; dev is in src/codec. Nothing of it
# knows the prefix, so an installed tree may be moved.
include(GNUInstallDirs)
set(data ${CMAKE_INSTALL_DATADIR})

install(TARGETS attache COMPONENT attache)
file(GLOB pages CONFIGURE_DEPENDS docs/*.1)
list(FILTER pages EXCLUDE REGEX "/simodem\\.1$")
install(FILES ${pages} COMPONENT attache
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${ATTACHE_GEN}/docs/mbim_cids.7 ${ATTACHE_GEN}/docs/qmi_messages.7
  COMPONENT attache DESTINATION ${CMAKE_INSTALL_MANDIR}/man7)
install(FILES ${ATTACHE_GEN}/docs/qmi.lua COMPONENT attache
  DESTINATION ${data}/attache)

# Where each shell looks for what others install. Debian's zsh has another folder.
set(ATTACHE_ZSH ${data}/zsh/site-functions CACHE STRING
  "Folder for the completion of zsh, below the prefix")
install(FILES tools/attache/completion.bash COMPONENT attache
  DESTINATION ${data}/bash-completion/completions RENAME attache)
install(FILES tools/attache/completion.zsh COMPONENT attache
  DESTINATION ${ATTACHE_ZSH} RENAME _attache)
install(FILES tools/attache/completion.fish COMPONENT attache
  DESTINATION ${data}/fish/vendor_completions.d RENAME attache.fish)

if(ATTACHE_SIMODEM)
  install(TARGETS simodem COMPONENT simodem)
  install(FILES docs/simodem.1 COMPONENT simodem
    DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(DIRECTORY tools/simodem/profiles COMPONENT simodem
    DESTINATION ${data}/attache)
endif()

# The reference pages; the charts too, if "ninja machine-docs" was said before.
install(DIRECTORY ${ATTACHE_GEN}/docs/ COMPONENT doc
  DESTINATION ${CMAKE_INSTALL_DOCDIR}
  FILES_MATCHING PATTERN "*.html" PATTERN "*.md" PATTERN "*.svg")
