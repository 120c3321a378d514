# Styles, scripts, fonts, icons and templates, bundled by npm and embedded in room web (src/web/assets.h).
find_program(NPM npm REQUIRED)
find_program(NODE NAMES node nodejs REQUIRED)

file(GLOB asset_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/styles/*.css ${CMAKE_SOURCE_DIR}/assets/scripts/*.ts
     ${CMAKE_SOURCE_DIR}/assets/icons/*)
file(GLOB asset_templates CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/templates/*.mustache)
set(asset_bundle ${CMAKE_BINARY_DIR}/assets)
set(asset_table ${CMAKE_BINARY_DIR}/generated/asset_table.cc)

add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/npm.stamp
  COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} -P ${CMAKE_SOURCE_DIR}/cmake/npm_install.cmake
  COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/npm.stamp
  DEPENDS ${CMAKE_SOURCE_DIR}/package-lock.json ${CMAKE_SOURCE_DIR}/cmake/npm_install.cmake
  COMMENT "Installing the packages of package-lock.json"
  VERBATIM)
add_custom_command(
  OUTPUT ${asset_bundle}/map.json
  COMMAND ${NODE} tools/build_assets.mjs ${asset_bundle}
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
  DEPENDS ${CMAKE_BINARY_DIR}/npm.stamp ${CMAKE_SOURCE_DIR}/tools/build_assets.mjs ${asset_sources}
  COMMENT "Bundling styles and scripts"
  VERBATIM)
add_custom_command(
  OUTPUT ${asset_table}
  COMMAND ${CMAKE_COMMAND} -DOUT=${asset_table} -DBUNDLE=${asset_bundle} -DTEMPLATES=${CMAKE_SOURCE_DIR}/assets/templates
          -P ${CMAKE_SOURCE_DIR}/cmake/embed_assets.cmake
  DEPENDS ${asset_bundle}/map.json ${asset_templates} ${CMAKE_SOURCE_DIR}/cmake/embed_assets.cmake
  COMMENT "Embedding assets"
  VERBATIM)
target_sources(web PRIVATE ${asset_table})
set_source_files_properties(${asset_table} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
