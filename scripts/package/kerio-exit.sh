#!/bin/sh
# Starts kerio-exit with the Node that lies beside it. Nothing has to be installed; a link to this file works, too.
self=$0
while [ -h "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=${self%/*}/$target ;;
  esac
done
case $self in
  */*) here=${self%/*} ;;
  *) here=. ;;
esac
# What the Finder opens by a double click leads through the move in the browser.
case $0 in
  *.command) [ $# -gt 0 ] || set -- ui ;;
esac
exec "$here/node/node" "$here/app/bin/kerio-exit.js" "$@"
