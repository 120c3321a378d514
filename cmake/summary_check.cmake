# What `accord summary check` knows of languages and weights, embedded in room summary (src/summary/check/built_in.cc).
file(GLOB check_labels CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/summary/labels/*.json)
set(check_table ${CMAKE_BINARY_DIR}/generated/summary_check_table.cc)
add_custom_command(
  OUTPUT ${check_table}
  COMMAND ${CMAKE_COMMAND} -DOUT=${check_table} -DFOLDER=${CMAKE_SOURCE_DIR}/assets/summary -P ${CMAKE_SOURCE_DIR}/cmake/embed_summary_check.cmake
  DEPENDS ${check_labels} ${CMAKE_SOURCE_DIR}/assets/summary/check.json ${CMAKE_SOURCE_DIR}/cmake/embed_summary_check.cmake
  COMMENT "Embedding the labels of summaries"
  VERBATIM)
target_sources(summary PRIVATE ${check_table})
set_source_files_properties(${check_table} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
