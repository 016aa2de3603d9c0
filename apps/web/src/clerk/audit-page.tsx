import type { auditRowSchema } from '@porchlight/contract';
import { useCallback, useEffect, useState } from 'react';
import type * as z from 'zod';
import { useAct } from '../api/use-act.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { Waiting } from '../ui/notice.tsx';
import { loadAudit } from './clerk-calls.ts';
import type { ClerkProps } from './clerk-page.tsx';

type Row = z.infer<typeof auditRowSchema>;

/** Every act but owners' calls to their own boxes, written before it was done; newest first. Nobody can change it here. */
export function AuditPage({ site }: ClerkProps) {
  const [rows, setRows] = useState<readonly Row[]>();
  const [next, setNext] = useState<number | null>(null);
  const { run, busy, fault } = useAct();
  const load = useCallback(
    async (before: number | null) => {
      const page = await run(() => loadAudit(before));
      if (page === undefined) return;
      setRows((had) => (before === null ? page.rows : [...(had ?? []), ...page.rows]));
      setNext(page.next);
    },
    [run],
  );
  useEffect(() => {
    load(null);
  }, [load]);
  return (
    <>
      <div className="row row--ends">
        <h1>Audit</h1>
        <Button busy={busy} onClick={() => load(null)}>
          Newest
        </Button>
      </div>
      <p className="quiet">
        Each line was written before the act it tells of. What owners ask their own boxes is not shown. Times
        in {site.timeZone.replaceAll('_', ' ')}.
      </p>
      <FaultNotice fault={fault} />
      {rows === undefined && !fault && <Waiting>Reading</Waiting>}
      {rows?.length === 0 && <p>Nothing has happened yet.</p>}
      {rows && rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
        <section className="table-wrap" aria-label="Audit lines" tabIndex={0}>
          <table className="table audit">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">About</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <AuditLine key={row.seq} row={row} timeZone={site.timeZone} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {next !== null && (
        <Button wide busy={busy} onClick={() => load(next)}>
          Older
        </Button>
      )}
    </>
  );
}

function AuditLine({ row, timeZone }: { row: Row; timeZone: string }) {
  return (
    <tr>
      <td>
        <time dateTime={new Date(row.at).toISOString()}>
          {new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(
            row.at,
          )}
        </time>
      </td>
      <td>{row.actor}</td>
      <td>{row.act.replaceAll('-', ' ')}</td>
      <td className="audit__about">
        {row.detail}
        <span className="small mono">{row.subject}</span>
      </td>
    </tr>
  );
}
