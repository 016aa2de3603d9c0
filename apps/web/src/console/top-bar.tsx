import type { Me, Site } from '@porchlight/contract';
import type { LinkState } from '../api/event-socket.ts';
import { Button } from '../ui/button.tsx';
import { Brand } from '../ui/lamp.tsx';
import { Badge } from '../ui/notice.tsx';
import { useNow } from '../ui/use-now.ts';

interface TopBarProps {
  readonly site: Site;
  readonly me: Me;
  readonly link: LinkState;
  readonly onHelp: () => void;
  readonly onLeave: () => void;
}

export function TopBar({ site, me, link, onHelp, onLeave }: TopBarProps) {
  const now = useNow();
  const time = (timeZone: string): string =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }).format(now);
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
        <span className="clocks">
          <time>{time('UTC')}</time> UTC <time>{time(site.timeZone)}</time> local
        </span>
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
