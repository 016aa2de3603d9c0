import { createHash } from 'node:crypto';
import { access, chmod, constants, mkdir, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IntakeError } from './intake-error.ts';

/** A folder that this process alone writes to, until it is released. */
export interface StateFolder {
  readonly path: string;
  release(): Promise<void>;
}

/** Makes the folder when missing (mode 700) and locks it; the lock falls with the process, whatever way it ends. */
export async function claimStateFolder(dir: string): Promise<StateFolder> {
  let path: string;
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    path = await realpath(dir);
    await chmod(path, 0o700);
    await access(path, constants.W_OK);
  } catch (cause) {
    throw new IntakeError('state-unwritable', `The state folder ${dir} cannot be written.`, { cause });
  }
  const name = `porchlight-intake-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    // An abstract socket on Linux: nothing stays behind after a kill.
    server.listen(process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name), done);
  }).catch((cause: unknown) => {
    throw new IntakeError('state-locked', `Another intake uses the state folder ${path}.`, { cause });
  });
  server.unref();
  return { path, release: () => new Promise((done) => server.close(() => done())) };
}
