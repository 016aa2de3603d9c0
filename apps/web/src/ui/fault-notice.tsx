import type { Fault } from '../api/api-result.ts';
import { Notice } from './notice.tsx';

/** What went wrong and what to do next; nothing when nothing did. */
export function FaultNotice({ fault }: { fault: Fault | undefined }) {
  if (fault === undefined) return null;
  return (
    <Notice tone="alarm" title={fault.sentence}>
      {fault.next && <p>{fault.next}</p>}
    </Notice>
  );
}
