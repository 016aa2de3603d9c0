import type { CameraId } from '@porchlight/domain';
import type { ConsentStatement, Person, RequestStatement } from '../kinds.ts';
import type { ReadStatement } from '../read-statement.ts';
import { type LeafOf, WITHDRAW_MARKS } from './leaf-schema.ts';
import { consentMark, withdrawMark } from './marks.ts';
import { monthOf, opTagOf, opTagsOf } from './op-tag.ts';
import { decoyDigest, type RecordKey, saltedDigest } from './record-key.ts';

/** A document everybody may read, whole. */
export function publicLeaf<K extends 'root' | 'programme' | 'policy'>(
  kind: K,
  { statement, envelope }: ReadStatement<K>,
): LeafOf<K> {
  return { v: 1, kind, programme: statement.programme, envelope } as LeafOf<K>;
}

export async function rosterLeaf({ statement, hash }: ReadStatement<'roster'>): Promise<LeafOf<'roster'>> {
  const { programme, epoch, previous, issuedAt, expiresAt, people } = statement;
  const count = (role: Person['roles'][number]): number =>
    people.filter((p) => p.roles.includes(role)).length;
  return {
    v: 1,
    kind: 'roster',
    programme,
    epoch,
    statement: hash,
    previous,
    issuedAt,
    expiresAt,
    counts: { operator: count('operator'), supervisor: count('supervisor'), clerk: count('clerk') },
    opTags: await opTagsOf(statement),
  };
}

export function pauseLeaf({ statement, hash }: ReadStatement<'pause'>): LeafOf<'pause'> | LeafOf<'resume'> {
  const { programme, sequence, state } = statement;
  return { v: 1, kind: state === 'paused' ? 'pause' : 'resume', programme, sequence, statement: hash };
}

/** `salt`: 16 fresh random bytes, base64url. */
export async function consentLeaf(
  { statement, hash }: ReadStatement<'consent'>,
  salt: string,
): Promise<LeafOf<'consent'>> {
  const { programme } = statement;
  return { v: 1, kind: 'consent', programme, salt, mark: await consentMark(salt, hash) };
}

/** At most {@link WITHDRAW_MARKS} cameras; the other places hold decoys that `recordKey` makes. `salt`: 16 fresh random bytes, base64url. */
export async function withdrawLeaf(
  { statement, hash }: { readonly statement: Pick<ConsentStatement, 'programme'>; readonly hash: string },
  cameras: readonly CameraId[],
  salt: string,
  recordKey: RecordKey,
): Promise<LeafOf<'withdraw'>> {
  if (cameras.length > WITHDRAW_MARKS) throw new RangeError(`${cameras.length} cameras in one leaf`);
  const marks = Array.from({ length: WITHDRAW_MARKS }, (_, i) => {
    const camera = cameras[i];
    return camera === undefined ? decoyDigest(recordKey, `mark/${i}`) : withdrawMark(salt, hash, camera);
  });
  const { programme } = statement;
  return { v: 1, kind: 'withdraw', programme, salt, marks: await Promise.all(marks) };
}

export async function incidentLeaf(
  { statement, hash }: ReadStatement<'incident'>,
  place: { readonly selfAttested: boolean; readonly after: number | null },
  recordKey: RecordKey,
): Promise<LeafOf<'incident'>> {
  const sd = [await saltedDigest(recordKey, 'statement', hash)];
  return { v: 1, kind: 'incident', programme: statement.programme, class: statement.class, ...place, sd };
}

/** `incident`: index of its newest leaf. */
export async function incidentCloseLeaf(
  { statement, hash }: ReadStatement<'incident'>,
  incident: number,
  recordKey: RecordKey,
): Promise<LeafOf<'incident-close'>> {
  const sd = [await saltedDigest(recordKey, 'statement', hash)];
  return { v: 1, kind: 'incident-close', programme: statement.programme, incident, sd };
}

/** What one camera's gateway answered: opened, refused with reasons, or lapsed. */
export interface OutcomeSlot {
  readonly cameraId: CameraId;
  readonly result: 'opened' | 'refused' | 'lapsed';
  readonly reasons: readonly string[];
}

/** `slots` as many as the request's leaf has; `answers` in the request's order of slots. */
export async function outcomeLeaf(
  programme: LeafOf<'outcome'>['programme'],
  request: number,
  slots: number,
  answers: readonly OutcomeSlot[],
  recordKey: RecordKey,
): Promise<LeafOf<'outcome'>> {
  const digests = Array.from({ length: slots }, (_, i) => {
    const answer = answers[i];
    if (answer === undefined) return decoyDigest(recordKey, `slot/${i}`);
    return saltedDigest(recordKey, `slot/${i}`, [answer.cameraId, answer.result, ...answer.reasons]);
  });
  const count = (result: OutcomeSlot['result']): number => answers.filter((a) => a.result === result).length;
  const summary = [count('opened'), count('refused'), count('lapsed')];
  const sd = [await saltedDigest(recordKey, 'summary', summary)];
  return { v: 1, kind: 'outcome', programme, request, slots: await Promise.all(digests), sd };
}

export async function denialLeaf(
  request: { readonly statement: RequestStatement; readonly hash: string },
  operator: Pick<Person, 'keys'>,
  reasons: readonly string[],
  recordKey: RecordKey,
): Promise<LeafOf<'denial'>> {
  const { programme, policyHash, rosterEpoch, operatorId, issuedAt } = request.statement;
  const sd = [
    await saltedDigest(recordKey, 'request', request.hash),
    await saltedDigest(recordKey, 'operator', operatorId),
    await saltedDigest(recordKey, 'reasons', [...reasons]),
  ];
  const opTag = await opTagOf(operator, monthOf(issuedAt));
  const { class: incidentClass } = request.statement;
  return {
    v: 1,
    kind: 'denial',
    programme,
    policy: policyHash,
    rosterEpoch,
    class: incidentClass,
    opTag,
    sd,
  };
}

/** The record key of the entry `leaf` was deleted. */
export function erasureLeaf(programme: LeafOf<'erasure'>['programme'], leaf: number): LeafOf<'erasure'> {
  return { v: 1, kind: 'erasure', programme, leaf };
}
