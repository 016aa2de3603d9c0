import type { Area, Me, Site } from '@porchlight/contract';
import { type ReactNode, useEffect, useState } from 'react';
import { useSite } from '../api/use-site.ts';
import { Button } from '../ui/button.tsx';
import { Notice, Waiting } from '../ui/notice.tsx';
import { takeDemoFragment } from './demo-fragment.ts';
import { SignIn } from './sign-in.tsx';
import { type SessionHandle, useSession } from './use-session.ts';

export interface SignedInProps {
  readonly site: Site;
  readonly me: Me;
  readonly handle: SessionHandle;
}

interface Props {
  readonly area: Area;
  /** The page for somebody who is signed in. */
  readonly children: (props: SignedInProps) => ReactNode;
  /** Shown below the sign-in buttons. */
  readonly below?: (site: Site, handle: SessionHandle) => ReactNode;
}

/** Site facts, session and sign-in of one area; renders the page once somebody is signed in. */
export function SignedInPage({ area, children, below }: Props) {
  const { site, reload } = useSite();
  const handle = useSession(area);
  const [keysTaken, setKeysTaken] = useState(false);
  useEffect(() => {
    takeDemoFragment().finally(() => setKeysTaken(true));
  }, []);
  const { session } = handle;
  if (site === undefined || session.kind === 'loading' || !keysTaken)
    return (
      <Centred>
        <Waiting />
      </Centred>
    );
  if (site.kind === 'fault' || session.kind === 'unreachable') {
    const fault = site.kind === 'fault' ? site.fault : session.kind === 'unreachable' ? session.fault : null;
    const again = () => {
      reload();
      handle.retry();
    };
    return (
      <Centred>
        <Notice tone="alarm" title={fault?.sentence ?? ''}>
          <p>{fault?.next}</p>
          <Button onClick={again}>Try again</Button>
        </Notice>
      </Centred>
    );
  }
  if (session.kind === 'signed-out')
    return (
      <SignIn area={area} site={site.value} because={session.because} onSignedIn={handle.signedIn}>
        {below?.(site.value, handle)}
      </SignIn>
    );
  return <>{children({ site: site.value, me: session.me, handle })}</>;
}

function Centred({ children }: { children: ReactNode }) {
  return (
    <main className="sign-in">
      <div className="sign-in__card">{children}</div>
    </main>
  );
}
