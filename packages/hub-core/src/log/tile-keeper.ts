import {
  formatBundle,
  hashesAt,
  leafHash,
  parseBundle,
  parseCheckpoint,
  parseNote,
  parseTilePath,
  sameBytes,
  TILE_WIDTH,
  tilePath,
  widthIn,
} from '@porchlight/translog';
import type { HubLog } from '../ports.ts';
import type { LogStore } from '../store/log-store.ts';
import type { LogFolder } from './log-folder.ts';
import type { LogTree } from './log-tree.ts';

export interface TileKeeperParts {
  readonly tree: LogTree;
  readonly store: LogStore;
  readonly folder: LogFolder;
  readonly log: HubLog;
}

export interface Published {
  readonly size: number;
  /** The checkpoint as a signed and cosigned note. */
  readonly text: string;
}

/** A file of the log for whoever asks. `immutable`: it never changes. */
export interface LogFile {
  readonly bytes: Uint8Array;
  readonly immutable: boolean;
}

const CHECKPOINT = 'checkpoint';
const WRITE_AFTER_MS = 300;
/** Partial tiles of this many earlier checkpoints stay as files; any width can be asked for over HTTP all the same. */
const PARTIALS_KEPT = 8;

/**
 * The public files of the log (c2sp.org/tlog-tiles), derived from the tree and the database: written after each published
 * checkpoint, the checkpoint last, and made again where they are missing or torn. Nothing waits for them.
 */
export class TileKeeper {
  readonly #parts: TileKeeperParts;
  readonly #partials: (readonly string[])[] = [];
  #published: Published | undefined;
  /** The one that was written last, or tried. */
  #done: Published | undefined;
  /** All files of the tree of this size are there. */
  #written: number | undefined;
  #working: Promise<void> | undefined;
  #failing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: TileKeeperParts) {
    this.#parts = parts;
  }

  /** Writes what is new. A fault is logged once and tried again with the next checkpoint. */
  publish(published: Published): void {
    this.#published = published;
    this.#run();
  }

  /** A look that was just granted comes first: files wait a moment, and several checkpoints make one round of them. */
  #run(): void {
    this.#timer ??= setTimeout(() => this.#begin(), WRITE_AFTER_MS);
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      if (this.#published !== this.#done) this.#run();
    });
  }

  /** A file by its C2SP path as of the newest published checkpoint; undefined when the log has no such file. */
  async read(path: string): Promise<LogFile | undefined> {
    const published = this.#published;
    if (published === undefined) return undefined;
    if (path === CHECKPOINT) return { bytes: new TextEncoder().encode(published.text), immutable: false };
    const tile = parseTilePath(path);
    if (tile === undefined) return undefined;
    const { level, index, width } = tile;
    if (width > widthIn(level === 'entries' ? 0 : level, index, published.size)) return undefined;
    const bytes =
      level === 'entries'
        ? await this.#bundle(index, width)
        : Buffer.concat((await this.#parts.tree.row(level, index)).slice(0, width));
    return { bytes, immutable: width === TILE_WIDTH };
  }

  /** Resolves when what was published is written, or could not be. */
  async idle(): Promise<void> {
    if (this.#timer) this.#begin();
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#published !== this.#done) {
      this.#done = this.#published as Published;
      try {
        await this.#write(this.#done);
        this.#failing = false;
      } catch (err) {
        if (!this.#failing) this.#parts.log.error({ err }, 'files of the public log were not written');
        this.#failing = true;
      }
    }
  }

  async #write({ size, text }: Published): Promise<void> {
    const { tree, folder } = this.#parts;
    const onDisk = this.#written ?? (await this.#sizeOnDisk());
    // Files of a longer tree are those of another log: a new key may have begun with an older database.
    this.#written = onDisk <= size ? onDisk : 0;
    const partials: string[] = [];
    const put = async (
      level: number | 'entries',
      index: number,
      bytes: (width: number) => Promise<Uint8Array>,
    ) => {
      const width = widthIn(level === 'entries' ? 0 : level, index, size);
      const path = tilePath({ level, index, width });
      if (width < TILE_WIDTH) partials.push(path);
      await folder.write(path, await bytes(width));
    };
    for (let level = 0; hashesAt(level, size) > 0; level++)
      for (const index of newTiles(level, this.#written, size)) {
        await put(level, index, async (width) =>
          Buffer.concat((await tree.row(level, index)).slice(0, width)),
        );
        if (level === 0) await put('entries', index, (width) => this.#fromStore(index, width));
      }
    await folder.write(CHECKPOINT, new TextEncoder().encode(text));
    this.#written = size;
    await this.#forget(partials);
  }

  /** The size of the checkpoint file, 0 without one: its tiles were written before it. */
  async #sizeOnDisk(): Promise<number> {
    const bytes = await this.#parts.folder.read(CHECKPOINT);
    const note = bytes === null ? undefined : parseNote(bytes);
    const read = note?.kind === 'note' ? parseCheckpoint(note.text) : undefined;
    return read?.kind === 'checkpoint' ? read.checkpoint.size : 0;
  }

  async #forget(partials: readonly string[]): Promise<void> {
    if (partials.join() === this.#partials.at(-1)?.join()) return;
    this.#partials.push(partials);
    if (this.#partials.length <= PARTIALS_KEPT) return;
    const oldest = this.#partials.shift() ?? [];
    const kept = new Set(this.#partials.flat());
    for (const path of oldest) if (!kept.has(path)) await this.#parts.folder.remove(path);
  }

  /** A bundle whose entries are the tree's: from its file, else from the database. */
  async #bundle(index: number, width: number): Promise<Uint8Array> {
    if (width < TILE_WIDTH) return this.#fromStore(index, width);
    const path = tilePath({ level: 'entries', index, width });
    const bytes = await this.#parts.folder.read(path).catch(() => null);
    const entries = bytes && parseBundle(bytes, width);
    const hashes = await this.#parts.tree.row(0, index);
    if (bytes && entries?.every((entry, n) => sameBytes(leafHash(entry), hashes[n] as Uint8Array)))
      return bytes;
    const made = await this.#fromStore(index, width);
    await this.#parts.folder.write(path, made).catch(() => undefined);
    return made;
  }

  async #fromStore(index: number, width: number): Promise<Uint8Array> {
    const first = index * TILE_WIDTH;
    const rows = await this.#parts.store.rows(first, first + width);
    return formatBundle(rows.map((row) => row.leaf));
  }
}

/** Tiles of a level that a tree of `to` leaves has and one of `from` leaves had not, or had narrower. */
function newTiles(level: number, from: number, to: number): number[] {
  const first = Math.floor(hashesAt(level, from) / TILE_WIDTH);
  const end = Math.ceil(hashesAt(level, to) / TILE_WIDTH);
  const tiles = Array.from({ length: Math.max(0, end - first) }, (_, n) => first + n);
  return hashesAt(level, from) === hashesAt(level, to) ? [] : tiles;
}
