import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCE = fileURLToPath(new URL('../../../tools/foreign/log-reader', import.meta.url));
const run = promisify(execFile);

export interface ForeignReading {
  readonly code: number;
  /** Both outputs. */
  readonly said: string;
}

/** Builds the reader of other people's libraries (tools/foreign/log-reader) into a folder; Go comes with tools/prepare-test-machine.ts. */
export async function buildForeignReader(
  folder: string,
): Promise<(args: readonly string[]) => Promise<ForeignReading>> {
  const binary = join(folder, 'log-reader');
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '' };
  await run('go', ['build', '-o', binary, '.'], {
    cwd: SOURCE,
    env: { ...env, GOCACHE: join(folder, 'cache') },
  });
  return async (args) => {
    const { code, said } = await run(binary, args).then(
      ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
      (failed: { code: number; stdout: string; stderr: string }) => ({
        code: failed.code,
        said: failed.stdout + failed.stderr,
      }),
    );
    return { code, said };
  };
}

/** Serves another server's log with one bit of one file turned. Close it. */
export async function serveAltered(
  log: string,
  path: string,
): Promise<{ readonly url: string; close(): void }> {
  const server: Server = createServer(async (request, response) => {
    const answer = await fetch(`${log}${request.url}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    // Of the checkpoint the root's first letter: the rest of a line might be read in more than one way.
    const at = path === 'checkpoint' ? bytes.indexOf('\n', bytes.indexOf('\n') + 1) + 1 : bytes.length - 1;
    if (request.url === `/${path}`) bytes[at] = (bytes[at] as number) ^ 1;
    response.writeHead(answer.status).end(bytes);
  });
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() };
}
