import './public.css';
import type { Site } from '@porchlight/contract';
import { ChevronLeft } from 'lucide-react';
import { useSite } from '../api/use-site.ts';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { Brand } from '../ui/lamp.tsx';
import { Badge, Notice, Waiting } from '../ui/notice.tsx';
import { EntryList } from './entry-list.tsx';
import { EntryPage } from './entry-page.tsx';
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
      <EntryList checkpoint={head.checkpoint} reload={reload} />
    </>
  );
}
