import type { KeyFile } from '@porchlight/contract';
import { exportPkcs8, fingerprintOf, generateEd25519 } from '@porchlight/statements';
import { writeNew } from './root-key.ts';

/** What a root delegates to a key file, as `--use` names it. */
export const SERVICES = ['log', 'intake', 'policy'] as const;
export type Service = (typeof SERVICES)[number];

/** Makes a key for a service in a file of mode 600, to be named in a new root. Answers its fingerprint. Throws CliError when the file is there. */
export async function makeServiceKey(file: string, use: Service): Promise<string> {
  const { privateKey, key } = await generateEd25519();
  const made: KeyFile = {
    schema: 'porchlight/key/v1',
    use,
    kind: 'ed25519',
    raw: key.raw,
    pkcs8: await exportPkcs8(privateKey),
  };
  await writeNew(file, made, 0o600);
  return fingerprintOf(key);
}
