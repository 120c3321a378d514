# The template of the public summary is embedded in room summary (src/summary/template.h).
set(summary_template ${CMAKE_SOURCE_DIR}/assets/summary/template.json)
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/summary/template_built_in.cc PROPERTIES
  COMPILE_DEFINITIONS ACCORD_SUMMARY_TEMPLATE="${summary_template}" OBJECT_DEPENDS ${summary_template} SKIP_PRECOMPILE_HEADERS ON)
