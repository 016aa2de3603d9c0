/** The test town's own SEI (H.264 Annex D, user_data_unregistered): this UUID, then µs since 1970, big-endian. */
const UUID = [
  0x7c, 0x1f, 0x0e, 0x6a, 0x5b, 0x93, 0x4d, 0xd2, 0x9e, 0x04, 0x70, 0x6f, 0x72, 0x63, 0x6c, 0x74,
] as const;
const NAL_SEI = 6;
const USER_DATA_UNREGISTERED = 5;
/** Parameter sets and SEI stand in front of the picture; further in there is nothing to find. */
const LOOK_INTO_BYTES = 1024;
const BODY_BYTES = 27;

/**
 * When the source sent this access unit (Annex B), in ms since 1970, for measuring from source to screen. Undefined for
 * units without such a mark, as all real cameras' are. Never throws.
 */
export function sendTimeMs(unit: Uint8Array): number | undefined {
  const end = Math.min(unit.length, LOOK_INTO_BYTES) - 4;
  for (let i = 0; i < end; i++) {
    if (unit[i] !== 0 || unit[i + 1] !== 0 || unit[i + 2] !== 1) continue;
    const type = (unit[i + 3] as number) & 0x1f;
    if (type === 1 || type === 5) return undefined;
    const found = type === NAL_SEI ? readBody(unit, i + 3) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function readBody(unit: Uint8Array, start: number): number | undefined {
  const body = withoutEmulation(unit, start);
  if (body.length < BODY_BYTES || body[1] !== USER_DATA_UNREGISTERED || body[2] !== 24) return undefined;
  if (!UUID.every((byte, i) => body[3 + i] === byte)) return undefined;
  const view = new DataView(Uint8Array.from(body).buffer);
  return Number(view.getBigUint64(19)) / 1000;
}

/** The first bytes of the NAL at `start`, without emulation prevention (§7.3.1). */
function withoutEmulation(unit: Uint8Array, start: number): number[] {
  const out: number[] = [];
  let zeros = 0;
  for (let i = start; i < unit.length && out.length < BODY_BYTES; i++) {
    const byte = unit[i] as number;
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    out.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out;
}
