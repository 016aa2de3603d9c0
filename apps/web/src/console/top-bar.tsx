import type { Me, Site } from '@porchlight/contract';
import type { LinkState } from '../api/event-socket.ts';
import { Button } from '../ui/button.tsx';
import { Brand } from '../ui/lamp.tsx';
import { Badge } from '../ui/notice.tsx';
import { Clocks } from './clocks.tsx';

interface TopBarProps {
  readonly site: Site;
  readonly me: Me;
  readonly link: LinkState;
  readonly onHelp: () => void;
  readonly onLeave: () => void;
}

export function TopBar({ site, me, link, onHelp, onLeave }: TopBarProps) {
  return (
    <header className="top-bar">
      <Brand />
      <h1>{site.name}</h1>
      {site.synthetic && <Badge tone="lamp">Synthetic programme</Badge>}
      {site.selfAttestedDispatch && <Badge tone="wait">Dispatch is self-attested</Badge>}
      <span className="top-bar-end">
        <span className="link-state" data-state={link} role="status">
          {link === 'open'
            ? 'Connected'
            : link === 'connecting'
              ? 'Connecting'
              : 'No connection: trying again'}
        </span>
        <Clocks timeZone={site.timeZone} />
        <span>{me.name}</span>
        <Button look="quiet" onClick={onHelp}>
          Keys <kbd>?</kbd>
        </Button>
        <Button look="quiet" onClick={onLeave}>
          Sign out
        </Button>
      </span>
    </header>
  );
}
