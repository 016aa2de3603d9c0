import type { Leaf } from '@porchlight/statements/leaf';

/**
 * What the entries that were read say about looks, as far as a gate needs it. Plain JSON, bounded: what is forgotten raises
 * `floor`, and nothing opens for an incident below it.
 */
export interface LogStanding {
  /** Entries below this index may have been closed without being read or remembered here. */
  readonly floor: number;
  /** First leaves of incidents that dispatch closed. */
  readonly closed: readonly number[];
  /** First leaves of requests whose outcome stands in the log. */
  readonly over: readonly number[];
  /** Leaves that continue an earlier one (`after`), each with the first of its chain. */
  readonly chains: readonly (readonly [leaf: number, first: number])[];
  /** The newest list of people that the log names. */
  readonly roster: { readonly epoch: number; readonly statement: string } | null;
  /** The newest pause or resumption that the log names. */
  readonly pause: {
    readonly sequence: number;
    readonly statement: string;
    readonly paused: boolean;
  } | null;
}

/** Of each kind: about what a large programme writes in two weeks. */
const REMEMBERED = 4096;

/** Nothing read yet: the log is followed from entry `floor` on. */
export function standingFrom(floor: number): LogStanding {
  return { floor, closed: [], over: [], chains: [], roster: null, pause: null };
}

/** The first leaf of the chain that a leaf continues; itself when it continues none. */
export function firstOf(standing: LogStanding, leaf: number): number {
  return standing.chains.find(([index]) => index === leaf)?.[1] ?? leaf;
}

/** The standing after one more entry. */
export function readEntry(standing: LogStanding, index: number, leaf: Leaf): LogStanding {
  switch (leaf.kind) {
    case 'incident':
    case 'request':
      if (leaf.after === null) return standing;
      return trimmed({
        ...standing,
        chains: [...standing.chains, [index, firstOf(standing, leaf.after)]],
      });
    case 'incident-close':
      return trimmed({ ...standing, closed: [...standing.closed, firstOf(standing, leaf.incident)] });
    case 'outcome':
      return trimmed({ ...standing, over: [...standing.over, firstOf(standing, leaf.request)] });
    case 'roster': {
      const { epoch, statement } = leaf;
      return epoch <= (standing.roster?.epoch ?? 0)
        ? standing
        : { ...standing, roster: { epoch, statement } };
    }
    case 'pause':
    case 'resume': {
      const { sequence, statement } = leaf;
      if (sequence <= (standing.pause?.sequence ?? 0)) return standing;
      return { ...standing, pause: { sequence, statement, paused: leaf.kind === 'pause' } };
    }
    default:
      return standing;
  }
}

function trimmed(standing: LogStanding): LogStanding {
  const { closed, over, chains } = standing;
  if (Math.max(closed.length, over.length, chains.length) <= REMEMBERED) return standing;
  const forgotten = [
    ...closed.slice(0, -REMEMBERED),
    ...over.slice(0, -REMEMBERED),
    ...chains.slice(0, -REMEMBERED).map(([index]) => index),
  ];
  return {
    ...standing,
    floor: Math.max(standing.floor, ...forgotten.map((index) => index + 1)),
    closed: closed.slice(-REMEMBERED),
    over: over.slice(-REMEMBERED),
    chains: chains.slice(-REMEMBERED),
  };
}
