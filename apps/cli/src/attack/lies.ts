import type { HubToGateway } from '@porchlight/contract';
import type { Envelope } from '@porchlight/statements';
import type { LyingRelay } from './lying-relay.ts';

type Look = Extract<HubToGateway, { t: 'look' }>;
type Log = Extract<HubToGateway, { t: 'log' }>;

/** One way in which a hub may lie to a gateway, and how the gateway names it. */
export interface KnownLie {
  readonly title: string;
  /** The refusal's name. */
  readonly named: string;
  readonly tell: NonNullable<LyingRelay['lie']>;
}

const onLook =
  (change: (look: Look) => Look): KnownLie['tell'] =>
  (message) =>
    message.t === 'look' ? [change(message)] : [message];
const onLog =
  (change: (log: Log) => Log | undefined): KnownLie['tell'] =>
  (message) => {
    if (message.t !== 'log') return [message];
    const changed = change(message);
    return changed ? [changed] : [];
  };

/** Every lie by its name on the command line. */
export const LIES = {
  'no-entry': {
    title: 'The hub asks for pictures, and points at an entry that is not there',
    named: 'not-in-log',
    tell: onLook((look) => ({
      ...look,
      evidence: {
        ...look.evidence,
        request: { ...look.evidence.request, index: look.evidence.request.index - 1 },
      },
    })),
  },
  'log-withheld': {
    title: 'The hub asks before it has shown the log',
    named: 'not-in-log',
    tell: onLog(() => undefined),
  },
  'fewer-minutes': {
    title: 'The log says 1 minute, the request 5',
    named: 'leaf-minutes',
    tell: onLook((look) => withLeaf(look, (leaf) => ({ ...leaf, minutes: 1 }))),
  },
  'milder-class': {
    title: 'The log says a milder class of incident',
    named: 'leaf-class',
    tell: onLook((look) => withLeaf(look, (leaf) => ({ ...leaf, class: 'missing-person' }))),
  },
  'late-disclosure': {
    title: 'The log puts the disclosure off by years',
    named: 'leaf-disclosure',
    tell: onLook((look) => withLeaf(look, (leaf) => ({ ...leaf, discloseBy: '2099-01-01' }))),
  },
  'moved-incident': {
    title: 'The hub moves the incident to another place than dispatch signed',
    named: 'incident-forged',
    tell: onLook((look) => ({
      ...look,
      incidents: look.incidents.map((envelope) =>
        withPayload(envelope, (incident) => ({ ...incident, position: { lat: 0, lon: 0 } })),
      ),
    })),
  },
  'longer-request': {
    title: 'The hub makes the request longer than the operator signed',
    named: 'wrong-key',
    tell: onLook((look) => ({
      ...look,
      request: withPayload(look.request, (request) => ({ ...request, minutes: 60 })),
    })),
  },
  'one-witness': {
    title: 'Only one of two witnesses has countersigned the log',
    named: 'too-few-witnesses',
    tell: onLog((log) => ({ ...log, checkpoint: log.checkpoint && withoutLastLine(log.checkpoint) })),
  },
  'other-log': {
    title: 'The checkpoint is that of another log',
    named: 'other-log-key',
    tell: onLog((log) => ({
      ...log,
      checkpoint: log.checkpoint && `another.log/x\n${log.checkpoint.split('\n').slice(1).join('\n')}`,
    })),
  },
  'split-view': {
    title: 'This gateway is shown another log than everybody else',
    named: 'split-view',
    tell: onLog((log) => ({ ...log, entries: log.entries.map(flipped) })),
  },
} as const satisfies Record<string, KnownLie>;
export type LieName = keyof typeof LIES;
export const LIE_NAMES = Object.keys(LIES) as LieName[];

type Json = Readonly<Record<string, unknown>>;

function decoded(base64Url: string): Json {
  return JSON.parse(Buffer.from(base64Url, 'base64url').toString('utf8')) as Json;
}

function encoded(json: Json): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url');
}

/** The same entry but for a change, written in the one way a leaf is: its fields keep their order. */
function withLeaf(look: Look, change: (leaf: Json) => Json): Look {
  const { request } = look.evidence;
  const leaf = encoded(change(decoded(request.leaf)));
  return { ...look, evidence: { ...look.evidence, request: { ...request, leaf } } };
}

/** The statement changed, its signatures left as they are. */
function withPayload(envelope: Envelope, change: (statement: Json) => Json): Envelope {
  return { ...envelope, payload: encoded(change(decoded(envelope.payload))) };
}

function withoutLastLine(note: string): string {
  return `${note.trimEnd().split('\n').slice(0, -1).join('\n')}\n`;
}

function flipped(entry: string): string {
  const bytes = Buffer.from(entry, 'base64url');
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  return bytes.toString('base64url');
}
