import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as z from 'zod';
import { BackupError } from './backup-error.ts';

export const MANIFEST = 'manifest.json';
const MAX_BYTES = 10 * 1024 * 1024;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Below the backup's folder, with `/`; nothing that climbs out of it. */
const path = z
  .string()
  .max(300)
  .regex(/^[\w.-]+(\/[\w.-]+)*$/)
  .refine((text) => !text.split('/').includes('..'));

const manifestSchema = z.strictObject({
  schema: z.literal('porchlight/backup/v1'),
  /** When the rows were read, ISO 8601. */
  madeAt: z.iso.datetime(),
  /** The public log in it: entries, and the root that they make (base64). */
  log: z.strictObject({ size: z.int().min(0), root: z.string().length(44) }),
  migrations: z.array(z.string().max(200)).max(1000),
  tables: z
    .array(
      z.strictObject({
        schema: z.string().max(63),
        name: z.string().max(63),
        columns: z.array(z.string().max(63)).max(200),
        rows: z.int().min(0),
        sequences: z.record(z.string().max(63), z.string().regex(/^\d{1,19}$/)),
      }),
    )
    .max(500),
  files: z.array(z.strictObject({ path, bytes: z.int().min(0), sha256 })).max(1000),
});
export type Manifest = z.output<typeof manifestSchema>;

/** Path, length and SHA-256 of every file below a folder but the manifest, in order of path. */
export async function describeFiles(dir: string): Promise<Manifest['files']> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .filter((name) => name !== MANIFEST)
    .sort();
  const files: Manifest['files'] = [];
  for (const name of paths) {
    const { size } = await stat(join(dir, name));
    files.push({ path: name, bytes: size, sha256: await hashOf(join(dir, name)) });
  }
  return files;
}

/** Reads the manifest and compares every file with it. Throws {@link BackupError} `damaged` that names what is wrong. */
export async function readBackup(dir: string): Promise<Manifest> {
  const manifest = await readManifest(dir);
  const present = new Map((await describeFiles(dir)).map((file) => [file.path, file]));
  for (const file of manifest.files) {
    const here = present.get(file.path);
    if (here === undefined) throw new BackupError('damaged', `The backup lacks its file ${file.path}.`);
    if (here.sha256 !== file.sha256)
      throw new BackupError('damaged', `The file ${file.path} of the backup is not what was written.`);
    present.delete(file.path);
  }
  for (const name of present.keys())
    throw new BackupError('damaged', `The file ${name} does not belong to the backup.`);
  return manifest;
}

async function readManifest(dir: string): Promise<Manifest> {
  try {
    const text = await readFile(join(dir, MANIFEST), 'utf8');
    if (text.length > MAX_BYTES) throw new Error('too large');
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new BackupError(
      'damaged',
      `There is no whole backup in ${dir}: its ${MANIFEST} cannot be read.`,
      cause,
    );
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return hash.digest('hex');
}
