# The reader of Parquet: a library beside the program, which loads it when it meets such a file (docs/adr/0017). It finds Arrow by
# its own place, so that both can be copied together. Without Arrow (tools/arrow.sh) it is left out.
set(arrow ${CMAKE_SOURCE_DIR}/build/arrow/pyarrow)
file(GLOB arrow_libraries ${arrow}/libarrow.so.* ${arrow}/libparquet.so.*)
list(LENGTH arrow_libraries found)
if(found EQUAL 2)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/parquet/*.cc)
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  add_library(accord_parquet MODULE ${sources})
  target_include_directories(accord_parquet PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_include_directories(accord_parquet SYSTEM PRIVATE ${arrow}/include)
  target_link_libraries(accord_parquet PRIVATE ${arrow_libraries})
  file(RELATIVE_PATH way ${CMAKE_BINARY_DIR} ${arrow})
  set_target_properties(accord_parquet PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
                        BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN/${way};$ORIGIN/arrow")
else()
  message(NOTICE "Parquet is left out: build/arrow is not there (tools/arrow.sh gets it)")
endif()
