/** Waits until the address answers 200; the milliseconds that took. Rejects after `limitMs`. */
export async function untilReady(url: string, limitMs = 30_000): Promise<number> {
  const from = performance.now();
  for (;;) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      (answer) => answer.arrayBuffer().then(() => answer.ok),
      () => false,
    );
    const took = performance.now() - from;
    if (ok) return took;
    if (took > limitMs) throw new Error(`${url} was not ready within ${limitMs} ms`);
    await new Promise((later) => setTimeout(later, 20));
  }
}
