import { useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { TextField } from '../ui/field.tsx';
import { Leave } from './cameras/camera-page.tsx';
import { LeaveBox } from './host/leave-box.tsx';
import { putProfile } from './owner-calls.ts';
import type { OwnerProps } from './owner-page.tsx';

/** Name, notices, key, receipts, leaving, signing out. */
export function ProfilePage(props: OwnerProps) {
  const { overview, handle } = props;
  const signed = overview.cameras.filter((c) => c.consent !== null && c.consentState !== 'none');
  const versions = Array.from({ length: overview.consentVersion }, (_, i) => overview.consentVersion - i);
  return (
    <>
      <h1>You</h1>
      <Profile {...props} />
      <section className="card" aria-labelledby="key-title">
        <h2 id="key-title">Your key</h2>
        <p className="mono">{overview.keyFingerprint}</p>
        <p className="quiet">
          Your box shows the same figures on its own page. If they differ, somebody put another key in the
          place of yours: press STOP, and ask the programme’s office.
        </p>
      </section>
      <section className="card" aria-labelledby="receipts-title">
        <h2 id="receipts-title">Receipts</h2>
        {versions.length === 0 ? (
          <p className="quiet">You have signed nothing yet.</p>
        ) : (
          <ul className="stack">
            {versions.map((version) => (
              <li key={version}>
                <a href={`#/receipt/${version}`}>Signature number {version}</a>
              </li>
            ))}
          </ul>
        )}
      </section>
      {signed.length > 0 && (
        <Leave
          {...props}
          cameraIds={signed.map((c) => c.cameraId)}
          what={signed.length === 1 ? 'your camera' : 'all your cameras'}
        />
      )}
      {overview.gateways.map((box) => (
        <LeaveBox key={box.gatewayId} {...props} box={box} />
      ))}
      <Button wide onClick={handle.signOut}>
        Sign out on this device
      </Button>
    </>
  );
}

function Profile({ overview, refresh }: OwnerProps) {
  const [name, setName] = useState(overview.name);
  const [email, setEmail] = useState(overview.email);
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const save = async () => {
    setSaved(false);
    const done = await act.run(() => putProfile({ name: name.trim(), email: email.trim() }));
    if (done === undefined) return;
    setSaved(true);
    await refresh();
  };
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField
        label="Name"
        hint="Police do not see it."
        value={name}
        maxLength={80}
        required
        error={name.trim() === '' ? 'A name is needed.' : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="E-mail for notices"
        hint="Of each look, within a minute. Empty: no notices; your history stays complete."
        type="email"
        value={email}
        maxLength={200}
        autoComplete="email"
        error={act.fault?.field === 'email' ? act.fault.sentence : undefined}
        onChange={(event) => setEmail(event.target.value)}
      />
      {act.fault && act.fault.field === undefined && <FaultNotice fault={act.fault} />}
      <Button type="submit" look="primary" large busy={act.busy} disabled={name.trim() === ''}>
        Save
      </Button>
      <p role="status">{saved ? 'Saved.' : ''}</p>
    </form>
  );
}
