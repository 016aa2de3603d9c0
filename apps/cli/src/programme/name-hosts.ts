import { readFile } from 'node:fs/promises';
import type { KeyFile, TrustFile } from '@porchlight/contract';
import {
  advanceTrust,
  ed25519Signer,
  type HostEntry,
  hostSchema,
  importPkcs8,
  openTrust,
  readStatement,
  signEnvelope,
  unsignedEnvelope,
} from '@porchlight/statements';
import { CliError } from '../cli-error.ts';

/** A `host-card.json`. Throws CliError that names the file. */
export async function readHostCard(file: string): Promise<HostEntry> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError('option', `--card: cannot read ${file}.`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text.slice(0, 10_000));
  } catch {
    json = undefined;
  }
  const parsed = hostSchema.safeParse(json);
  if (!parsed.success)
    throw new CliError('option', `--card: ${file} is not a card of porchlight host-card.`, {
      cause: parsed.error,
    });
  return parsed.data;
}

/** The trust file with a newer programme that names just these hosts. Throws CliError when every gateway would refuse it. */
export async function nameHosts(
  trust: TrustFile,
  hosts: readonly HostEntry[],
  policyKey: KeyFile,
  now: number,
): Promise<TrustFile> {
  const read = await readStatement('programme', trust.programme);
  const opened = await openTrust(trust.root);
  if (read.kind === 'refused' || opened.kind === 'refused')
    throw new CliError('option', '--trust: the file holds no programme that can be read.');
  const { hosts: _, ...before } = read.value.statement;
  const next = {
    ...before,
    version: before.version + 1,
    issuedAt: now,
    ...(hosts.length > 0 && { hosts: [...hosts] }),
  };
  const { kind, raw } = policyKey;
  const privateKey = await importPkcs8(kind, policyKey.pkcs8);
  if (privateKey === undefined) throw new CliError('option', '--key: the file holds no usable key.');
  const signer = await ed25519Signer(privateKey, { kind, raw });
  const programme = await signEnvelope(unsignedEnvelope(next), signer);
  const held = await advanceTrust(opened.value, trust.programme, now);
  const taken = held.kind === 'ok' ? await advanceTrust(held.value, programme, now) : held;
  if (taken.kind === 'refused')
    throw new CliError('option', `The new programme would be refused: ${taken.detail}.`);
  return { ...trust, programme };
}
