import { ChevronLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import { okResult } from '../../api/api-result.ts';
import { useAct } from '../../api/use-act.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { clockLeft } from '../../ui/format-time.ts';
import { Notice, Waiting } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { postGatewayCode } from '../owner-calls.ts';
import type { OwnerProps } from '../owner-page.tsx';
import { type BoxCode, makeBoxCode } from './box-code.ts';
import { boxHasCode, rememberBox } from './box-keys.ts';

/** Connecting a box: a code that this browser makes, typed at the box within half an hour. */
export function BoxPage({ overview, site }: OwnerProps) {
  const [code, setCode] = useState<BoxCode>();
  const [known, setKnown] = useState<readonly string[]>([]);
  const act = useAct();
  const make = () =>
    act.run(async () => {
      const made = await makeBoxCode(overview.ownerId, overview.keys, Date.now());
      const posted = await postGatewayCode(made.post);
      if (posted.kind === 'fault') return posted;
      setKnown(overview.gateways.map((g) => g.gatewayId));
      setCode(made);
      return okResult(true);
    });
  const joined = code && overview.gateways.find((g) => !known.includes(g.gatewayId));
  // The box proves with the code itself that it is the one the code was typed at.
  useEffect(() => {
    if (joined && code) boxHasCode(joined, code.code).then((holds) => holds && rememberBox(joined));
  }, [joined, code]);
  return (
    <>
      <a className="back" href="#/cameras">
        <ChevronLeft size={18} aria-hidden="true" /> Your cameras
      </a>
      <h1>Connect a box</h1>
      {joined ? (
        <Notice tone="live" title={`${joined.name} is connected.`}>
          <p>
            Now add your cameras on the box’s own page. They appear here by themselves, switched off until you
            sign.
          </p>
        </Notice>
      ) : code ? (
        <CodeCard code={code} onAgain={make} />
      ) : (
        <p>
          The box holds your cameras’ passwords and decides by itself whether a picture leaves. It stands in
          your home: type a code at it to tie it to you.
        </p>
      )}
      <FaultNotice fault={act.fault} />
      {!code && (
        <Button look="primary" large wide busy={act.busy} onClick={make}>
          Show me a code
        </Button>
      )}
      {!code && site.hosts.length > 0 && (
        <>
          <p>No box? A host that the programme names can run one for you: a phone is all you need.</p>
          <a className={buttonClass('plain', true, true)} href="#/host">
            Let a host run it
          </a>
        </>
      )}
      <section className="card" aria-labelledby="compare-title">
        <h2 id="compare-title">Compare two things at the box</h2>
        <p className="quiet">The box shows both. If one differs, do not go on.</p>
        <dl className="facts">
          <dt>Programme</dt>
          <dd className="mono">{site.rootFingerprint}</dd>
          <dt>Your key</dt>
          <dd className="mono">{overview.keyFingerprint}</dd>
        </dl>
      </section>
    </>
  );
}

function CodeCard({ code, onAgain }: { code: BoxCode; onAgain: () => void }) {
  const now = useNow();
  const left = code.expiresAt - now;
  if (left <= 0)
    return (
      <Notice tone="wait" title="This code has run out.">
        <Button onClick={onAgain}>Show me a new one</Button>
      </Notice>
    );
  return (
    <section className="stack" aria-label="Your code">
      <p className="code">{code.code}</p>
      <p>
        Type it on the box’s own page. It works once, for another <strong>{clockLeft(left)}</strong>.
      </p>
      <Waiting>Waiting for the box</Waiting>
    </section>
  );
}
