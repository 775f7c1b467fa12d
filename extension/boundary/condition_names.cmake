# SPDX-License-Identifier: PostgreSQL
# The names of SQLSTATEs, as rows of a C++ table: ${CMAKE_BINARY_DIR}/generated/condition_names.inc.
#
# The server exports no look-up, but installs the list that its own is made of. Where that is missing
# the table is empty, and tend.condition_name() answers NULL.
execute_process(COMMAND ${PG_CONFIG} --sharedir OUTPUT_VARIABLE PG_SHARE
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set(ERRCODES ${PG_SHARE}/errcodes.txt)
set(CONDITION_ROWS "")
if(EXISTS ${ERRCODES})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ERRCODES})
  # sqlstate, E(rror) W(arning) or S(uccess), name of the macro, and the name, which some lack
  file(STRINGS ${ERRCODES} CONDITIONS REGEX "^[0-9A-Z]+ +[EWS] +[A-Z0-9_]+ +[a-z0-9_]+ *$")
  foreach(CONDITION IN LISTS CONDITIONS)
    string(REGEX REPLACE "^([0-9A-Z]+) .* ([a-z0-9_]+) *$" "    {\"\\1\", \"\\2\"},\n" ROW
                         "${CONDITION}")
    string(APPEND CONDITION_ROWS "${ROW}")
  endforeach()
else()
  message(STATUS "no ${ERRCODES}: tend.errors() will not name conditions")
endif()
file(CONFIGURE OUTPUT generated/condition_names.inc CONTENT "${CONDITION_ROWS}" @ONLY)
