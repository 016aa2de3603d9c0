#!/bin/sh
# On a machine with systemd as process 1 and the program in /opt/porchlight: installs the units as docs/operations.md says, starts
# each, kills it (SIGKILL), waits until systemd has it back, makes a backup by the timer's service, and stops all. For try-container.sh:
# it writes below /etc and /var and leaves it there.
set -eu
cd /opt/porchlight
install -D -m 644 deploy/systemd/porchlight.sysusers.conf /etc/sysusers.d/porchlight.conf
systemd-sysusers 2> /dev/null
cat > /usr/local/bin/porchlight <<'END'
#!/bin/sh
exec /usr/bin/node /opt/porchlight/apps/cli/dist/main.js "$@"
END
chmod 755 /usr/local/bin/porchlight

install -d -m 755 /etc/porchlight
printf '%s' '{"type":"Polygon","coordinates":[[[-58.4,-34.6],[-58.3,-34.6],[-58.3,-34.5],[-58.4,-34.6]]]}' > /root/area.geojson
programme=/etc/porchlight/programme
porchlight init --dir $programme --id pilot --name 'Camera pilot' --origin https://cameras.city.example \
  --boundary /root/area.geojson --time-zone America/Chicago > /root/init
chmod 755 $programme
cp $programme/trust.json /etc/porchlight/trust.json
install -m 600 $programme/keys/intake.json /etc/porchlight/intake.json
printf '[{"name":"cad","webhookSecret":"0123456789abcdef"}]' > /etc/porchlight/feeds.json
chmod 600 /etc/porchlight/feeds.json

cp deploy/systemd/porchlight-*.service deploy/systemd/porchlight-*.timer /etc/systemd/system/
# The city's https address is a proxy's; here there is none.
sed -i 's#--hub https://cameras.city.example#--hub http://127.0.0.1:8080#' \
  /etc/systemd/system/porchlight-intake.service /etc/systemd/system/porchlight-gateway.service
log=$(grep -o '[^ ]*+[0-9a-f]\{8\}+[^ ]*' /root/init | head -n 1)
sed -i "s#--log '[^']*'#--log '$log'#" /etc/systemd/system/porchlight-witness.service
systemctl daemon-reload

answers() {
  for _ in $(seq 60); do
    node -e "fetch('http://127.0.0.1:$1/healthz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))" && return
    sleep 0.5
  done
  journalctl -u "$2" -o cat --no-pager | tail -n 5
  exit 1
}
for each in hub:8080 intake:8580 gateway:8480 witness:8680; do
  unit=porchlight-${each%:*} port=${each#*:}
  systemctl enable --quiet --now "$unit" 2> /dev/null
  answers "$port" "$unit"
  kill -9 "$(systemctl show -p MainPID --value "$unit")"
  sleep 1
  answers "$port" "$unit"
  echo "$unit: $(systemctl show -p ActiveState --value "$unit"), started again $(systemctl show -p NRestarts --value "$unit") time after SIGKILL"
done

systemctl enable --quiet --now porchlight-backup.timer 2> /dev/null
systemctl start porchlight-backup
echo "backups: $(ls /var/backups/porchlight)"
for unit in hub intake gateway witness; do
  systemctl stop "porchlight-$unit"
  test "$(systemctl show -p Result --value "porchlight-$unit")" = success
done
echo 'every unit stopped as it should'
