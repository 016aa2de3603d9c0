import '../ui/portal.css';
import './clerk.css';
import type { ClerkOverview } from '@porchlight/contract';
import { useEffect, useState } from 'react';
import type { SignedInProps } from '../session/signed-in-page.tsx';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { Brand } from '../ui/lamp.tsx';
import { Badge, Notice, Waiting } from '../ui/notice.tsx';
import { AuditPage } from './audit-page.tsx';
import { NeighboursPage } from './no-view/neighbours-page.tsx';
import { PendingList } from './pending-list.tsx';
import { PeoplePage } from './people/people-page.tsx';
import { ProgrammePage } from './programme/programme-page.tsx';
import { RulesPage } from './rules-page.tsx';
import { useClerkOverview } from './use-clerk-overview.ts';

/** What every page of the clerk's gets. */
export interface ClerkProps extends SignedInProps {
  readonly overview: ClerkOverview;
  readonly refresh: () => Promise<void>;
}

const PAGES = [
  { id: 'programme', label: 'Programme', Page: ProgrammePage },
  { id: 'rules', label: 'Rules', Page: RulesPage },
  { id: 'people', label: 'People', Page: PeoplePage },
  { id: 'neighbours', label: 'Neighbours', Page: NeighboursPage },
  { id: 'audit', label: 'Audit', Page: AuditPage },
] as const;

function pageOf(hash: string): (typeof PAGES)[number] {
  return PAGES.find((page) => hash === `#/${page.id}`) ?? PAGES[0];
}

export function ClerkPage(props: SignedInProps) {
  const { handle, site, me } = props;
  const { overview, fault, link, refresh } = useClerkOverview(handle.ended);
  const [current, setCurrent] = useState(() => pageOf(location.hash));
  useEffect(() => {
    const follow = () => setCurrent(pageOf(location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  if (overview === undefined)
    return (
      <main className="portal portal__main">
        {fault ? <FaultNotice fault={fault} /> : <Waiting>Opening the office</Waiting>}
        {fault && <Button onClick={refresh}>Try again</Button>}
      </main>
    );
  const page: ClerkProps = { ...props, overview, refresh };
  return (
    <div className="portal clerk">
      <header className="portal__head">
        <Brand href="#/programme" />
        {site.synthetic && <Badge tone="lamp">Demo</Badge>}
        {link === 'lost' && <Badge tone="wait">Not connected</Badge>}
        <span className="small">{me.name}</span>
        <Button look="quiet" onClick={handle.signOut}>
          Sign out
        </Button>
      </header>
      <nav className="clerk__tabs" aria-label="The office">
        {PAGES.map(({ id, label }) => (
          <a key={id} href={`#/${id}`} aria-current={id === current.id ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <main className="portal__main clerk__main">
        {link === 'lost' && (
          <Notice tone="wait" title="This page has lost its connection.">
            <p>What you see may be old.</p>
          </Notice>
        )}
        <PendingList {...page} />
        <current.Page {...page} />
      </main>
    </div>
  );
}
