# Make the C file with the shipped themes, so that the program runs alone:
#   cmake -DOUT=themes_shipped.c -DFILES=a.theme;b.theme -P embed.cmake
# Bytes are written as numbers: no quoting, no limit on literals.
set(text "/* Made from themes/NAME.theme by themes/embed.cmake. */\n")
string(APPEND text "#include \"tui/kit/theme_shipped.h\"\n\n")
set(rows "")
foreach(file ${FILES})
	get_filename_component(name ${file} NAME_WE)
	string(MAKE_C_IDENTIFIER ${name} id)
	file(READ ${file} hex HEX)
	string(LENGTH "${hex}" digits)
	math(EXPR len "${digits} / 2")
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
	string(REGEX REPLACE "((0x..,){15}0x..,)" "\\1\n" bytes "${bytes}")
	string(APPEND text "static const unsigned char bytes_${id}[] = {\n${bytes}\n};\n\n")
	string(APPEND rows "\t{ \"${name}\", bytes_${id}, ${len} },\n")
endforeach()
string(APPEND text "const struct theme_file theme_files[] = {\n${rows}\t{ 0, 0, 0 },\n};\n")
file(WRITE ${OUT} "${text}")
