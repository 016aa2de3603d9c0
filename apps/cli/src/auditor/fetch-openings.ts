import { auditBytes, auditorPageSchema, problemSchema } from '@porchlight/contract';
import type { Openings } from '@porchlight/statements/leaf';
import { openSealed, type SealedOpenings } from '@porchlight/statements/sealed';
import { CliError } from '../cli-error.ts';
import type { AuditorKeys } from './auditor-key.ts';

/** Everything sealed to these keys from entry `from` on, opened. `now`: ms since 1970. Throws CliError. */
export async function fetchOpenings(
  hub: URL,
  origin: string,
  keys: AuditorKeys,
  from: number,
  now: () => number = Date.now,
): Promise<Openings> {
  const entries: Openings['entries'] = [];
  for (let next: number | null = from; next !== null; ) {
    const page: { openings: SealedOpenings[]; next: number | null } = await pageOf(hub, keys, {
      origin,
      from: next,
      at: now(),
    });
    for (const sealed of page.openings) {
      const opened = await openSealed(sealed, keys.pair);
      if (opened === undefined)
        throw new CliError(
          'sealed',
          `What was sealed for entry ${sealed.index} does not open with this key.`,
        );
      entries.push(...opened.entries);
    }
    next = page.next;
  }
  return { schema: 'porchlight/openings/v1', entries };
}

async function pageOf(
  hub: URL,
  { auditor, signer }: AuditorKeys,
  { origin, from, at }: { readonly origin: string; readonly from: number; readonly at: number },
) {
  const { sig } = await signer.sign(auditBytes(origin, from, at));
  const authorization = `Porchlight-Audit ${auditor.signKey.raw}.${from}.${at}.${sig}`;
  const answer = await fetch(new URL('/api/audit/openings', hub), { headers: { authorization } }).catch(
    (cause: unknown) => {
      throw new CliError('unreachable', `${hub.origin} does not answer.`, { cause });
    },
  );
  const body: unknown = await answer.json().catch(() => undefined);
  const page = auditorPageSchema.safeParse(body);
  if (answer.ok && page.success) return page.data;
  const problem = problemSchema.safeParse(body);
  if (answer.status === 401)
    throw new CliError(
      'refused',
      'The hub does not know this key: the root in force must name it, and this clock must be right within two minutes.',
    );
  throw new CliError(
    'refused',
    problem.success ? problem.data.detail : `${hub.origin} answers ${answer.status}.`,
  );
}
