import type { AccessUnit } from '@porchlight/media';

const MAX_UNITS = 64;
const MAX_BYTES = 2_000_000;

/** Units that wait for a key epoch, in order; over 64 units or 2 MB all are dropped up to the next key unit. */
export class HeldUnits {
  #units: AccessUnit[] = [];
  #bytes = 0;
  #awaitingKey = false;

  push(unit: AccessUnit): void {
    if (this.#awaitingKey && !unit.key) return;
    this.#awaitingKey = false;
    this.#units.push(unit);
    this.#bytes += unit.data.length;
    if (this.#units.length <= MAX_UNITS && this.#bytes <= MAX_BYTES) return;
    this.clear();
    this.#awaitingKey = true;
  }

  has(unit: AccessUnit): boolean {
    return this.#units.includes(unit);
  }

  /** The units in order, without those before `from` when it is among them; none is left. */
  take(from?: AccessUnit): AccessUnit[] {
    const units = this.#units;
    this.clear();
    return from === undefined ? units : units.slice(Math.max(0, units.indexOf(from)));
  }

  clear(): void {
    this.#units = [];
    this.#bytes = 0;
    this.#awaitingKey = false;
  }
}
