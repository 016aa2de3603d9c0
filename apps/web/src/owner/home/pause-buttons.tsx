import { useAct } from '../../api/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { pauseCameras } from '../owner-calls.ts';
import type { OwnerProps } from '../owner-page.tsx';
import { type PauseLength, pauseUntil } from '../pause-until.ts';

const LENGTHS: readonly { length: PauseLength; label: string }[] = [
  { length: 'hour', label: '1 hour' },
  { length: 'today', label: 'Today' },
  { length: 'until-signed', label: 'Until I sign again' },
];

/** Pauses all cameras, or those named, with one press and no passkey. */
export function PauseButtons(props: OwnerProps & { cameraIds?: readonly string[]; onDone?: () => void }) {
  const { site, refresh, cameraIds, onDone } = props;
  const act = useAct();
  const pause = async (length: PauseLength) => {
    const until = pauseUntil(length, Date.now(), site.timeZone);
    const done = await act.run(() => pauseCameras(until, cameraIds));
    if (done === undefined) return;
    await refresh();
    onDone?.();
  };
  return (
    <div className="stack">
      <fieldset className="pause-buttons">
        <legend>{cameraIds?.length === 1 ? 'Pause this camera' : 'Pause all cameras'}</legend>
        {LENGTHS.map(({ length, label }) => (
          <Button key={length} large busy={act.busy} onClick={() => pause(length)}>
            {label}
          </Button>
        ))}
      </fieldset>
      <FaultNotice fault={act.fault} />
    </div>
  );
}
