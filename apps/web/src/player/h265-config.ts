const VPS = 32;
const SPS = 33;
/** Header, sub-layers, and the general part of profile_tier_level (ITU-T H.265 §7.3.2.2, §7.3.3). */
const SPS_BYTES = 15;

/**
 * The codec string (ISO/IEC 14496-15 §E.3) of an Annex B key unit of H.265, from its sequence parameter set; undefined
 * when it has none in front. Never throws.
 */
export function h265CodecOf(unit: Uint8Array): string | undefined {
  for (let i = 0; i + 6 < unit.length; i++) {
    if (unit[i] !== 0 || unit[i + 1] !== 0 || unit[i + 2] !== 1) continue;
    const type = ((unit[i + 3] as number) >> 1) & 0x3f;
    if (type === SPS) return codecString(withoutEmulation(unit, i + 3));
    // Parameter sets stand in front of the picture.
    if (type < VPS) return undefined;
  }
  return undefined;
}

function codecString(sps: readonly number[]): string | undefined {
  if (sps.length < SPS_BYTES) return undefined;
  const [profile = 0, ...rest] = sps.slice(3);
  const space = ['', 'A', 'B', 'C'][profile >> 6] ?? '';
  const tier = (profile & 0x20) === 0 ? 'L' : 'H';
  let compatible = 0;
  for (let i = 0; i < 32; i++) compatible += (((rest[i >> 3] ?? 0) >> (7 - (i & 7))) & 1) * 2 ** i;
  const constraints = rest.slice(4, 10);
  const used = constraints.slice(0, constraints.findLastIndex((byte) => byte !== 0) + 1);
  const hex = (n: number): string => n.toString(16).toUpperCase();
  const head = ['hev1', `${space}${profile & 0x1f}`, hex(compatible), `${tier}${rest[10] ?? 0}`];
  return [...head, ...used.map(hex)].join('.');
}

/** The first bytes of the unit at `start`, without emulation prevention (§7.3.1.1). */
function withoutEmulation(unit: Uint8Array, start: number): number[] {
  const out: number[] = [];
  let zeros = 0;
  for (let i = start; i < unit.length && out.length < SPS_BYTES; i++) {
    const byte = unit[i] as number;
    if (zeros >= 2 && byte === 3) zeros = 0;
    else {
      out.push(byte);
      zeros = byte === 0 ? zeros + 1 : 0;
    }
  }
  return out;
}
