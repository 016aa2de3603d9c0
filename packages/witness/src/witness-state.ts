import { fromBase64, isKeyName, sha256, toBase64 } from '@porchlight/translog';

/** The tree last cosigned for a log. */
export interface SeenTree {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** All that a witness must remember. */
export interface WitnessState {
  /** The newest time it has put into a cosignature, whole POSIX seconds; 0 before the first. */
  readonly time: number;
  /** By origin. */
  readonly logs: ReadonlyMap<string, SeenTree>;
}

export const EMPTY_STATE: WitnessState = { time: 0, logs: new Map() };

const HEADER = 'porchlight/witness-state/v1';
const MAX_BYTES = 1024 * 1024;

/** The file's bytes: a header, the time, a line a log, and the hash of all that, so that a torn file is told from a shorter one. */
export function formatState({ time, logs }: WitnessState): Uint8Array {
  const lines = [...logs].map(([origin, { size, root }]) => `log ${size} ${toBase64(root)} ${origin}\n`);
  const body = `${HEADER}\ntime ${time}\n${lines.join('')}`;
  return new TextEncoder().encode(`${body}sum ${sumOf(body)}\n`);
}

/** Reads what {@link formatState} wrote, and nothing else: undefined for any other bytes. Never throws. */
export function parseState(bytes: Uint8Array): WitnessState | undefined {
  if (bytes.length > MAX_BYTES) return undefined;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const [body = '', sum] = text.split(/^sum /m);
  const [header, timeLine = '', ...lines] = body.split('\n');
  const time = wholeOf(/^time (\d+)$/.exec(timeLine)?.[1]);
  if (sum !== `${sumOf(body)}\n` || header !== HEADER || time === undefined || lines.pop() !== '')
    return undefined;
  const logs = lines.map(readLine).filter((log) => log !== undefined);
  const state = { time, logs: new Map(logs) };
  return logs.length === lines.length && state.logs.size === lines.length ? state : undefined;
}

function readLine(line: string): [string, SeenTree] | undefined {
  const [, digits, base64 = '', origin = ''] = /^log (\d+) (\S+) (.+)$/.exec(line) ?? [];
  const size = wholeOf(digits);
  const root = fromBase64(base64);
  if (size === undefined || root?.length !== 32 || !isKeyName(origin)) return undefined;
  return [origin, { size, root }];
}

function wholeOf(digits: string | undefined): number | undefined {
  const value = digits === undefined || !/^(0|[1-9]\d{0,15})$/.test(digits) ? Number.NaN : Number(digits);
  return Number.isSafeInteger(value) ? value : undefined;
}

const sumOf = (body: string): string => toBase64(sha256(new TextEncoder().encode(body)));
