# The table of crawler tokens and signals is embedded in room summary (src/summary/optouts/signals.h).
set(optout_signals ${CMAKE_SOURCE_DIR}/assets/optouts/signals.json)
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/summary/optouts/signals.cc PROPERTIES
  COMPILE_DEFINITIONS ACCORD_OPTOUT_SIGNALS="${optout_signals}" OBJECT_DEPENDS ${optout_signals} SKIP_PRECOMPILE_HEADERS ON)
