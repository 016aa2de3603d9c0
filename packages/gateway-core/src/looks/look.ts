import type { HubToGateway } from '@porchlight/contract';
import type { CameraId, EpochMs, RequestId } from '@porchlight/domain';
import {
  type LogFacts,
  type LogPapers,
  type Preparation,
  type PreparedLook,
  prepareLook,
  withEvidence,
  withIncident,
} from '@porchlight/gate';
import { type ReadStatement, readStatement, type Trust } from '@porchlight/statements';
import type { CameraLook, Want } from './camera-look.ts';

export type LookMessage = Extract<HubToGateway, { t: 'look' }>;

/** One request this gateway has taken, kept until its end: a camera may still come into the circle. */
export interface Look {
  /** Renewed when the incident or the trust changes. */
  prepared: PreparedLook;
  readonly cameras: Map<CameraId, CameraLook>;
  /** What the viewer shows of each camera, also before it has opened. */
  readonly wants: Map<CameraId, Want>;
}

export type JudgedLook =
  | { readonly kind: 'look'; readonly look: Look }
  | { readonly kind: 'refuse'; readonly request: ReadStatement<'request'>; readonly codes: readonly string[] }
  /** So broken that there is no request to answer. */
  | { readonly kind: 'unreadable' };

/** What this gateway remembers of a request. */
export interface LookMemory {
  /** The look it runs as. */
  readonly knownAs: (requestId: RequestId) => Look | undefined;
  /** It has opened a camera, also before a restart. */
  readonly wasTaken: (requestId: RequestId) => boolean;
}

/**
 * The look that a message speaks of. A request that was taken before keeps its preparation, so that a camera that comes
 * into the circle later does not need the request to be fresh; another request under the same id is a replay. One that is
 * first heard of late may still join when dispatch explains it, unless it was taken before a restart: how it ended is then
 * forgotten here, and it is not begun anew.
 */
export async function judgeLook(
  message: LookMessage,
  trust: Trust | null,
  { knownAs, wasTaken }: LookMemory,
  log: Omit<LogPapers, 'evidence'> & { readonly facts: LogFacts },
  now: EpochMs,
): Promise<JudgedLook> {
  const read = await readStatement('request', message.request);
  if (read.kind === 'refused' || trust === null) return { kind: 'unreadable' };
  const request = read.value;
  const { requestId } = request.statement;
  const known = knownAs(requestId);
  if (known && known.prepared.request.hash !== request.hash)
    return { kind: 'refuse', request, codes: ['replay'] };
  const papers = { ...log, evidence: message.evidence };
  const preparation: Preparation = known
    ? await further(known.prepared, message, papers, now)
    : await prepareLook({
        trust,
        now,
        request: message.request,
        incidents: message.incidents,
        log: papers,
        mayJoinLate: !wasTaken(requestId),
      });
  if (preparation.kind === 'refuse')
    return { kind: 'refuse', request, codes: preparation.refusals.map((refusal) => refusal.code) };
  const look = known ?? { prepared: preparation.look, cameras: new Map(), wants: new Map() };
  look.prepared = preparation.look;
  return { kind: 'look', look };
}

/** A running look that a further leaf lets more cameras into. */
async function further(
  look: PreparedLook,
  message: LookMessage,
  papers: LogPapers,
  now: EpochMs,
): Promise<Preparation> {
  const updated = await withIncident(look, message.incidents.at(-1), now);
  return updated.kind === 'refuse' ? updated : withEvidence(updated.look, papers);
}
