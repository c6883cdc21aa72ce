@echo off
setlocal
rem Starts kerio-exit with the Node that lies beside it. Nothing has to be installed.
"%~dp0node\node.exe" "%~dp0app\bin\kerio-exit.js" %*
set "code=%errorlevel%"
rem Started by a double click, the window would close before anybody has read what it says.
if not "%~1"=="" goto end
set "line=%cmdcmdline:"=%"
if not "%line:kerio-exit.cmd=%"=="%line%" pause
:end
exit /b %code%
