# The verbs over both databases.
add_executable(round_contract ${CMAKE_SOURCE_DIR}/tests/round_contract/round_test.cc ${CMAKE_SOURCE_DIR}/tests/round_contract/desk_test.cc ${CMAKE_SOURCE_DIR}/tests/round_contract/post_test.cc ${CMAKE_SOURCE_DIR}/tests/store_contract/databases.cc)
target_include_directories(round_contract PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_compile_definitions(round_contract PRIVATE ACCORD_EXAMPLES="${CMAKE_SOURCE_DIR}/examples")
target_link_libraries(round_contract PRIVATE app GTest::gtest GTest::gmock GTest::gtest_main)
