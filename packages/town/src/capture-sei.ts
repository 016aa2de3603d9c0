/**
 * The town's own SEI (H.264 Annex D.1.6, user_data_unregistered): this UUID, then the time at which the picture was
 * sent, µs since 1970, as a big-endian 64-bit integer. Lets a test measure from the source's send to the screen.
 */
const SEND_TIME_UUID = Buffer.from('7c1f0e6a5b934dd29e04706f72636c74', 'hex');
const NAL_SEI = 6;
const PAYLOAD_USER_DATA = 5;

/** The SEI NAL without start code, with emulation prevention. */
export function sendTimeSei(sentUs: number): Buffer {
  const body = Buffer.alloc(3 + 24 + 1);
  body[0] = NAL_SEI;
  body[1] = PAYLOAD_USER_DATA;
  body[2] = 24;
  SEND_TIME_UUID.copy(body, 3);
  body.writeBigInt64BE(BigInt(Math.round(sentUs)), 19);
  body[27] = 0x80;
  return preventEmulation(body);
}

/** The send time in µs from a NAL without start code, or undefined when it is another NAL. Never throws. */
export function readSendTimeSei(nal: Uint8Array): number | undefined {
  if (nal.length < 28 || nal.length > 48 || ((nal[0] as number) & 31) !== NAL_SEI) return undefined;
  const body = Buffer.from(removeEmulation(nal));
  if (body.length < 27 || body[1] !== PAYLOAD_USER_DATA || body[2] !== 24) return undefined;
  if (!body.subarray(3, 19).equals(SEND_TIME_UUID)) return undefined;
  return Number(body.readBigInt64BE(19));
}

function preventEmulation(body: Buffer): Buffer {
  const out: number[] = [];
  let zeros = 0;
  for (const byte of body) {
    if (zeros >= 2 && byte <= 3) {
      out.push(3);
      zeros = 0;
    }
    out.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(out);
}

function removeEmulation(nal: Uint8Array): number[] {
  const out: number[] = [];
  let zeros = 0;
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    out.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out;
}
