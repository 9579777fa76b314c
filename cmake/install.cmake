# What `cmake --install` puts where: program, manual, completion, documents, examples.
# Themes are compiled in.  Nothing is installed under /etc.
include(GNUInstallDirs)
set(CANDOR_ZSH_DIR "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" CACHE STRING
	"Where completion for zsh goes (Debian: share/zsh/vendor-completions)")

install(TARGETS candor RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
foreach(section 1 5 7)
	file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/man/*.${section})
	if(pages)
		install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
	endif()
endforeach()

# The program writes its own completion.
set(completion ${CMAKE_BINARY_DIR}/completion)
set(scripts "")
foreach(shell bash zsh fish)
	add_custom_command(OUTPUT ${completion}/candor.${shell}
		COMMAND ${CMAKE_COMMAND} -E make_directory ${completion}
		COMMAND ${CMAKE_COMMAND} -E env --unset=CANDOR_CONFIG
			$<TARGET_FILE:candor> completion ${shell} > ${completion}/candor.${shell}
		DEPENDS candor VERBATIM)
	list(APPEND scripts ${completion}/candor.${shell})
endforeach()
add_custom_target(candor_completion ALL DEPENDS ${scripts})
install(FILES ${completion}/candor.bash RENAME candor
	DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${completion}/candor.zsh RENAME _candor DESTINATION ${CANDOR_ZSH_DIR})
install(FILES ${completion}/candor.fish
	DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

install(FILES README.md SECURITY.md docs/journal.md docs/json.md docs/keys.md
	docs/heartbeats.md docs/heartbeats-table.md docs/metadata.md docs/metrics.md
	docs/operations.md docs/performance.md docs/rules.md docs/security.md docs/services.md
	DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/examples DESTINATION ${CMAKE_INSTALL_DOCDIR} USE_SOURCE_PERMISSIONS)
install(DIRECTORY cloudformation DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(NOT CANDOR_DEBIAN)	# Debian has the licence in its file copyright
	install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()
