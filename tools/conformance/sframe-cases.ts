import { encodeSframeHeader, parseSframeHeader, type SframeSuite } from '@porchlight/frame-crypto';
import { openFrame } from '@porchlight/frame-crypto/node';
import { createOpener } from '@porchlight/frame-crypto/web';
import type { Case, SuiteCases } from '../conformance.ts';

interface HeaderVector {
  readonly kid: number | bigint;
  readonly ctr: number | bigint;
  readonly encoded: string;
}

interface FrameVector {
  readonly cipher_suite: number;
  readonly kid: number;
  readonly ctr: number;
  readonly base_key: string;
  readonly metadata: string;
  readonly pt: string;
  readonly ct: string;
}

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** RFC 9605 headers, and whole frames of the suites 4 and 5 on both implementations (Node and WebCrypto). */
export function sframeCases(json: { header: HeaderVector[]; sframe: FrameVector[] }): SuiteCases {
  const frames = json.sframe.filter((vector) => vector.cipher_suite === 4 || vector.cipher_suite === 5);
  return {
    cases: [...json.header.map(headerCase), ...frames.flatMap(frameCases)],
    left: `${json.sframe.length - frames.length} frames of the AES-CTR-HMAC suites, which are not used here`,
  };
}

/** The values are read from the encoding: JSON numbers above 2⁵³ lose digits. */
function headerCase(vector: HeaderVector): Case {
  return {
    name: `header ${vector.encoded}`,
    run: () => {
      const bytes = hex(vector.encoded);
      const header = parseSframeHeader(bytes);
      if (header === undefined || header.length !== bytes.length) return false;
      const same = Number(header.kid) === Number(vector.kid) && Number(header.ctr) === Number(vector.ctr);
      return (
        same && Buffer.from(encodeSframeHeader(header.kid, header.ctr)).toString('hex') === vector.encoded
      );
    },
  };
}

function frameCases(vector: FrameVector): Case[] {
  const suite = vector.cipher_suite as SframeSuite;
  const input = { suite, baseKey: hex(vector.base_key), binding: hex(vector.metadata) };
  return [
    {
      name: `suite ${suite} opened on Node`,
      run: () =>
        openFrame({ ...input, message: hex(vector.ct), prefixBytes: 0 })?.plaintext.toString('hex') ===
        vector.pt,
    },
    {
      name: `suite ${suite} opened on WebCrypto`,
      run: async () => {
        const opener = await createOpener({ ...input, kid: vector.kid });
        const opened = await opener.open(hex(vector.ct), 0);
        return opened !== undefined && Buffer.from(opened.plaintext).toString('hex') === vector.pt;
      },
    },
  ];
}
