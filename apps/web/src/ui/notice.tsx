import { CircleAlert, CircleCheck, Clock3, Info } from 'lucide-react';
import type { ReactNode } from 'react';

export type Tone = 'plain' | 'live' | 'wait' | 'alarm';

const ICONS = { plain: Info, live: CircleCheck, wait: Clock3, alarm: CircleAlert } as const;

/** A message in the page. Alarms are announced at once, others when the reader pauses; `quiet` ones are not announced. */
export function Notice(props: { tone?: Tone; title: string; quiet?: boolean; children?: ReactNode }) {
  const { tone = 'plain', title, quiet = false, children } = props;
  const Icon = ICONS[tone];
  const role = quiet ? undefined : tone === 'alarm' ? 'alert' : 'status';
  return (
    <div className={`notice notice--${tone}`} role={role}>
      <Icon className="notice__icon" size={20} aria-hidden="true" />
      <p className="notice__title">{title}</p>
      {children && <div className="notice__body">{children}</div>}
    </div>
  );
}

/** A short state with a shape or word of its own, never colour alone. */
export function Badge({
  tone,
  children,
}: {
  tone?: 'live' | 'wait' | 'alarm' | 'lamp' | 'move';
  children: ReactNode;
}) {
  return <span className={tone ? `badge badge--${tone}` : 'badge'}>{children}</span>;
}

export function Waiting({ children = 'One moment' }: { children?: ReactNode }) {
  return (
    <p className="waiting" role="status">
      <span className="waiting__dot" aria-hidden="true" />
      {children}
    </p>
  );
}
