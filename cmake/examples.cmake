# The example code of examples/gpai, embedded in room cli (src/cli/examples.h).
file(GLOB_RECURSE example_files CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/examples ${CMAKE_SOURCE_DIR}/examples/gpai/*)
list(SORT example_files)
set(example_table ${CMAKE_BINARY_DIR}/generated/example_table.cc)
set(example_paths ${example_files})
list(TRANSFORM example_paths PREPEND ${CMAKE_SOURCE_DIR}/examples/)
list(JOIN example_files "|" example_names)
add_custom_command(
  OUTPUT ${example_table}
  COMMAND ${CMAKE_COMMAND} -DOUT=${example_table} -DFOLDER=${CMAKE_SOURCE_DIR}/examples -DNAMES=${example_names} -P ${CMAKE_SOURCE_DIR}/cmake/embed_examples.cmake
  DEPENDS ${example_paths} ${CMAKE_SOURCE_DIR}/cmake/embed_examples.cmake
  COMMENT "Embedding the example"
  VERBATIM)
target_sources(cli PRIVATE ${example_table})
set_source_files_properties(${example_table} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
