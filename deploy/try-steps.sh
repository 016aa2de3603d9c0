#!/bin/sh
# The steps of the Containerfile without a container: builds the committed tree in a temporary folder, then runs the command as
# user 10001 with that folder read-only and nothing writable but a state folder. For machines where no container can be built.
# Needs root and unshare (util-linux), and removes what it made.
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
app=$work/app
state=$work/state
mkdir -p "$app" "$state"
chmod 755 "$work"
git -C "$repository" archive HEAD | tar -x -C "$app"
(cd "$app" && deploy/build-app.sh)
chown 10001:10001 "$state"
du -sh "$app" | sed 's/\t.*/ built, with what it runs on/'
unshare --mount sh -eu -c '
  app=$1 state=$2
  mount --bind "$app" "$app" && mount -o remount,bind,ro "$app"
  mount -t tmpfs tmpfs /var
  # PostgreSQL wants a name for its user; the Containerfile makes one.
  cp /etc/passwd "$state/../passwd"
  echo "porchlight:x:10001:10001::$state:/usr/sbin/nologin" >> "$state/../passwd"
  mount --bind "$state/../passwd" /etc/passwd
  cd "$state"
  as="setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set -all env HOME=$state NODE_ENV=production"
  main=$app/apps/cli/dist/main.js
  if $as touch "$app/x" 2>/dev/null; then echo "the program folder is writable"; exit 1; fi
  printf "%s" "{\"type\":\"Polygon\",\"coordinates\":[[[-58.4,-34.6],[-58.3,-34.6],[-58.3,-34.5],[-58.4,-34.6]]]}" > area.json
  $as node "$main" init --dir programme --id try --name Try --origin http://127.0.0.1:18780 --boundary area.json > /dev/null
  $as node "$main" hub --trust programme/trust.json --log-key programme/keys/log.json --state hub --listen 127.0.0.1:18780 > out 2>&1 &
  hub=$!
  for n in $(seq 100); do grep -q "ready at" out && break; sleep 0.2; done
  cat out
  node -e "fetch(\"http://127.0.0.1:18780/healthz\").then(async (a) => console.log(\"healthz\", a.status, await a.text()))"
  node -e "fetch(\"http://127.0.0.1:18780/console\").then(async (a) => console.log(\"console\", a.status, (await a.text()).length, \"bytes\"))"
  $as node "$main" backup backup --state hub --programme programme
  kill -TERM $hub
  wait $hub
  echo "the hub stopped with $?"
  $as node "$main" restore backup --state hub2 --programme programme2
' sh "$app" "$state"
echo 'the steps work'
