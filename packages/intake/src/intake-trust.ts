import { readFile } from 'node:fs/promises';
import { keyFileSchema, trustFileSchema } from '@porchlight/contract';
import {
  advanceTrust,
  ed25519Signer,
  importPkcs8,
  openTrust,
  type Signer,
  signEnvelope,
  type Trust,
  unsignedEnvelope,
  verifiedSigners,
} from '@porchlight/statements';
import type { NatureTable } from './call-record.ts';
import { IntakeError } from './intake-error.ts';

const MAX_FILE_CHARS = 2_000_000;

/** The nature table of a trust file whose root, programme and policy verify. Throws {@link IntakeError} `wrong-trust`. */
export async function readNatureTable(
  trustFile: string,
  now: number,
): Promise<{ readonly table: NatureTable; readonly trust: Trust }> {
  const fault = (why: string, cause?: unknown): IntakeError =>
    new IntakeError('wrong-trust', `The trust file ${trustFile} ${why}.`, { cause });
  const parsed = trustFileSchema.safeParse(await readJson(trustFile, fault));
  if (!parsed.success) throw fault('is not one that `porchlight init` wrote');
  let verdict = await openTrust(parsed.data.root);
  for (const envelope of [parsed.data.programme, parsed.data.policy])
    if (verdict.kind === 'ok') verdict = await advanceTrust(verdict.value, envelope, now);
  if (verdict.kind === 'refused') throw fault(`does not verify: ${verdict.detail}`);
  const trust = verdict.value;
  const natureCodes = trust.policy?.statement.natureCodes;
  if (natureCodes === undefined) throw fault('holds no policy');
  return { trust, table: { programme: trust.root.programme, natureCodes } };
}

/** The signer of an intake key file that the root names. Throws {@link IntakeError} `wrong-key`. */
export async function readIntakeKey(keyFile: string, trust: Trust): Promise<Signer> {
  const fault = (why: string, cause?: unknown): IntakeError =>
    new IntakeError('wrong-key', `The key file ${keyFile} ${why}.`, { cause });
  const parsed = keyFileSchema.safeParse(await readJson(keyFile, fault));
  if (!parsed.success || parsed.data.use !== 'intake') throw fault('is not an intake key');
  const { kind, raw, pkcs8 } = parsed.data;
  const privateKey = await importPkcs8('ed25519', pkcs8);
  if (privateKey === undefined) throw fault('holds no usable key');
  const signer = await ed25519Signer(privateKey, { kind, raw });
  // Signing once tells whether both halves belong together and the root names them.
  const probe = await signEnvelope(unsignedEnvelope({ kind: 'probe' }), signer);
  const site = { origin: trust.root.origin, rpId: trust.root.rpId, synthetic: trust.root.synthetic };
  if ((await verifiedSigners(probe, trust.root.intakeKeys, site)).length === 0)
    throw fault('is not one of the intake keys that the programme’s root names');
  return signer;
}

async function readJson(
  path: string,
  fault: (why: string, cause?: unknown) => IntakeError,
): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fault('cannot be read', cause);
  });
  try {
    return text.length > MAX_FILE_CHARS ? undefined : JSON.parse(text);
  } catch (cause) {
    throw fault('is not JSON', cause);
  }
}
