import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Acknowledged } from './call-load.ts';
import type { SoakProgramme } from './soak-programme.ts';

const CLI = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));
/** Line of `postmaster.pid` with the folder of the socket. */
const SOCKET_LINE = 4;
const DELIVERED_WITHIN_MS = 60_000;

export interface Stands {
  /** Acknowledged statements that are not in the database. */
  readonly lost: readonly Acknowledged[];
  readonly rows: number;
  readonly tookMs: number;
}

/** Waits until every acknowledged statement is in the hub's database, at most a minute, and names those that are not. */
export async function whatStands(dir: string, acknowledged: readonly Acknowledged[]): Promise<Stands> {
  const from = performance.now();
  for (;;) {
    const rows = await statementsIn(dir).catch(() => undefined);
    const lost = rows && acknowledged.filter((each) => !rows.has(keyOf(each)));
    const tookMs = performance.now() - from;
    if (rows && lost && (lost.length === 0 || tookMs > DELIVERED_WITHIN_MS))
      return { lost, rows: rows.size, tookMs };
    if (tookMs > 2 * DELIVERED_WITHIN_MS) throw new Error('the hub’s database cannot be read');
    await new Promise((later) => setTimeout(later, 200));
  }
}

const keyOf = ({ incidentId, seq }: Acknowledged): string => `${incidentId} ${seq}`;

/** The statements by incident and number; the table's key lets none stand twice. */
async function statementsIn(dir: string): Promise<Set<string>> {
  const socket = (await readFile(join(dir, 'hub', 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[
    SOCKET_LINE
  ];
  const client = new pg.Client({
    host: socket ?? '',
    port: 5432,
    user: 'porchlight',
    database: 'porchlight',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ incident_id: string; seq: number }>(
      'select incident_id, seq from incident_statement',
    );
    return new Set(rows.map((row) => keyOf({ incidentId: row.incident_id, seq: row.seq })));
  } finally {
    await client.end();
  }
}

/** Runs `porchlight verify` over the hub's public log. `status` 0: everything passed. */
export function verifyPublicLog(programme: SoakProgramme): Promise<{ status: number; text: string }> {
  const args = [CLI, 'verify', `${programme.origin}/log`, '--root', programme.trustFile];
  return new Promise((resolve) =>
    execFile(process.execPath, args, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code ?? -1), text: `${stdout}${stderr}` }),
    ),
  );
}

/** Command lines of processes that name the folder. */
export async function processesOf(dir: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(dir)).map((line) => line.replaceAll('\0', ' ').trim());
}
