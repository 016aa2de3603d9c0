import { readFile, rename, writeFile } from 'node:fs/promises';
import { type TrustFile, trustFileSchema } from '@porchlight/contract';
import {
  advanceTrust,
  type Ed25519Key,
  openTrust,
  type RootStatement,
  readStatement,
  rootPin,
  type Signer,
  signEnvelope,
  unsignedEnvelope,
} from '@porchlight/statements';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';

/** A trust file whose root is not signed by enough keys yet. */
export const draftSchema = trustFileSchema.extend({ schema: z.literal('porchlight/trust-draft/v1') });
export type TrustDraft = z.infer<typeof draftSchema>;

/** What a new root changes; what is absent stays as it was. */
export type RootChanges = Partial<
  Pick<RootStatement, 'intakeKeys' | 'policyKeys' | 'auditors' | 'log' | 'bootstrapKey' | 'origin'>
>;

export async function readTrust(file: string): Promise<TrustFile> {
  const parsed = trustFileSchema.safeParse(await json(file));
  if (parsed.success) return parsed.data;
  throw new CliError('option', `${file} is not a trust file of porchlight init.`);
}

export async function readDraft(file: string): Promise<TrustDraft> {
  const parsed = draftSchema.safeParse(await json(file));
  if (parsed.success) return parsed.data;
  throw new CliError('option', `${file} is not a draft of porchlight ceremony.`);
}

/** The next version of a root: same keys and threshold, so that every gateway takes it under the pin it has. */
export async function nextRoot(trust: TrustFile, changes: RootChanges, now: number): Promise<TrustDraft> {
  const root = await rootOf(trust);
  const origin = changes.origin ?? root.origin;
  const next: RootStatement = {
    ...root,
    ...changes,
    rpId: new URL(origin).hostname,
    version: root.version + 1,
    issuedAt: now,
  };
  return { ...trust, schema: 'porchlight/trust-draft/v1', root: unsignedEnvelope(next) };
}

/** Adds a signature. Throws CliError when the key is not one that this root names. */
export async function signDraft(draft: TrustDraft, key: Ed25519Key, signer: Signer): Promise<TrustDraft> {
  const root = await rootOf(draft);
  if (!root.rootKeys.some((named) => named.raw === key.raw))
    throw new CliError('key', 'This key is not one of the root keys of this draft.');
  return { ...draft, root: await signEnvelope(draft.root, signer) };
}

/**
 * The trust file of a draft that enough keys signed. With `previous`, also that gateways will take it: the same pin and a
 * higher version. Throws CliError.
 */
export async function finishDraft(
  draft: TrustDraft,
  previous: TrustFile | undefined,
  now: number,
): Promise<TrustFile> {
  const opened = await openTrust(draft.root);
  if (opened.kind === 'refused') throw new CliError('unsigned', `The root does not hold: ${opened.detail}.`);
  let trust = opened.value;
  if (previous !== undefined) {
    const before = await openTrust(previous.root);
    if (before.kind === 'refused')
      throw new CliError('option', `The previous root does not hold: ${before.detail}.`);
    const advanced = await advanceTrust(before.value, draft.root, now);
    if (advanced.kind === 'refused')
      throw new CliError('refused', `No gateway would take this root: ${advanced.detail}.`);
    trust = advanced.value;
  }
  for (const envelope of [draft.programme, draft.policy]) {
    const taken = await advanceTrust(trust, envelope, now);
    if (taken.kind === 'refused')
      throw new CliError(
        'refused',
        `Programme and policy are not signed by a policy key of this root: ${taken.detail}.`,
      );
    trust = taken.value;
  }
  return { ...draft, schema: 'porchlight/trust/v1' };
}

export async function rootOf({ root }: Pick<TrustFile, 'root'>): Promise<RootStatement> {
  const read = await readStatement('root', root);
  if (read.kind === 'refused') throw new CliError('option', `The root cannot be read: ${read.detail}.`);
  return read.value.statement;
}

export async function pinOf(root: RootStatement): Promise<string> {
  return rootPin(root);
}

/** Whole or not at all: a hub may be reading the file. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.draft`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o644 });
  await rename(`${file}.draft`, file);
}

async function json(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new CliError('option', `${file} cannot be read as JSON.`, { cause });
  }
}
