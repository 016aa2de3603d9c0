import { Cctv, History, House, OctagonX, UserRound } from 'lucide-react';
import type { OwnerRoute } from './route.ts';

const PLACES = [
  { page: 'home', href: '#/', label: 'Now', Icon: House },
  { page: 'cameras', href: '#/cameras', label: 'Cameras', Icon: Cctv },
  { page: 'history', href: '#/history', label: 'History', Icon: History },
  { page: 'me', href: '#/me', label: 'Me', Icon: UserRound },
] as const;

const WITHIN: Partial<Record<OwnerRoute['page'], (typeof PLACES)[number]['page']>> = {
  ring: 'cameras',
  camera: 'cameras',
  sign: 'cameras',
  box: 'cameras',
  receipt: 'me',
};

/** Fixed to the bottom: where to go, and stop, never more than one press away. */
export function OwnerBar(props: { current: OwnerRoute['page']; watching: number; onStop: () => void }) {
  const { current, watching, onStop } = props;
  const place = WITHIN[current] ?? current;
  return (
    <nav className="owner-bar" aria-label="Your pages">
      <div className="owner-bar__inside">
        {PLACES.map(({ page, href, label, Icon }) => (
          <a
            key={page}
            className="owner-bar__place"
            href={href}
            aria-current={page === place ? 'page' : undefined}
          >
            <Icon size={22} aria-hidden="true" />
            {label}
          </a>
        ))}
        <button
          type="button"
          className={watching > 0 ? 'owner-bar__stop owner-bar__stop--watched' : 'owner-bar__stop'}
          onClick={onStop}
        >
          <OctagonX size={22} aria-hidden="true" />
          STOP
        </button>
      </div>
    </nav>
  );
}
