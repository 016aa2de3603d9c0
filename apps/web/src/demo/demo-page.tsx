import './demo.css';
import type { Site } from '@porchlight/contract';
import { useSite } from '../api/use-site.ts';
import { ConsoleApp } from '../console/console-app.tsx';
import type { SignedInProps } from '../session/signed-in-page.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { Brand } from '../ui/lamp.tsx';
import { Notice, Waiting } from '../ui/notice.tsx';
import { GuideRail } from './guide-rail.tsx';
import { useDemoSession } from './use-demo-session.ts';
import { useGuide } from './use-guide.ts';

/** The first minute: a guide beside the operator's console. */
export function DemoPage() {
  const { site, reload } = useSite();
  if (site === undefined)
    return (
      <Aside>
        <Waiting />
      </Aside>
    );
  if (site.kind === 'fault')
    return (
      <Aside>
        <FaultNotice fault={site.fault} />
        <Button onClick={reload}>Try again</Button>
      </Aside>
    );
  if (!site.value.demo)
    return (
      <Aside>
        <Notice title="This is a real programme, not a demo." />
        <a className={buttonClass('primary')} href="/">
          To its front page
        </a>
      </Aside>
    );
  return <DemoEntry site={site.value} />;
}

function DemoEntry({ site }: { site: Site }) {
  const { handle, keyless, fault, signIn } = useDemoSession();
  const { session } = handle;
  if (session.kind === 'signed-in') return <DemoDesk site={site} me={session.me} handle={handle} />;
  if (keyless)
    return (
      <Aside>
        <Notice tone="wait" title="This browser does not hold the demo’s keys.">
          <p>Open the demo by the whole address that the command printed, with everything after the #.</p>
        </Notice>
      </Aside>
    );
  if (
    fault ||
    session.kind === 'unreachable' ||
    (session.kind === 'signed-out' && session.because !== 'none')
  )
    return (
      <Aside>
        <FaultNotice fault={session.kind === 'unreachable' ? session.fault : fault} />
        <Button look="primary" onClick={session.kind === 'unreachable' ? handle.retry : signIn}>
          Go on
        </Button>
      </Aside>
    );
  return (
    <Aside>
      <Waiting>Opening the demo</Waiting>
    </Aside>
  );
}

function DemoDesk(props: SignedInProps) {
  const guide = useGuide(props);
  return (
    <div className="demo">
      <GuideRail {...props} guide={guide} />
      <div className="demo__console">
        <ConsoleApp {...props} incidentId={guide.incident?.incidentId} />
      </div>
    </div>
  );
}

function Aside({ children }: { children: React.ReactNode }) {
  return (
    <main className="demo-aside">
      <Brand />
      {children}
    </main>
  );
}
