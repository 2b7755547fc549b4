#!/bin/sh
# Makes a Debian root with Odoo 19 Community and PostgreSQL.
# Odoo 19 is packaged in sid, whose Python breaks it; trixie's Python runs it, so sid is a second, pinned source.
# wkhtmltopdf, which Odoo makes PDFs with, left Debian after bookworm: a third one, for it and its Qt. poppler-utils reads PDFs.
# python3-phonenumbers is what Odoo's module for Peppol needs.
# usage: install-odoo.sh ROOT     (needs root and debootstrap; nothing outside ROOT is changed)
set -eu
root=$1
here=$(cd "$(dirname "$0")" && pwd)
log=$root/install.log
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
quietly() { "$@" >>"$log" 2>&1 || { tail -20 "$log" >&2; exit 1; }; }

mkdir -p "$root"
# A mount namespace of its own: what debootstrap mounts goes with it, even when it is killed.
quietly unshare --mount --propagation private \
  debootstrap --variant=minbase --include=ca-certificates,tzdata trixie "$root" ${DEBIAN_MIRROR:-}

mirror=$(awk '$1 == "deb" { print $2; exit }' "$root/etc/apt/sources.list")
for suite in sid bookworm; do echo "deb $mirror $suite main" >"$root/etc/apt/sources.list.d/$suite.list"; done
cat >"$root/etc/apt/preferences.d/odoo" <<PIN
Package: *
Pin: release n=sid
Pin-Priority: 50

Package: odoo-19
Pin: release n=sid
Pin-Priority: 990

Package: *
Pin: release n=bookworm
Pin-Priority: 50

Package: wkhtmltopdf libqt5*
Pin: release n=bookworm
Pin-Priority: 990
PIN
echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/99stack"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"; chmod +x "$root/usr/sbin/policy-rc.d"
# A machine that trusts a certificate of its own must be able to reach its mirror from inside, too.
[ -z "$(ls /usr/local/share/ca-certificates 2>/dev/null)" ] || cp -r /usr/local/share/ca-certificates "$root/usr/local/share/"
[ ! -e /etc/resolv.conf ] || cp /etc/resolv.conf "$root/etc/resolv.conf"
cp /etc/hosts "$root/etc/hosts"

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
quietly "$here/in-root.sh" "$root" "$work" root sh -eu -c '
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends odoo-19 postgresql tzdata-legacy python3-phonenumbers wkhtmltopdf poppler-utils
  apt-get clean
  rm -rf /var/lib/apt/lists/* /var/lib/postgresql/*
  # A password takes Odoo 600,000 rounds of hashing, half a second each time somebody signs in: here they sign in thousands of times.
  users=/usr/lib/python3/dist-packages/odoo/addons/base/models/res_users.py
  grep -q "^MIN_ROUNDS = 600_000$" "$users"
  sed -i "s/^MIN_ROUNDS = 600_000$/MIN_ROUNDS = 1_000/" "$users"
  python3 -m py_compile "$users"'
