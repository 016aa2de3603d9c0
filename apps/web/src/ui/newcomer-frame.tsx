import type { Site } from '@porchlight/contract';
import type { ReactNode } from 'react';
import { Brand } from './lamp.tsx';
import { Badge } from './notice.tsx';

/** Head and column of the pages for people who have no key yet. */
export function NewcomerFrame({ site, children }: { site: Site | undefined; children: ReactNode }) {
  return (
    <div className="portal">
      <header className="portal__head">
        <Brand />
        {site && <span className="small">{site.name}</span>}
        {site?.synthetic && <Badge tone="lamp">Synthetic programme</Badge>}
      </header>
      <main className="portal__main">{children}</main>
    </div>
  );
}
