import type { RingReply } from '@porchlight/contract';
import { type FormEvent, useState } from 'react';
import type { Act } from '../../api/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/field.tsx';

type Device = RingReply['devices'][number];
type Chosen = ReadonlyMap<string, Device['power']>;

/** Which of the shared devices take part; everything not ticked is left out. */
export function DeviceForm(props: {
  devices: readonly Device[];
  act: Act;
  onChoose: (chosen: { deviceId: string; power: Device['power'] }[]) => void;
}) {
  const { devices, act, onChoose } = props;
  const [chosen, setChosen] = useState<Chosen>(
    () => new Map(devices.filter((d) => d.cameraId !== null).map((d) => [d.deviceId, d.power])),
  );
  const change = (deviceId: string, power: Device['power'] | undefined) =>
    setChosen((before) => {
      const next = new Map(before);
      if (power === undefined) next.delete(deviceId);
      else next.set(deviceId, power);
      return next;
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChoose([...chosen].map(([deviceId, power]) => ({ deviceId, power })));
  };
  return (
    <form className="stack" onSubmit={submit}>
      <fieldset className="stack">
        <legend>
          <h2>Which of them may take part?</h2>
        </legend>
        <p className="quiet">Nobody can look before you have read the waiver and signed.</p>
        {devices.map((device) => (
          <div className="card" key={device.deviceId}>
            <Choice
              type="checkbox"
              label={device.name}
              hint={device.online === false ? 'Ring says it is offline just now.' : undefined}
              checked={chosen.has(device.deviceId)}
              onChange={(event) => change(device.deviceId, event.target.checked ? device.power : undefined)}
            />
            {chosen.has(device.deviceId) && (
              <Power
                name={device.name}
                value={chosen.get(device.deviceId) ?? 'battery'}
                onChange={(power) => change(device.deviceId, power)}
              />
            )}
          </div>
        ))}
      </fieldset>
      <Button type="submit" look="primary" large wide busy={act.busy}>
        Save my choice
      </Button>
    </form>
  );
}

/** Ring does not tell how a device is powered, and ends a battery device's pictures every half minute. */
function Power(props: { name: string; value: Device['power']; onChange: (power: Device['power']) => void }) {
  const { name, value, onChange } = props;
  return (
    <fieldset>
      <legend>How does “{name}” get its power?</legend>
      {(['battery', 'mains'] as const).map((power) => (
        <Choice
          key={power}
          type="radio"
          name={`power ${name}`}
          label={power === 'battery' ? 'A battery' : 'A cable'}
          checked={value === power}
          onChange={() => onChange(power)}
        />
      ))}
    </fieldset>
  );
}
