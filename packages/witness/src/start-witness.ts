import { formatVerifierKey, type NoteSigner, parseVerifierKey, type VerifierKey } from '@porchlight/translog';
import { claimStateFolder, type StateFolder } from './state-folder.ts';
import { hasWitnessState, makeWitnessState, openWitness } from './witness.ts';
import { WitnessError } from './witness-error.ts';
import { makeWitnessKey, readWitnessKey } from './witness-key.ts';
import { type RunningWitness, startWitnessServer, type WitnessReport } from './witness-server.ts';

export interface WitnessConfig {
  readonly stateDir: string;
  /** Name of its key, for a folder that has none yet; must be the key's when it is given later. */
  readonly name: string | undefined;
  /** What the key is called when it is made and no name was given. */
  readonly defaultName: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Verifier keys of the logs, as text. */
  readonly logs: readonly string[];
  readonly report?: WitnessReport;
}

/** Starts a witness on a folder, whose key is made at the first start. Throws {@link WitnessError}. Close it. */
export async function startWitness(
  config: WitnessConfig,
): Promise<RunningWitness & { readonly key: VerifierKey }> {
  const logs = config.logs.map(logKeyOf);
  if (logs.length === 0) throw new WitnessError('log-key', 'Name at least one log (--log) to witness.');
  const folder = await claimStateFolder(config.stateDir);
  try {
    const key = await keyOf(folder, config);
    const witness = await openWitness({ state: folder, key, logs, clock: Date.now });
    const { listen, report } = config;
    const server = await startWitnessServer({ witness, listen, ...(report === undefined ? {} : { report }) });
    const close = async () => {
      await server.close();
      await witness.idle();
      await folder.release();
    };
    return { url: server.url, key: key.key, close };
  } catch (error) {
    await folder.release();
    throw error;
  }
}

/** The key of a folder, made when there is none, also while a witness runs on it. Throws {@link WitnessError}. */
export async function showWitnessKey(
  config: Pick<WitnessConfig, 'stateDir' | 'name' | 'defaultName'>,
): Promise<VerifierKey> {
  const known = await readWitnessKey(config.stateDir);
  if (known !== undefined) return named(known, config.name).key;
  const folder = await claimStateFolder(config.stateDir);
  try {
    return (await keyOf(folder, config)).key;
  } finally {
    await folder.release();
  }
}

/** The key as text, `<name>+<id>+<base64>`. */
export const vkeyText = (key: VerifierKey): string => formatVerifierKey(key);

/** The line that the city puts into its log policy (c2sp.org/tlog-policy). */
export function policyLine(key: VerifierKey, url: string): string {
  return `witness ${key.name} ${formatVerifierKey(key)} ${url}`;
}

async function keyOf(
  folder: StateFolder,
  { name, defaultName }: Pick<WitnessConfig, 'name' | 'defaultName'>,
): Promise<NoteSigner> {
  const known = await readWitnessKey(folder.path);
  if (known !== undefined) return named(known, name);
  // The state first: a folder with a key and no state is one that forgot, and is refused.
  if (!(await hasWitnessState(folder))) await makeWitnessState(folder);
  return makeWitnessKey(folder, name ?? defaultName);
}

function named(signer: NoteSigner, name: string | undefined): NoteSigner {
  if (name === undefined || signer.key.name === name) return signer;
  throw new WitnessError(
    'name',
    `This witness is called ${signer.key.name}; another name needs another key, so another state folder.`,
  );
}

function logKeyOf(text: string): VerifierKey {
  const read = parseVerifierKey(text);
  if (read.kind === 'malformed')
    throw new WitnessError('log-key', `--log ${text.slice(0, 80)}: not a log's key (${read.problem}).`);
  if (read.key.type !== 'ed25519')
    throw new WitnessError(
      'log-key',
      `--log ${text.slice(0, 80)}: that is the key of a witness, not of a log.`,
    );
  return read.key;
}
