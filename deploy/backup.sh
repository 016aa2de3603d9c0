#!/bin/sh
# One backup of the hub into a folder named after the moment, encrypted when a key is named, and the oldest ones removed.
#   backup.sh FOLDER
# PORCHLIGHT_APP, PORCHLIGHT_STATE, PORCHLIGHT_PROGRAMME: where they are, unless the usual places.
# PORCHLIGHT_BACKUP_KEY: a GnuPG public key file; the backup is then one encrypted file instead of a folder.
# PORCHLIGHT_BACKUP_KEEP: how many stay, 48 unless told.
set -eu
target=$1
app=${PORCHLIGHT_APP:-/opt/porchlight}
state=${PORCHLIGHT_STATE:-/var/lib/porchlight-hub}
programme=${PORCHLIGHT_PROGRAMME:-/etc/porchlight/programme}
umask 077
mkdir -p "$target"
name=hub-$(date -u +%Y%m%dT%H%M%SZ)
node "$app/apps/cli/dist/main.js" backup "$target/$name" --state "$state" --programme "$programme"
if [ -n "${PORCHLIGHT_BACKUP_KEY:-}" ]; then
  tar -C "$target" -cf - "$name" |
    gpg --batch --yes --quiet --no-keyring --recipient-file "$PORCHLIGHT_BACKUP_KEY" --trust-model always \
      --output "$target/$name.tar.gpg.partial" --encrypt
  mv "$target/$name.tar.gpg.partial" "$target/$name.tar.gpg"
  rm -rf "${target:?}/$name"
fi
# Names sort by time.
ls "$target" | grep '^hub-[0-9TZ]*\(\.tar\.gpg\)\{0,1\}$' | sort -r | tail -n "+$((${PORCHLIGHT_BACKUP_KEEP:-48} + 1))" |
  while read -r old; do rm -rf "${target:?}/$old"; done
