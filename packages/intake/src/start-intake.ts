import { stat } from 'node:fs/promises';
import { readStatement } from '@porchlight/statements';
import { openAttestation } from './attestation.ts';
import { sendToHub, startDelivery } from './delivery.ts';
import { IntakeError } from './intake-error.ts';
import { type IntakeFeed, type IntakeLog, type IntakeStanding, intakeServer } from './intake-server.ts';
import { readIntakeKey, readNatureTable } from './intake-trust.ts';
import { openOutbox } from './outbox.ts';
import { claimStateFolder } from './state-folder.ts';

export interface IntakeOptions {
  /** Port 0: any free one. Only addresses of this machine: put a TLS proxy in front for others. */
  readonly listen: { readonly host: string; readonly port: number };
  /** https, or http to this machine. */
  readonly hubUrl: string;
  readonly trustFile: string;
  readonly keyFile: string;
  readonly stateDir: string;
  readonly feeds: readonly IntakeFeed[];
  readonly log?: IntakeLog;
  readonly now?: () => number;
}

export interface RunningIntake {
  readonly url: string;
  /** Reads the trust file again; the table in force stays when it does not verify. */
  reload(): Promise<void>;
  /** Stops taking, leaves what is not delivered in the outbox, frees port and folder. */
  close(): Promise<void>;
}

const LOCAL = new Set(['127.0.0.1', '::1', 'localhost']);
const TRUST_POLL_MS = 2000;

/** Starts the service; resolves when it takes reports. Rejects with {@link IntakeError}. */
export async function startIntake(options: IntakeOptions): Promise<RunningIntake> {
  const hubUrl = checkOptions(options);
  const now = options.now ?? Date.now;
  const log: IntakeLog = options.log ?? (() => undefined);
  const { trust, table } = await readNatureTable(options.trustFile, now());
  const signer = await readIntakeKey(options.keyFile, trust);
  const folder = await claimStateFolder(options.stateDir);
  const outbox = await openOutbox(folder.path, now).catch(async (error: unknown) => {
    await folder.release();
    throw error;
  });
  let hub: IntakeStanding['hub'] = 'untried';
  const delivery = startDelivery({
    send: sendToHub(hubUrl),
    random: Math.random,
    unreachable: (detail, retryInMs) => {
      hub = 'unreachable';
      log('hub-unreachable', { detail, retryInMs: Math.round(retryInMs) });
    },
    settled: ({ n }, delivered) => {
      hub = 'ok';
      if (delivered.kind === 'refused') log('hub-refused', { n, detail: delivered.detail });
      if (delivered.kind === 'taken') log('hub-took', { n, answer: delivered.answer });
      outbox.settle(n);
    },
  });
  const natures = watchNatureTable(options.trustFile, table, trust.pin, now, log);
  const attestation = openAttestation({
    outbox,
    signer,
    table: natures.current,
    now,
    send: delivery.add,
  });
  const standing = (): IntakeStanding => ({ hub, waiting: delivery.waiting });
  const server = intakeServer({ feeds: options.feeds, attestation, now, log, standing });
  const close = async (): Promise<void> => {
    natures.stop();
    await server.close();
    await delivery.close();
    await outbox.close();
    await folder.release();
  };
  for (const pending of outbox.pending()) {
    const read = await readStatement('incident', pending.envelope);
    if (read.kind === 'ok') delivery.add(read.value.statement.incidentId, pending);
  }
  try {
    const url = await server.listen(options.listen);
    return { url, reload: natures.reload, close };
  } catch (cause) {
    await close();
    const { host, port } = options.listen;
    throw new IntakeError('port-in-use', `${host}:${port} cannot be listened on; choose another port.`, {
      cause,
    });
  }
}

function checkOptions({ listen, hubUrl, feeds }: IntakeOptions): URL {
  if (!LOCAL.has(listen.host))
    throw new IntakeError(
      'insecure-address',
      `${listen.host} is not an address of this machine alone. Listen on 127.0.0.1 and put a TLS proxy in front.`,
    );
  const url = URL.canParse(hubUrl) ? new URL(hubUrl) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new IntakeError('option', `“${hubUrl.slice(0, 80)}” is not the address of a hub.`);
  if (url.protocol === 'http:' && !LOCAL.has(url.hostname.replace(/^\[|\]$/g, '')))
    throw new IntakeError(
      'insecure-address',
      `${url.origin} is not protected on its way. Use https for a hub elsewhere.`,
    );
  const names = new Set(feeds.map((feed) => feed.name));
  const secrets = feeds.flatMap((feed) =>
    [feed.webhookSecret, feed.eidoToken].filter((s) => s !== undefined),
  );
  if (feeds.length === 0 || names.size !== feeds.length || feeds.some((f) => !f.name || f.name.length > 64))
    throw new IntakeError('option', 'Each feed needs a name of its own, 1–64 characters.');
  if (
    feeds.some((feed) => !feed.webhookSecret && !feed.eidoToken) ||
    secrets.some((secret) => secret.length < 16)
  )
    throw new IntakeError('option', 'Each feed needs a secret or a token of at least 16 characters.');
  if (new Set(secrets).size !== secrets.length)
    throw new IntakeError('option', 'Two feeds share a secret; each needs its own.');
  return url;
}

/** The table in force. Looks at the file every two seconds; takes only what verifies under the same root. */
function watchNatureTable(
  trustFile: string,
  first: Awaited<ReturnType<typeof readNatureTable>>['table'],
  pin: string,
  now: () => number,
  log: IntakeLog,
) {
  let table = first;
  let version = '';
  const stamp = async (): Promise<string> => {
    const { mtimeMs, size, ino } = await stat(trustFile);
    return `${mtimeMs}/${size}/${ino}`;
  };
  const reload = async (): Promise<void> => {
    try {
      const read = await readNatureTable(trustFile, now());
      if (read.trust.pin !== pin) throw new IntakeError('wrong-trust', 'The trust file has another root.');
      table = read.table;
      log('nature-table', { codes: Object.keys(table.natureCodes).length });
    } catch (error) {
      log('nature-table-kept', { detail: error instanceof Error ? error.message : 'unreadable' });
    }
  };
  const look = async (): Promise<void> => {
    const seen = await stamp().catch(() => version);
    const changed = version !== '' && seen !== version;
    version = seen;
    if (changed) await reload();
  };
  void look();
  const timer = setInterval(() => void look(), TRUST_POLL_MS);
  timer.unref();
  return { current: () => table, reload, stop: () => clearInterval(timer) };
}
