import { Eye, OctagonX } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { duration } from '../ui/format-time.ts';
import { classTitle } from '../ui/incident-words.ts';
import { Lamp } from '../ui/lamp.tsx';
import { Waiting } from '../ui/notice.tsx';
import { useNow } from '../ui/use-now.ts';
import type { OwnerPhone } from './use-owner-phone.ts';

/** What the owner's page says at this moment, with its STOP. */
export function PhoneCard({ phone }: { phone: OwnerPhone }) {
  const { overview, fault } = phone;
  const now = useNow();
  const watching = overview?.watching[0];
  return (
    <section className="phone" data-theme="light" aria-label="The owner’s phone">
      <p className="phone__owner">{overview?.name ?? 'An owner'}</p>
      {overview === undefined && !fault && <Waiting>Waiting for the first picture</Waiting>}
      <FaultNotice fault={fault} />
      {overview && watching && (
        <>
          <p className="phone__answer">
            <Eye size={20} aria-hidden="true" /> Somebody is looking.
          </p>
          <p>
            An operator on duty, through <strong>{watching.cameraLabel}</strong>.
          </p>
          <p className="phone__why">
            {classTitle(watching.class)} at {watching.place}. For {duration(now - watching.since)}.
          </p>
          <Button look="stop" large wide busy={phone.busy} onClick={phone.stop}>
            <OctagonX size={20} aria-hidden="true" /> STOP
          </Button>
        </>
      )}
      {overview && !watching && (
        <p className="phone__answer">
          <Lamp size={26} /> Nobody is looking.
        </p>
      )}
    </section>
  );
}
