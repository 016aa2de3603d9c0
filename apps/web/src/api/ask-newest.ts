const AT_MOST = 4;

/**
 * An answer that is no older than anything heard meanwhile by another way: asked again where a message came while it was under
 * way, so that what was true before it never takes its place. `heard`: how many messages came so far.
 */
export async function askNewest<T>(ask: () => Promise<T>, heard: () => number): Promise<T> {
  for (let n = 1; ; n++) {
    const before = heard();
    const answer = await ask();
    if (heard() === before || n === AT_MOST) return answer;
  }
}
