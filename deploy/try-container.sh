#!/bin/sh
# Builds the image of the Containerfile from the committed tree with podman, runs hub, backup and restart in it as docs/operations.md
# says, and then every systemd unit under systemd as process 1. Needs root, podman, runc, debootstrap, iptables and a Debian machine;
# makes its own base image out of Debian's packages and this machine's Node.js, so that no image registry is needed. Removes what it made.
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
base=docker.io/library/node:20.20-bookworm-slim
port=18780
made=
clean() {
  podman rm -f -t 1 porchlight-try porchlight-units > /dev/null 2>&1 || true
  podman volume rm -f porchlight-try > /dev/null 2>&1 || true
  # shellcheck disable=SC2086
  podman rmi -f porchlight-try porchlight-units $made > /dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean EXIT

if ! podman image exists "$base"; then
  echo 'making a base image from Debian and this Node.js'
  debootstrap --variant=minbase --include=ca-certificates,systemd,systemd-sysv,dbus bookworm "$work/base" > /dev/null
  node=$(command -v node)
  npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
  mkdir -p "$work/base/usr/local/lib/node_modules"
  cp "$node" "$work/base/usr/local/bin/node"
  cp -r "$npm" "$work/base/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/base/usr/local/bin/npm"
  tar -C "$work/base" -c . | podman import - "$base" > /dev/null
  rm -rf "$work/base"
  made=$base
fi

mkdir "$work/app"
git -C "$repository" archive HEAD | tar -x -C "$work/app"
# A machine whose npm trusts an authority of its own says so by NODE_EXTRA_CA_CERTS.
trust=${NODE_EXTRA_CA_CERTS:+--volume $NODE_EXTRA_CA_CERTS:/authority.pem:ro --env NODE_EXTRA_CA_CERTS=/authority.pem}
# shellcheck disable=SC2086
podman build --isolation chroot --network host $trust -f "$work/app/deploy/Containerfile" -t porchlight-try "$work/app" > "$work/build" 2>&1 ||
  { tail -n 20 "$work/build"; exit 1; }
echo 'the image is built'

run() {
  podman --runtime runc run --ulimit nofile=20000:20000 --ulimit nproc=4096:4096 \
    --read-only --tmpfs /tmp --cap-drop all --security-opt no-new-privileges --env NODE_EXTRA_CA_CERTS= "$@"
}
up() {
  for _ in $(seq 60); do
    node -e "fetch('http://127.0.0.1:$port/healthz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))" && return
    sleep 0.5
  done
  podman logs porchlight-try
  exit 1
}
mkdir "$work/etc"
printf '%s' '{"type":"Polygon","coordinates":[[[-58.4,-34.6],[-58.3,-34.6],[-58.3,-34.5],[-58.4,-34.6]]]}' > "$work/etc/area.json"
chmod 755 "$work" "$work/etc"
chown -R 10001:10001 "$work/etc"
programme=/etc/porchlight/programme
run --rm --network none -v "$work/etc:/etc/porchlight" porchlight-try init --dir $programme --id try --name Try \
  --origin https://cameras.city.example --boundary /etc/porchlight/area.json > /dev/null
hub() {
  run -d --name porchlight-try -p "127.0.0.1:$port:8080" -v porchlight-try:/var/lib/porchlight -v "$work/etc:/etc/porchlight:ro" \
    porchlight-try hub --trust $programme/trust.json --log-key $programme/keys/log.json \
    --state /var/lib/porchlight --listen 0.0.0.0:8080 --public-url https://cameras.city.example > /dev/null
  up
}
hub
echo 'the hub serves from the container'
podman exec porchlight-try node /opt/porchlight/apps/cli/dist/main.js backup /var/lib/porchlight/backup \
  --state /var/lib/porchlight --programme $programme
if podman exec porchlight-try touch /opt/porchlight/x 2> /dev/null; then echo 'the program folder is writable'; exit 1; fi
podman stop -t 20 porchlight-try > /dev/null
test "$(podman inspect porchlight-try --format '{{.State.ExitCode}}')" = 0
podman rm porchlight-try > /dev/null
hub
echo 'it stopped with 0, and another container serves the same volume'
podman rm -f -t 20 porchlight-try > /dev/null

printf 'FROM porchlight-try\nUSER root\nRUN ln -sf /usr/local/bin/node /usr/bin/node\n' > "$work/Units"
podman build --isolation chroot -f "$work/Units" -t porchlight-units "$work/app" > /dev/null 2>&1
# systemd hands credentials over by a mount, which has to reach the unit.
podman --runtime runc run -d --name porchlight-units --privileged --systemd=always --network none \
  --ulimit nofile=20000:20000 --ulimit nproc=8192:8192 --env NODE_EXTRA_CA_CERTS= --entrypoint /bin/sh porchlight-units \
  -c 'mount --make-rshared / && exec /sbin/init' > /dev/null
for _ in $(seq 40); do podman exec porchlight-units systemctl is-system-running > /dev/null 2>&1 && break; sleep 0.5; done
podman exec porchlight-units sh /opt/porchlight/deploy/try-units.sh
