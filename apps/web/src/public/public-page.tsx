import './public.css';
import type { Site } from '@porchlight/contract';
import { ChevronLeft } from 'lucide-react';
import { useSite } from '../api/use-site.ts';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { Brand } from '../ui/lamp.tsx';
import { Badge, Notice, Waiting } from '../ui/notice.tsx';
import { EntryList } from './entry-list.tsx';
import { EntryPage } from './entry-page.tsx';
import { NoViewNumbersCard } from './no-view-numbers-card.tsx';
import { usePublicRoute } from './public-route.ts';
import { useHead } from './use-head.ts';
import { VerifyCard } from './verify-card.tsx';

/** The programme's public log, for everybody: no account, and everything is checked in this browser. */
export function PublicPage() {
  const { site } = useSite();
  return (
    <div className="portal public">
      <header className="portal__head">
        <Brand />
        {site?.kind === 'ok' && site.value.synthetic && <Badge tone="lamp">Synthetic programme</Badge>}
      </header>
      <main className="portal__main">
        {site === undefined && <Waiting />}
        {site?.kind === 'fault' && <FaultNotice fault={site.fault} />}
        {site?.kind === 'ok' && <Log site={site.value} />}
      </main>
    </div>
  );
}

function Log({ site }: { site: Site }) {
  const route = usePublicRoute();
  const { head, reload } = useHead();
  if (head === undefined) return <Waiting>Reading the log’s head</Waiting>;
  if (head.kind === 'fault')
    return (
      <Notice tone="alarm" title="The public log cannot be read.">
        <p>{head.sentence} While there is no log, no camera opens. Try again in a minute.</p>
      </Notice>
    );
  if (route.page === 'entry')
    return (
      <>
        <a className="back" href="#/">
          <ChevronLeft size={18} aria-hidden="true" /> The public log
        </a>
        <EntryPage index={route.index} checkpoint={head.checkpoint} />
      </>
    );
  return (
    <>
      <h1>The public log</h1>
      <p className="quiet">
        {site.name}: every incident, every look that was asked for and what became of it stands here, in an
        order nobody can change afterwards. No camera opens without an entry.{' '}
        {head.checkpoint.size.toLocaleString('en')} entries so far.
      </p>
      <VerifyCard size={head.checkpoint.size} fingerprint={site.rootFingerprint} />
      <Hosts site={site} />
      <NoViewNumbersCard />
      <EntryList checkpoint={head.checkpoint} reload={reload} />
    </>
  );
}

/** Who can see cameras of residents, beside the residents themselves: the log holds the signed statement that says so. */
function Hosts({ site }: { site: Site }) {
  if (site.hosts.length === 0) return null;
  return (
    <section className="card" aria-labelledby="hosts-title">
      <h2 id="hosts-title">Who runs boxes for residents</h2>
      <p className="quiet">
        Whoever runs a box can see its cameras. These may; the signed programme in this log names them, and
        each resident signs for theirs by name.
      </p>
      <dl className="facts">
        {site.hosts.map((host) => (
          <div key={host.hostId}>
            <dt>{host.name}</dt>
            <dd>
              Run by {host.operator}. {host.contact}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
