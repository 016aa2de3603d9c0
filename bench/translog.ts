/**
 * The log's tree beside its peer in the same run: leaf hash and append with a root per batch, and an inclusion proof verified a
 * leaf, ours and written plainly on node:crypto. Usage: npx tsx --conditions=source bench/translog.ts [leaves] [rounds]
 */
import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import {
  formatBundle,
  leafHash,
  proveInclusion,
  TILE_WIDTH,
  TileDeriver,
  TileReader,
  TreeHead,
  tilePath,
  verifyInclusion,
  widthIn,
} from '@porchlight/translog';

const LEAVES = Number(process.argv[2] ?? 20_000);
const ROUNDS = Number(process.argv[3] ?? 15);
/** About what a request leaf takes. */
const ENTRY_BYTES = 1200;
const BATCH = 64;

const entries = Array.from({ length: LEAVES }, (_, n) => {
  const entry = new Uint8Array(ENTRY_BYTES).fill(n);
  new DataView(entry.buffer).setUint32(0, n);
  return entry;
});
const leaves = entries.map(leafHash);

type Hash = (left: Uint8Array, right: Uint8Array) => Uint8Array;
const ONE = Uint8Array.of(1);
const peerLeaf = (entry: Uint8Array): Uint8Array =>
  createHash('sha256').update(Uint8Array.of(0)).update(entry).digest();
const peerNode: Hash = (left, right) => createHash('sha256').update(ONE).update(left).update(right).digest();

/** The compact range again, on node:crypto. */
function peerAppend(): Uint8Array {
  const edge: Uint8Array[] = [];
  let root: Uint8Array = new Uint8Array();
  for (const [n, entry] of entries.entries()) {
    let hash = peerLeaf(entry);
    for (let size = n; size % 2 === 1; size = (size - 1) / 2) hash = peerNode(edge.pop()!, hash);
    edge.push(hash);
    if ((n + 1) % BATCH === 0 || n + 1 === LEAVES)
      root = edge.reduceRight((right, left) => peerNode(left, right));
  }
  return root;
}

function ownAppend(): Uint8Array {
  const head = new TreeHead();
  let root: Uint8Array = new Uint8Array();
  for (const [n, entry] of entries.entries()) {
    head.append(leafHash(entry));
    if ((n + 1) % BATCH === 0 || n + 1 === LEAVES) root = head.root();
  }
  return root;
}

/** RFC 9162 §2.1.3.2 with 32-bit shifts, on node:crypto. */
function peerVerify(
  index: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  let fn = index;
  let sn = LEAVES - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (fn & 1 || fn === sn) {
      hash = peerNode(sibling, hash);
      while (!(fn & 1) && fn !== 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else hash = peerNode(hash, sibling);
    fn >>= 1;
    sn >>= 1;
  }
  return sn === 0 && Buffer.compare(hash, root) === 0;
}

async function rate(run: () => unknown): Promise<string> {
  await run();
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await run();
    rates.push(LEAVES / ((performance.now() - start) / 1000));
  }
  // p95 of the time is the fifth percentile of the rate: the slow rounds.
  rates.sort((a, b) => b - a);
  const at = (q: number): string =>
    Math.round(rates[Math.min(ROUNDS - 1, Math.ceil(q * ROUNDS) - 1)]!).toLocaleString('en');
  return `median ${at(0.5)}, p95 ${at(0.95)} leaves/s`;
}

async function proofsOf(
  root: Uint8Array,
): Promise<{ proofs: (readonly Uint8Array[])[]; reader: TileReader }> {
  const files = new Map<string, Uint8Array>();
  for (const { path, bytes } of new TileDeriver().append(leaves)) files.set(path, bytes);
  for (let n = 0; widthIn(0, n, LEAVES) > 0; n++) {
    const width = widthIn(0, n, LEAVES);
    const bundle = formatBundle(entries.slice(n * TILE_WIDTH, n * TILE_WIDTH + width));
    files.set(tilePath({ level: 'entries', index: n, width }), bundle);
  }
  const opened = await TileReader.open({ size: LEAVES, root }, async (path) => files.get(path) ?? null);
  if (opened.kind !== 'reader') throw new Error(`${opened.kind} ${opened.path}`);
  const proofs: (readonly Uint8Array[])[] = [];
  for (let index = 0; index < LEAVES; index++) {
    const built = await proveInclusion(index, LEAVES, opened.reader);
    if (built.kind !== 'proof') throw new Error(built.path);
    proofs.push(built.proof);
  }
  return { proofs, reader: opened.reader };
}

async function walk(reader: TileReader): Promise<void> {
  for await (const read of reader.entries()) if (read.kind !== 'entries') throw new Error(read.path);
}

const root = ownAppend();
if (Buffer.compare(root, peerAppend()) !== 0) throw new Error('the two trees differ');
const { proofs, reader } = await proofsOf(root);
const all = (holds: (proof: readonly Uint8Array[], index: number) => boolean) => () => {
  if (!proofs.every(holds)) throw new Error('a proof does not verify');
};
const own = all((proof, index) => {
  const claim = { index, size: LEAVES, leaf: leaves[index]!, root, proof };
  return verifyInclusion(claim).kind === 'valid';
});
const peer = all((proof, index) => peerVerify(index, leaves[index]!, proof, root));

console.log(
  `${LEAVES} leaves of ${ENTRY_BYTES} bytes, ${ROUNDS} rounds, ${cpus()[0]?.model}, Node ${process.version}`,
);
console.log(
  `append, root every ${BATCH}: ours ${await rate(ownAppend)}; node:crypto ${await rate(peerAppend)}`,
);
console.log(`verify inclusion:     ours ${await rate(own)}; node:crypto ${await rate(peer)}`);
console.log(`walk tiles, checked:  ours ${await rate(() => walk(reader))}`);
