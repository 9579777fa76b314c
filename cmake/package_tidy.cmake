# Before the package is closed: what Debian wants compressed is, without names and times,
# and every file and directory has the time of the source, so that two builds are equal.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
file(GLOB_RECURSE pages ${root}/usr/share/man/*.[157])
foreach(file ${pages} ${root}/usr/share/doc/candor/changelog)
	execute_process(COMMAND gzip -9n ${file} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
execute_process(COMMAND find ${root} -type d -exec chmod 0755 {} + COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND find ${root} -type f -not -path */bin/* -exec chmod 0644 {} +
	COMMAND_ERROR_IS_FATAL ANY)
if(DEFINED ENV{SOURCE_DATE_EPOCH})
	execute_process(COMMAND find ${root} -exec touch -h -d @$ENV{SOURCE_DATE_EPOCH} {} +
		COMMAND_ERROR_IS_FATAL ANY)
endif()
