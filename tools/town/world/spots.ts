/** Things at places, to ask whether one is near. */
export class Spots<T extends { x: number; y: number }> {
  static readonly CELL_M = 24;
  readonly all: T[] = [];
  readonly #cells = new Map<number, T[]>();
  readonly #near = new Map<number, readonly T[]>();

  add(spot: T): void {
    this.all.push(spot);
    const key = this.#key(spot.x, spot.y, 0, 0);
    this.#cells.set(key, [...(this.#cells.get(key) ?? []), spot]);
  }

  /** True when one is within `m` ≤ 24 metres (the limit itself counts). */
  near(x: number, y: number, m: number): boolean {
    return this.around(x, y).some((spot) => Math.hypot(spot.x - x, spot.y - y) <= m);
  }

  /** All within 24 metres, and some beyond. */
  around(x: number, y: number): readonly T[] {
    const found: T[] = [];
    for (const i of [-1, 0, 1])
      for (const j of [-1, 0, 1]) {
        const cell = this.#cells.get(this.#key(x, y, i, j));
        if (cell !== undefined) found.push(...cell);
      }
    return found;
  }

  /** What lies within 3 m of any point of the point's cell of 4 m; remembered, for asking often. */
  cell(x: number, y: number): readonly T[] {
    const [i, j] = [Math.floor(x / 4), Math.floor(y / 4)];
    const key = (i + 65_536) * 131_072 + j;
    const known = this.#near.get(key);
    if (known !== undefined) return known;
    const [cx, cy] = [i * 4 + 2, j * 4 + 2];
    const found = this.around(cx, cy).filter((spot) => Math.hypot(spot.x - cx, spot.y - cy) <= 6);
    this.#near.set(key, found);
    return found;
  }

  #key(x: number, y: number, i: number, j: number): number {
    const column = Math.floor(x / Spots.CELL_M) + i + 4096;
    return column * 8192 + Math.floor(y / Spots.CELL_M) + j + 4096;
  }
}
