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
exec "$here/node/node" "$here/app/bin/kerio-exit.js" "$@"
