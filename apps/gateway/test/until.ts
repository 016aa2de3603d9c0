/** Asks again every 20 ms until there is an answer. Rejects when there is none in time, naming what was waited for. */
export async function until<T>(
  find: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  what: string,
  withinMs = 20_000,
): Promise<T> {
  for (const end = performance.now() + withinMs; performance.now() < end; ) {
    const found = await find();
    if (found) return found;
    await new Promise((later) => setTimeout(later, 20));
  }
  throw new Error(`waited in vain for ${what}`);
}
