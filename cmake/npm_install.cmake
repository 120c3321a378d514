# cmake -DROOT=<project> -P npm_install.cmake: what package-lock.json names is in node_modules; does nothing
# where it already is. Several build folders share one node_modules, hence the lock.
file(MAKE_DIRECTORY "${ROOT}/build")
file(LOCK "${ROOT}/build/npm.lock" TIMEOUT 300)
set(installed "${ROOT}/node_modules/.package-lock.json")
if(EXISTS "${installed}" AND "${installed}" IS_NEWER_THAN "${ROOT}/package-lock.json")
  return()
endif()
# No package here needs an install script, so none may run.
execute_process(COMMAND npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
                WORKING_DIRECTORY "${ROOT}" RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "npm ci failed: the packages of package-lock.json could not be installed")
endif()
file(TOUCH "${installed}")
