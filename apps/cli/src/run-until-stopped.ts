/** A part that was started: its address and how to stop it. */
export interface Running {
  readonly url: string;
  close(): Promise<void>;
}

/** What a part tells the process that started it. */
export interface ReadyMessage {
  readonly ready: string;
  /** The gateway's code for its local page, when it was made at this start. */
  readonly localCode?: string;
}

/**
 * Says that the part is ready, then waits for SIGINT or SIGTERM and closes it. When another process of ours started it
 * (there is an IPC channel), tells that one the address, and stops when it goes.
 */
export async function runUntilStopped(name: string, running: Running, localCode?: string): Promise<void> {
  console.log(`porchlight ${name}: ready at ${running.url}`);
  if (localCode !== undefined) console.log(`code for the local page (shown once): ${localCode}`);
  const message: ReadyMessage = { ready: running.url, ...(localCode === undefined ? {} : { localCode }) };
  process.send?.(message);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    process.once('disconnect', () => resolve());
  });
  await running.close();
  if (process.connected) process.disconnect();
}
