import { meSchema, type Site } from '@porchlight/contract';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { type KeyChoice, makeKey } from '../session/register-key.ts';
import { askChallenge } from '../session/sign-in-calls.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { TextField } from '../ui/field.tsx';

/** A resident joins: a name, an address for notices, and a passkey. Nothing is shared by joining. */
export function JoinForm({ site, onJoined }: { site: Site; onJoined: () => void }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const act = useAct();
  if (!open)
    return (
      <Button look="quiet" large wide onClick={() => setOpen(true)}>
        I am new here: take part
      </Button>
    );
  const join = async (choice: KeyChoice) => {
    const me = await act.run(() => joinWith(site, name.trim(), email.trim(), choice));
    if (me) onJoined();
  };
  const ready = name.trim() !== '';
  return (
    <form className="sign-in__ways" onSubmit={(event) => event.preventDefault()}>
      <h2>Take part</h2>
      <p>Joining shares nothing. You connect a box and sign for each camera later, or never.</p>
      <TextField
        label="Your name"
        hint="Or what your house or shop is called. Police do not see it."
        value={name}
        maxLength={80}
        autoComplete="name"
        required
        error={act.fault?.field === 'name' ? act.fault.sentence : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="E-mail"
        hint="For a notice of each look, within a minute. You may leave it empty."
        type="email"
        value={email}
        maxLength={200}
        autoComplete="email"
        error={act.fault?.field === 'email' ? act.fault.sentence : undefined}
        onChange={(event) => setEmail(event.target.value)}
      />
      {act.fault && act.fault.field === undefined && <FaultNotice fault={act.fault} />}
      <Button look="primary" large wide busy={act.busy} disabled={!ready} onClick={() => join('passkey')}>
        {act.busy ? 'Waiting for your passkey …' : 'Join with a passkey'}
      </Button>
      {site.synthetic && (
        <Button look="quiet" wide busy={act.busy} disabled={!ready} onClick={() => join('software')}>
          Join with a key of this browser (demo only)
        </Button>
      )}
    </form>
  );
}

async function joinWith(site: Site, name: string, email: string, choice: KeyChoice) {
  const made = await makeKey({
    site,
    userName: name,
    staff: false,
    choice,
    challenge: () => askChallenge('owner', 'register', true),
  });
  if (made.kind === 'fault') return made;
  const joined = await call('POST', '/api/owner/join', meSchema, { name, email, key: made.value.newKey });
  if (joined.kind === 'ok') await made.value.keep(['owner'], joined.value.id, name);
  return joined;
}
