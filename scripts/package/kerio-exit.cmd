@echo off
setlocal
rem Starts kerio-exit with the Node that lies beside it. Nothing has to be installed.
set "clicked="
if not "%~1"=="" goto run
set "line=%cmdcmdline:"=%"
rem Started by a double click it leads through the move in the browser.
if not "%line:kerio-exit.cmd=%"=="%line%" set "clicked=ui"
:run
"%~dp0node\node.exe" "%~dp0app\bin\kerio-exit.js" %clicked% %*
set "code=%errorlevel%"
rem Otherwise the window would close before anybody has read what it says.
if defined clicked pause
exit /b %code%
