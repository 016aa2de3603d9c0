/** The codec string (RFC 6381) of an Annex B key unit, from its sequence parameter set; undefined when it has none. */
export function codecOf(unit: Uint8Array): string | undefined {
  for (let i = 0; i + 6 < unit.length; i++) {
    if (unit[i] !== 0 || unit[i + 1] !== 0 || unit[i + 2] !== 1) continue;
    const type = (unit[i + 3] as number) & 0x1f;
    if (type === 7) return `avc1.${hex(unit[i + 4])}${hex(unit[i + 5])}${hex(unit[i + 6])}`;
    // Parameter sets stand in front of the picture.
    if (type === 1 || type === 5) return undefined;
  }
  return undefined;
}

function hex(byte: number | undefined): string {
  return (byte ?? 0).toString(16).padStart(2, '0').toUpperCase();
}
