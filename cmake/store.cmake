# What the store needs beyond its sources: PostgreSQL's headers, its migrations as a source file, and the
# contract that both databases are held to.
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
target_link_libraries(store PUBLIC PkgConfig::LIBPQ)

file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/store/migrations/*.sql)
set(embedded ${CMAKE_BINARY_DIR}/generated/migrations.cc)
add_custom_command(
  OUTPUT ${embedded}
  COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_SOURCE_DIR}/src/store/migrations -DOUT=${embedded} -P ${CMAKE_SOURCE_DIR}/cmake/embed_sql.cmake
  DEPENDS ${migrations} ${CMAKE_SOURCE_DIR}/cmake/embed_sql.cmake
  COMMENT "Embedding the migrations")
target_sources(store PRIVATE ${embedded})

file(GLOB contract_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/store_contract/*.cc)
add_executable(store_contract ${contract_sources})
target_include_directories(store_contract PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(store_contract PRIVATE store GTest::gtest GTest::gmock GTest::gtest_main rapidcheck)
file(GLOB store_fault_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fault/store_fault*.cc)
add_executable(store_fault ${store_fault_sources} ${CMAKE_SOURCE_DIR}/tests/store_contract/databases.cc)
target_include_directories(store_fault PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(store_fault PRIVATE store GTest::gtest GTest::gmock GTest::gtest_main)
