import type { Site } from '@porchlight/contract';
import type { Role, Signer } from '@porchlight/statements';
import { useEffect, useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { useSite } from '../api/use-site.ts';
import type { KeyChoice } from '../session/register-key.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { Choice, TextField } from '../ui/field.tsx';
import { NewcomerFrame } from '../ui/newcomer-frame.tsx';
import { Notice, Waiting } from '../ui/notice.tsx';
import { type BootstrapKey, bootstrapKey } from './bootstrap-key.ts';
import { type FirstKey, registerFirst, signFirstRoster } from './start-calls.ts';

/** Behind the one-time administrator link: the first clerk registers a key and signs the first list of people. */
export function StartPage() {
  const { site } = useSite();
  const [link, setLink] = useState<BootstrapKey>();
  useEffect(() => {
    bootstrapKey(location.hash).then(setLink);
  }, []);
  return (
    <NewcomerFrame site={site?.kind === 'ok' ? site.value : undefined}>
      {site === undefined || link === undefined ? (
        <Waiting />
      ) : site.kind === 'fault' ? (
        <FaultNotice fault={site.fault} />
      ) : (
        <Started site={site.value} link={link} />
      )}
    </NewcomerFrame>
  );
}

function Started({ site, link }: { site: Site; link: BootstrapKey }) {
  const [done, setDone] = useState(false);
  if (done)
    return (
      <>
        <h1>The programme has its first clerk.</h1>
        <p>
          The link is used up. Sign in, and invite a second clerk first: from then on, adding people takes two
          signatures.
        </p>
        <a className={buttonClass('primary', true, true)} href="/clerk">
          Go to the office
        </a>
      </>
    );
  if (site.started)
    return (
      <>
        <h1>This programme has started already.</h1>
        <p>The link works once. Clerks sign in at the office; others are invited by a clerk.</p>
        <a className={buttonClass('primary', true, true)} href="/clerk">
          Go to the office
        </a>
      </>
    );
  if (link.kind === 'key')
    return <FirstClerk site={site} signer={link.signer} onDone={() => setDone(true)} />;
  return (
    <Notice
      tone="alarm"
      title={
        link.kind === 'no-secret'
          ? 'This address is not the whole link.'
          : 'This browser cannot use the link’s key.'
      }
    >
      <p>
        {link.kind === 'no-secret'
          ? 'Open the one-time link exactly as it was printed when the programme was made, with everything after the #.'
          : 'It lacks Ed25519. Use a current Firefox, Chrome, Edge or Safari.'}
      </p>
    </Notice>
  );
}

const ALSO: readonly Role[] = ['operator', 'supervisor'];

function FirstClerk({ site, signer, onDone }: { site: Site; signer: Signer; onDone: () => void }) {
  const [name, setName] = useState('City clerk');
  const [roles, setRoles] = useState<readonly Role[]>([]);
  const [firstKey, setFirstKey] = useState<FirstKey>();
  const act = useAct();
  const register = async (choice: KeyChoice) =>
    setFirstKey(await act.run(() => registerFirst(site, name.trim(), choice)));
  const sign = async () => {
    if (firstKey === undefined) return;
    const done = await act.run(() => signFirstRoster(site, signer, { name: name.trim(), roles, firstKey }));
    if (done === undefined) return;
    // The secret is used up; it need not stand in the address any longer.
    history.replaceState(null, '', location.pathname);
    onDone();
  };
  if (firstKey)
    return (
      <>
        <h1>Sign the first list of people.</h1>
        <dl className="facts">
          <dt>Programme</dt>
          <dd>{site.name}</dd>
          <dt>Root</dt>
          <dd className="mono">{site.rootFingerprint}</dd>
          <dt>First clerk</dt>
          <dd>{[name.trim(), ...roles].join(', ')}</dd>
          <dt>Key</dt>
          <dd className="mono">{firstKey.fingerprint}</dd>
        </dl>
        <p className="quiet">Compare the root with what was printed when the programme was made.</p>
        <FaultNotice fault={act.fault} />
        <Button look="primary" large wide busy={act.busy} onClick={sign}>
          Sign and begin
        </Button>
      </>
    );
  return (
    <>
      <h1>You are the first clerk.</h1>
      <p>
        This link works once. It makes you the clerk of {site.name}: you invite the others, and any clerk can
        pause the programme at once.
      </p>
      <TextField
        label="Your name"
        hint="As it stands in the list of people."
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset>
        <legend className="field__label">Will you also look at cameras?</legend>
        {ALSO.map((role) => (
          <Choice
            key={role}
            type="checkbox"
            label={`Yes, as ${role}`}
            checked={roles.includes(role)}
            onChange={(event) =>
              setRoles(ALSO.filter((r) => (r === role ? event.target.checked : roles.includes(r))))
            }
          />
        ))}
        <p className="field__hint">Better not: who watches and who may pause should be different people.</p>
      </fieldset>
      <FaultNotice fault={act.fault} />
      <p className="quiet">
        Next you register a security key, or this device’s own, that cannot be copied to another.
      </p>
      <Button
        look="primary"
        large
        wide
        busy={act.busy}
        disabled={name.trim() === ''}
        onClick={() => register('passkey')}
      >
        {act.busy ? 'Waiting for your key …' : 'Register my key'}
      </Button>
      {site.synthetic && (
        <Button
          look="quiet"
          wide
          busy={act.busy}
          disabled={name.trim() === ''}
          onClick={() => register('software')}
        >
          Use a key of this browser (demo only)
        </Button>
      )}
    </>
  );
}
