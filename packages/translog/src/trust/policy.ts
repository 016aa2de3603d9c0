import { sameBytes } from '../merkle/tree-hash.ts';
import { type Malformed, malformed, readUtf8 } from '../note/lines.ts';
import { parseVerifierKey, type SignatureType, sameSigner, type VerifierKey } from '../note/verifier-key.ts';

/** A log that is accepted. Its key's name is the origin of its checkpoints. */
export interface LogKey {
  readonly key: VerifierKey;
  readonly url: string | undefined;
}

/** `name` only serves the policy file itself and people; signatures carry the key's name. */
export interface Witness {
  readonly name: string;
  readonly key: VerifierKey;
  readonly url: string | undefined;
}

/** Which witnesses are enough. A group holds when `threshold` of its members do. */
export type Quorum =
  | { readonly kind: 'none' }
  | { readonly kind: 'witness'; readonly key: VerifierKey }
  | { readonly kind: 'group'; readonly threshold: number; readonly members: readonly Quorum[] };

/** c2sp.org/tlog-policy: the logs, the witnesses, and the quorum a checkpoint needs. */
export interface TrustPolicy {
  readonly logs: readonly LogKey[];
  readonly witnesses: readonly Witness[];
  readonly quorum: Quorum;
}

const MAX_BYTES = 64 * 1024;
const MAX_EACH = 64;

/** Whether the witnesses that `has` knows are a quorum. `none` always is. */
export function quorumMet(quorum: Quorum, has: (key: VerifierKey) => boolean): boolean {
  if (quorum.kind === 'none') return true;
  if (quorum.kind === 'witness') return has(quorum.key);
  return quorum.members.filter((member) => quorumMet(member, has)).length >= quorum.threshold;
}

/**
 * Reads a policy: 64 KiB, and 64 logs, witnesses and groups each, at most. Names are octets and compared as such. Log keys must
 * be Ed25519 note keys, witness keys Ed25519 cosignature keys: a key we could not verify must not look like protection, so it
 * refuses the whole policy. Never throws.
 */
export function parsePolicy(bytes: Uint8Array): { kind: 'policy'; policy: TrustPolicy } | Malformed {
  if (bytes.length > MAX_BYTES) return malformed('the policy is too long');
  if (bytes.some((octet) => (octet < 0x20 && octet !== 0x09 && octet !== 0x0a) || octet === 0x7f))
    return malformed('the policy holds a control character');
  if (bytes.length > 0 && bytes[bytes.length - 1] !== 0x0a) return malformed('the last line does not end');
  const draft: Draft = { logs: [], witnesses: [], names: new Map(), used: new Set(), groups: 0 };
  for (const [at, line] of octetsOf(bytes).split('\n').entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words[0] === undefined || words[0].startsWith('#')) continue;
    const [keyword = '', ...rest] = words;
    const read = LINES[keyword];
    const problem = read === undefined ? 'unknown keyword' : read(draft, rest);
    if (problem !== undefined) return malformed(`line ${at + 1}: ${problem}`);
  }
  const { logs, witnesses, quorum } = draft;
  return quorum === undefined
    ? malformed('the policy has no quorum')
    : { kind: 'policy', policy: { logs, witnesses, quorum } };
}

interface Draft {
  readonly logs: LogKey[];
  readonly witnesses: Witness[];
  /** What each name, in octets, stands for. */
  readonly names: Map<string, Quorum>;
  /** Names that are members of a group: once each. */
  readonly used: Set<string>;
  groups: number;
  quorum?: Quorum;
}

/** Adds one line; returns what is wrong with it. */
type ReadLine = (draft: Draft, words: readonly string[]) => string | undefined;

const readLog: ReadLine = (draft, words) => {
  const [vkey = '', url, ...more] = words;
  if (more.length > 0) return 'a log is: log <vkey> [<url>]';
  const key = readKey(vkey, 'ed25519');
  if (typeof key === 'string') return key;
  if (clashes(draft.logs, draft.witnesses, key)) return 'the log stands there twice';
  if (draft.logs.length === MAX_EACH) return 'too many logs';
  draft.logs.push({ key, url: url === undefined ? undefined : textOf(url) });
  return undefined;
};

