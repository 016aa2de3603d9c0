import {
  consoleContextSchema,
  demoLieSchema,
  demoReportSchema,
  demoStateSchema,
  type IncidentView,
  type Me,
  type Site,
} from '@porchlight/contract';
import * as z from 'zod';
import { type ApiResult, okResult } from '../api/api-result.ts';
import { call } from '../api/call.ts';
import { askLook } from '../console/ask-look.ts';

export function reportBurglary() {
  return call('POST', '/api/demo/report-burglary', demoReportSchema, {});
}

export function closeIncident() {
  return call('POST', '/api/demo/close-incident', z.unknown(), {});
}

export function demoState() {
  return call('GET', '/api/demo/state', demoStateSchema);
}

/** Lets the hub lie to one box in that way; takes a few seconds, because the box is asked honestly afterwards. */
export function tellLie(name: string) {
  return call('POST', '/api/demo/lie', demoLieSchema, { name });
}

/** What an attempt came to; `granted` would be a hole, and is shown as one. */
export interface Attempt {
  readonly kind: 'refused' | 'granted';
  readonly sentences: readonly string[];
}

/**
 * Asks for a look like any operator would, by the same call and with a good signature; `cameras` names what it is after. A grant is
 * ended at once.
 */
export async function attempt(
  me: Me,
  site: Site,
  incident: IncidentView,
  cameras?: readonly string[],
): Promise<ApiResult<Attempt>> {
  const context = await call('GET', '/api/console/context', consoleContextSchema);
  if (context.kind === 'fault') return context;
  const wish = { minutes: context.value.defaultMinutes, follow: false, ...(cameras ? { cameras } : {}) };
  const asked = await askLook(me, site, context.value, incident, wish);
  if (asked.kind === 'fault') return asked;
  const answer = asked.value;
  if (answer.kind === 'refused')
    return okResult({ kind: 'refused', sentences: answer.refusals.map((refusal) => refusal.sentence) });
  await call('POST', `/api/console/looks/${answer.look.requestId}/end`, z.unknown(), {});
  return okResult({
    kind: 'granted',
    sentences: [`It was granted for ${answer.look.cameras.length} cameras, and ended again at once.`],
  });
}
