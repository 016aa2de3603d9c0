import type { OwnerGatewayView } from '@porchlight/contract';
import { useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { leaveBox } from '../owner-calls.ts';
import type { OwnerProps } from '../owner-page.tsx';

/** Emptying a place: looks end, and the box forgets cameras, passwords and key. A second press, because it cannot be undone. */
export function LeaveBox({
  box,
  refresh,
  onLeft,
}: OwnerProps & { box: OwnerGatewayView; onLeft?: () => void }) {
  const [sure, setSure] = useState(false);
  const act = useAct();
  const name = box.host ?? box.name;
  const leave = async () => {
    if ((await act.run(() => leaveBox(box.gatewayId))) === undefined) return;
    onLeft?.();
    await refresh();
  };
  return (
    <section className="card" aria-label={`Leave ${name}`}>
      <h2>Leave {name}</h2>
      <p className="quiet">
        Every look through its cameras ends at once. It forgets your cameras, their passwords and your key;
        what you signed for them ends. A box that is switched off forgets when it is next connected.
      </p>
      <FaultNotice fault={act.fault} />
      {sure ? (
        <div className="row">
          <Button look="stop" large busy={act.busy} onClick={leave}>
            Yes, empty it now
          </Button>
          <Button large onClick={() => setSure(false)}>
            No
          </Button>
        </div>
      ) : (
        <Button onClick={() => setSure(true)}>Leave {name}</Button>
      )}
    </section>
  );
}
