import './sign-in.css';
import type { Area, Me, Site } from '@porchlight/contract';
import { KeyRound, UserRound } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { ApiResult, Fault } from '../api/api-result.ts';
import { Button } from '../ui/button.tsx';
import { Brand } from '../ui/lamp.tsx';
import { Badge, Notice } from '../ui/notice.tsx';
import { type Persona, personasOf } from './key-store.ts';
import { signInWithPasskey, signInWithPersona } from './sign-in-calls.ts';

const TITLES: Record<Area, string> = {
  console: 'Operator’s console',
  owner: 'Your cameras',
  clerk: 'The programme’s office',
};

const BECAUSE = {
  none: undefined,
  idle: 'You were signed out because nobody used this page for a while.',
  left: 'You are signed out.',
  ended: 'Your session has ended. Sign in again to go on.',
} as const;

export interface SignInProps {
  readonly area: Area;
  readonly site: Site;
  readonly because?: keyof typeof BECAUSE;
  readonly onSignedIn: (me: Me) => void;
  /** Below the buttons, e.g. the way to join. */
  readonly children?: ReactNode;
}

/** Sign-in of one area. Console and clerk show the use notice first and ask only after it was accepted. */
export function SignIn({ area, site, because = 'none', onSignedIn, children }: SignInProps) {
  const [accepted, setAccepted] = useState(area === 'owner');
  return (
    <main className="sign-in">
      <header className="sign-in__head">
        <Brand />
        {site.synthetic && <Badge tone="lamp">Synthetic programme</Badge>}
      </header>
      <section className="sign-in__card" aria-labelledby="sign-in-title">
        <p className="sign-in__programme">{site.name}</p>
        <h1 id="sign-in-title">{TITLES[area]}</h1>
        {BECAUSE[because] && <Notice title={BECAUSE[because]} />}
        {accepted ? (
          <Ways area={area} site={site} onSignedIn={onSignedIn} noticeAccepted={accepted} />
        ) : (
          <div className="sign-in__notice">
            <h2>Before you sign in</h2>
            <p>{site.useNotice}</p>
            <Button look="primary" large wide onClick={() => setAccepted(true)}>
              I understand and accept
            </Button>
          </div>
        )}
        {children}
      </section>
    </main>
  );
}

function Ways(props: { area: Area; site: Site; noticeAccepted: boolean; onSignedIn: (me: Me) => void }) {
  const { area, site, noticeAccepted, onSignedIn } = props;
  const [personas, setPersonas] = useState<readonly Persona[]>([]);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  useEffect(() => {
    if (site.synthetic) personasOf(area).then(setPersonas);
  }, [area, site.synthetic]);

  const run = async (way: () => Promise<ApiResult<Me>>) => {
    setBusy(true);
    setFault(undefined);
    const answer = await way();
    setBusy(false);
    if (answer.kind === 'ok') onSignedIn(answer.value);
    else setFault(answer.fault);
  };
  return (
    <div className="sign-in__ways">
      {fault && (
        <Notice tone="alarm" title={fault.sentence}>
          {fault.next && <p>{fault.next}</p>}
        </Notice>
      )}
      {personas.length > 0 && (
        <ul className="personas" aria-label="Continue as">
          {personas.map((persona) => (
            <li key={persona.id}>
              <button
                type="button"
                className="persona"
                aria-disabled={busy || undefined}
                onClick={() => !busy && run(() => signInWithPersona(persona, noticeAccepted))}
              >
                <UserRound size={20} aria-hidden="true" />
                <span>
                  <span className="visually-hidden">Continue as </span>
                  {persona.name}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Button
        look={personas.length > 0 ? 'quiet' : 'primary'}
        large
        wide
        busy={busy}
        onClick={() => run(() => signInWithPasskey(area, noticeAccepted))}
      >
        <KeyRound size={20} aria-hidden="true" />{' '}
        {busy ? 'Waiting for your passkey …' : 'Sign in with a passkey'}
      </Button>
      {personas.length > 0 && (
        <p className="sign-in__small">
          The names above are keys that this browser holds for the demo. A real programme accepts passkeys
          only.
        </p>
      )}
    </div>
  );
}
