#!/bin/sh
# Runs a command inside the Debian root that holds Odoo and PostgreSQL, as a user of that root, with WORK seen as /stack.
# The mounts live in a private mount namespace: they go when the command ends, so nothing is left mounted.
# The command takes this process's place, and is told to end when the process that started it ends.
# usage: in-root.sh ROOT WORK USER COMMAND [ARG ...]
set -eu
exec unshare --mount --propagation private sh -eu -c '
  root=$1 work=$2 user=$3; shift 3
  mkdir -p "$root/stack"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/tmp"
  mount --bind "$work" "$root/stack"
  exec chroot "$root" setpriv --reuid="$user" --regid="$user" --init-groups --pdeathsig=TERM \
    env -i HOME=/stack LANG=C.UTF-8 PATH=/usr/lib/postgresql/17/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
' in-root "$@"
