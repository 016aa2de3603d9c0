import { useEffect, useRef, useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Waiting } from '../../ui/notice.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { stopLooks } from '../owner-calls.ts';
import type { OwnerProps } from '../owner-page.tsx';
import { PauseButtons } from './pause-buttons.tsx';

/** STOP: ends every look the moment it is pressed, then offers a pause. Asks for no passkey and no second press. */
export function StopSheet(props: OwnerProps & { open: boolean; onClose: () => void }) {
  const { open, onClose, refresh, overview } = props;
  const { run, busy, fault } = useAct();
  const [stopped, setStopped] = useState(0);
  const watching = useRef(overview.watching.length);
  watching.current = overview.watching.length;
  useEffect(() => {
    if (!open) return;
    setStopped(watching.current);
    run(() => stopLooks({})).then(refresh);
  }, [open, run, refresh]);
  return (
    <Sheet label="Stop" open={open} onClose={onClose}>
      {busy ? (
        <Waiting>Stopping</Waiting>
      ) : fault ? (
        <>
          <h2>This page could not stop it.</h2>
          <FaultNotice fault={fault} />
          <p>
            You can stop it at your box: open its own page in your home’s network, or switch the box off.
            Without the box no picture leaves.
          </p>
          <Button look="stop" large wide onClick={() => run(() => stopLooks({})).then(refresh)}>
            Try again
          </Button>
        </>
      ) : (
        <>
          <div aria-live="assertive">
            <h2>{stopped > 0 ? 'Stopped.' : 'Nobody was looking.'}</h2>
            <p className="quiet">
              {stopped > 0
                ? 'Nobody looks through your cameras any more. Police see the same as for a camera that lost its connection.'
                : 'You may also pause, so that nobody can ask.'}
            </p>
          </div>
          <PauseButtons {...props} onDone={onClose} />
          <Button wide onClick={onClose}>
            {stopped > 0 ? 'No pause, just stop' : 'Close'}
          </Button>
        </>
      )}
    </Sheet>
  );
}
