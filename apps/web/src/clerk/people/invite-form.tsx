import { ROLES, type Role } from '@porchlight/statements';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Choice, TextField } from '../../ui/field.tsx';
import { dayAndTime } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { createInvite } from '../clerk-calls.ts';
import type { ClerkProps } from '../clerk-page.tsx';

export const ROLE_HINTS: Record<Role, string> = {
  operator: 'may ask for a look, for a reported incident',
  supervisor: 'may ask as well, and reviews',
  clerk: 'pauses, and signs who is in this list',
};

/** Invites somebody: the link is shown once and never again. */
export function InviteForm({ site, refresh }: ClerkProps) {
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<readonly Role[]>(['operator']);
  const [made, setMade] = useState<{ link: string; expiresAt: number; name: string }>();
  const act = useAct();
  const invite = async () => {
    const answer = await act.run(() => createInvite(name.trim(), roles));
    if (answer === undefined) return;
    const link = new URL(answer.path, location.origin).href;
    setMade({ link, expiresAt: answer.expiresAt, name: name.trim() });
    setName('');
    await refresh();
  };
  return (
    <section className="card" aria-labelledby="invite-title">
      <h2 id="invite-title">Invite somebody</h2>
      {made && (
        <Notice tone="live" title={`The link for ${made.name}, shown this once`}>
          <p className="invite-link mono">{made.link}</p>
          <CopyButton text={made.link} />
          <p className="small">
            Hand it over in person or by a way you trust. It works once, until{' '}
            {dayAndTime(made.expiresAt, site.timeZone)}. The key behind it then waits here for the clerks’
            signatures.
          </p>
        </Notice>
      )}
      <TextField
        label="Name"
        hint="As it should stand in the list. Demo and training programmes: a role, no person."
        value={name}
        maxLength={80}
        error={act.fault?.field === 'name' ? act.fault.sentence : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset>
        <legend className="field__label">Roles</legend>
        {ROLES.map((role) => (
          <Choice
            key={role}
            type="checkbox"
            label={role}
            hint={ROLE_HINTS[role]}
            checked={roles.includes(role)}
            onChange={(event) =>
              setRoles(ROLES.filter((r) => (r === role ? event.target.checked : roles.includes(r))))
            }
          />
        ))}
      </fieldset>
      {act.fault?.field !== 'name' && <FaultNotice fault={act.fault} />}
      <Button
        look="primary"
        busy={act.busy}
        disabled={name.trim() === '' || roles.length === 0}
        onClick={invite}
      >
        Make a link
      </Button>
    </section>
  );
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <Button onClick={copy}>
      {copied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
      {copied ? 'Copied' : 'Copy'}
    </Button>
  );
}
