/** Waits until `done`; rejects with `what` after `limitMs`. */
export async function waitFor(what: string, done: () => boolean, limitMs = 15_000): Promise<void> {
  for (const end = performance.now() + limitMs; !done(); ) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
