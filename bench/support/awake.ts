import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Gives way to everything else, so that nobody waits for it. */
const SPIN = 'require("node:os").setPriority(19); for (;;);';

/**
 * Keeps every core from falling asleep while `work` is done. On a virtual machine waking an idle core for each picture can cost more
 * than the picture; the difference to a measurement without this is that cost.
 */
export async function awake<T>(work: () => Promise<T>): Promise<T> {
  const spinning = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', SPIN], { stdio: 'ignore' }),
  );
  try {
    return await work();
  } finally {
    for (const child of spinning) child.kill('SIGKILL');
  }
}
