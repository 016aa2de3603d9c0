import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CLI, type RealProgramme } from './real-programme.ts';

const run = promisify(execFile);
type Where = Pick<RealProgramme, 'dir' | 'origin'>;

export async function ceremony(...args: string[]): Promise<string> {
  return (await run(process.execPath, [CLI, 'ceremony', ...args])).stdout;
}

/** Drafts a change of the root, has two of three sign it, and puts it in force for the hub's next start. Answers the lines that change. */
export async function newRoot({ dir }: Where, ...change: string[]): Promise<string> {
  const [trust, draft] = [join(dir, 'trust.json'), join(dir, 'draft.json')];
  const previous = ['--previous', trust];
  const changes = await ceremony('draft', ...previous, ...change, '--out', draft);
  for (const n of [1, 3])
    await ceremony('sign', draft, '--key', join(dir, 'keys', `root-${n}.json`), ...previous);
  await ceremony('finish', draft, ...previous, '--out', trust);
  return changes;
}

/** What `porchlight verify` says of the programme's log from its address; rejects when it ends with another status than 0. */
export async function verify({ dir, origin }: Where, ...more: string[]): Promise<string> {
  const root = ['--root', join(dir, 'trust.json')];
  return (await run(process.execPath, [CLI, 'verify', `${origin}/log`, ...root, ...more])).stdout;
}