const readWitness: ReadLine = (draft, words) => {
  const [name = '', vkey = '', url, ...more] = words;
  if (more.length > 0) return 'a witness is: witness <name> <vkey> [<url>]';
  if (name === '' || name === 'none' || draft.names.has(name)) return 'the name is missing or taken';
  const key = readKey(vkey, 'cosignature');
  if (typeof key === 'string') return key;
  if (clashes(draft.witnesses, draft.logs, key)) return 'the witness stands there twice';
  if (draft.witnesses.length === MAX_EACH) return 'too many witnesses';
  draft.witnesses.push({ name: textOf(name), key, url: url === undefined ? undefined : textOf(url) });
  draft.names.set(name, { kind: 'witness', key });
  return undefined;
};

const readGroup: ReadLine = (draft, words) => {
  const [name = '', rule = '', ...names] = words;
  if (name === '' || name === 'none' || draft.names.has(name)) return 'the name is missing or taken';
  const threshold = thresholdOf(rule, names.length);
  if (threshold === undefined)
    return 'a group is: group <name> all|any|<k> <name>..., with 1 <= k <= members';
  const members: Quorum[] = [];
  for (const member of names) {
    const known = draft.names.get(member);
    if (known === undefined) return 'a member is not defined above';
    if (draft.used.has(member)) return 'a name is a member twice';
    draft.used.add(member);
    members.push(known);
  }
  draft.groups += 1;
  if (draft.groups > MAX_EACH) return 'too many groups';
  draft.names.set(name, { kind: 'group', threshold, members });
  return undefined;
};

const readQuorum: ReadLine = (draft, words) => {
  const [name = '', ...more] = words;
  if (draft.quorum !== undefined) return 'there is a second quorum';
  const quorum: Quorum | undefined = name === 'none' ? { kind: 'none' } : draft.names.get(name);
  if (quorum === undefined || more.length > 0) return 'a quorum is one name defined above, or none';
  draft.quorum = quorum;
  return undefined;
};

const LINES: Readonly<Record<string, ReadLine>> = Object.assign(Object.create(null), {
  log: readLog,
  witness: readWitness,
  group: readGroup,
  quorum: readQuorum,
});

function thresholdOf(rule: string, members: number): number | undefined {
  if (members === 0) return undefined;
  if (rule === 'any') return 1;
  if (rule === 'all') return members;
  const k = /^[1-9][0-9]{0,3}$/.test(rule) ? Number(rule) : 0;
  return k >= 1 && k <= members ? k : undefined;
}

function readKey(vkey: string, type: SignatureType): VerifierKey | string {
  const text = readUtf8(bytesOf(vkey));
  const read = text === undefined ? malformed('the key is not UTF-8') : parseVerifierKey(text);
  if (read.kind === 'malformed') return read.problem;
  return read.key.type === type ? read.key : `the key is not of type ${type}`;
}

type Keyed = readonly { readonly key: VerifierKey }[];

/** The same public key in one role is a duplicate; the same name and id, in any role, could not be told apart in a note. */
const clashes = (same: Keyed, others: Keyed, key: VerifierKey): boolean =>
  same.some((known) => sameBytes(known.key.publicKey, key.publicKey)) ||
  [...same, ...others].some((known) => sameSigner(known.key, key));

/** One character per octet, so that comparing text compares octets. */
function octetsOf(bytes: Uint8Array): string {
  let text = '';
  for (const octet of bytes) text += String.fromCharCode(octet);
  return text;
}

const bytesOf = (octets: string): Uint8Array => Uint8Array.from(octets, (letter) => letter.charCodeAt(0));
/** For people: UTF-8 where it is that, else the octets as Latin-1. */
const textOf = (octets: string): string => readUtf8(bytesOf(octets)) ?? octets;
