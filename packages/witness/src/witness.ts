import { createHash } from 'node:crypto';
import type { Clock } from '@porchlight/domain';
import {
  cosign,
  decideAddCheckpoint,
  formatSignatureLine,
  fromBase64,
  type NoteSigner,
  parseAddCheckpoint,
  toBase64,
  type VerifierKey,
} from '@porchlight/translog';
import * as z from 'zod';
import type { SafeFolder } from './safe-file.ts';
import { WitnessError } from './witness-error.ts';

export interface WitnessParts {
  readonly signer: NoteSigner;
  /** The logs it vouches for; keys of one name are one log. */
  readonly logs: readonly VerifierKey[];
  readonly folder: SafeFolder;
  readonly clock: Clock;
}

/** The answer to `add-checkpoint` (c2sp.org/tlog-witness). */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size';
  readonly body: string;
}

/** What was cosigned last. */
interface Latest {
  readonly size: number;
  readonly root: Uint8Array;
  /** POSIX seconds; no later cosignature carries an earlier time. */
  readonly time: number;
}

const latestSchema = z.strictObject({
  origin: z.string(),
  size: z.int().min(0),
  root: z.string().refine((text) => fromBase64(text)?.length === 32),
  time: z.int().min(1),
});

const plain = (status: WitnessAnswer['status'], body: string): WitnessAnswer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body,
});

/** Cosigns a log's checkpoints as long as each tree contains the one before, and never two roots of one size. */
export class Witness {
  readonly #parts: WitnessParts;
  readonly #latest: Map<string, Latest>;
  readonly #turns = new Map<string, Promise<unknown>>();

  private constructor(parts: WitnessParts, latest: Map<string, Latest>) {
    this.#parts = parts;
    this.#latest = latest;
  }

  /** Reads what was cosigned. Throws {@link WitnessError} when that cannot be read: forgetting it would let a log fork. */
  static async open(parts: WitnessParts): Promise<Witness> {
    const latest = new Map<string, Latest>();
    for (const { name: origin } of parts.logs) {
      const file = fileOf(origin);
      const text = await parts.folder.read(file);
      if (text !== undefined) latest.set(origin, readLatest(text, origin, file));
    }
    return new Witness(parts, latest);
  }

  get key(): VerifierKey {
    return this.#parts.signer.key;
  }

  /** The size cosigned last for that log, 0 before the first. */
  sizeOf(origin: string): number {
    return this.#latest.get(origin)?.size ?? 0;
  }

  /** Answers a request's body. Rejects when what it would vouch for cannot be stored: then nothing was signed. */
  async addCheckpoint(body: Uint8Array): Promise<WitnessAnswer> {
    const request = parseAddCheckpoint(body);
    if (request.kind === 'malformed') return plain(400, `${request.problem}\n`);
    const { origin } = request.checkpoint;
    const before = this.#turns.get(origin) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.#decide(request, origin));
    // One entry for each log it knows, not for every name somebody makes up.
    if (this.#keysOf(origin).length > 0) this.#turns.set(origin, turn);
    return turn;
  }

  #keysOf(origin: string): VerifierKey[] {
    return this.#parts.logs.filter(({ name }) => name === origin);
  }

  async #decide(request: Parameters<typeof decideAddCheckpoint>[0], origin: string): Promise<WitnessAnswer> {
    const keys = this.#keysOf(origin);
    const latest = this.#latest.get(origin);
    const decision = await decideAddCheckpoint(request, keys.length > 0 ? { keys, latest } : undefined);
    switch (decision.kind) {
      case 'cosign':
        return this.#cosign(origin, decision.latest, request.note.text);
      case 'conflict':
        return { status: 409, type: 'text/x.tlog.size', body: `${decision.size}\n` };
      case 'unknown-log':
        return plain(404, 'no such log is watched here\n');
      case 'forbidden':
        return plain(403, 'no key of the log signed this checkpoint\n');
      case 'bad-request':
        return plain(400, 'the old size is larger than the new\n');
      case 'unprocessable':
        return plain(422, `${decision.problem}\n`);
    }
  }

  async #cosign(
    origin: string,
    { size, root }: { size: number; root: Uint8Array },
    text: string,
  ): Promise<WitnessAnswer> {
    const { folder, clock, signer } = this.#parts;
    const time = Math.max(Math.floor(clock.now() / 1000), this.#latest.get(origin)?.time ?? 1);
    const stored = { origin, size, root: toBase64(root), time };
    await folder.write(fileOf(origin), `${JSON.stringify(stored)}\n`);
    this.#latest.set(origin, { size, root, time });
    return plain(200, formatSignatureLine(await cosign(text, time, signer)));
  }
}

function fileOf(origin: string): string {
  return `latest-${createHash('sha256').update(origin).digest('hex').slice(0, 32)}.json`;
}

function readLatest(text: string, origin: string, file: string): Latest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const parsed = latestSchema.safeParse(json);
  const root = parsed.success ? fromBase64(parsed.data.root) : undefined;
  if (!parsed.success || root === undefined || parsed.data.origin !== origin)
    throw new WitnessError(
      'state',
      `The file ${file} cannot be read, so it is not known what was cosigned for ${origin}. Restore it from a copy; without one, begin under a new key in an empty folder.`,
    );
  return { size: parsed.data.size, root, time: parsed.data.time };
}
