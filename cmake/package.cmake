# The Debian package, made by scripts/package (cpack -G DEB).
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME candor)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The candor authors <maintainers@candor.example>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ncurses-term")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"operator console for AWS accounts, with a record of every call
candor shows the people of a vendor which of their installations in
customers' AWS accounts is sick and why.

Before each call to AWS it writes an intent, after it an outcome, in a
journal that is hash-chained, signed and can be verified by anybody; when
the journal cannot be written, nothing is sent. Every screen of the console
is also a verb that prints text or JSON.")
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/package_tidy.cmake)

if(CANDOR_DEBIAN)
	install(FILES cmake/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
	install(FILES cmake/debian/changelog DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()
include(CPack)
