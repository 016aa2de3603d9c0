import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyFile } from '@porchlight/contract';
import { exportPkcs8, fromBase64Url, toBase64Url } from '@porchlight/statements';
import type { CreatedProgramme } from './create-programme.ts';

/** Where {@link writeProgramme} put things. */
export interface ProgrammeFiles {
  /** `trust.json`, or `draft.json` when the root is still to be signed. */
  readonly trustFile: string;
  readonly intakeKeyFile: string;
  readonly policyKeyFile: string;
  readonly logKeyFile: string;
  /** Three, any two of which sign a new root. */
  readonly rootKeyFiles: readonly string[];
}

/**
 * Writes `trust.json` (public) and `keys/*.json` (mode 600). Refuses to replace an existing file: a programme's keys
 * are made once.
 */
export async function writeProgramme(dir: string, made: CreatedProgramme): Promise<ProgrammeFiles> {
  const keys = join(dir, 'keys');
  await mkdir(keys, { recursive: true, mode: 0o700 });
  await chmod(keys, 0o700);
  const drafted = made.keys.root.length === 0;
  const files: ProgrammeFiles = {
    trustFile: join(dir, drafted ? 'draft.json' : 'trust.json'),
    logKeyFile: join(keys, 'log.json'),
    rootKeyFiles: made.keys.root.map((_, n) => join(keys, `root-${n + 1}.json`)),
    policyKeyFile: join(keys, 'policy.json'),
    intakeKeyFile: join(keys, 'intake.json'),
  };
  const schema = 'porchlight/trust-draft/v1';
  const trust = drafted ? { ...made.trust, schema } : made.trust;
  await writeFile(files.trustFile, json(trust), { flag: 'wx', mode: 0o644 });
  const secrets: [string, KeyFile['use'], CreatedProgramme['bootstrap']][] = [
    ...made.keys.root.map((pair, n): (typeof secrets)[number] => [
      files.rootKeyFiles[n] as string,
      'root',
      pair,
    ]),
    [files.policyKeyFile, 'policy', made.keys.policy],
    [files.intakeKeyFile, 'intake', made.keys.intake],
    [files.logKeyFile, 'log', made.keys.log],
  ];
  for (const [file, use, pair] of secrets)
    await writeFile(file, json(await keyFile(use, pair)), { flag: 'wx', mode: 0o600 });
  return files;
}

/** The administrator link's secret: the 32-byte Ed25519 seed of the bootstrap key, base64url (RFC 8410 puts it last). */
export async function bootstrapSecret(made: CreatedProgramme): Promise<string> {
  const pkcs8 = fromBase64Url(await exportPkcs8(made.bootstrap.privateKey)) ?? new Uint8Array();
  return toBase64Url(pkcs8.subarray(-32));
}

async function keyFile(use: KeyFile['use'], pair: CreatedProgramme['bootstrap']): Promise<KeyFile> {
  return {
    schema: 'porchlight/key/v1',
    use,
    kind: 'ed25519',
    raw: pair.key.raw,
    pkcs8: await exportPkcs8(pair.privateKey),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
