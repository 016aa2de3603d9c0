import type { Area, DemoPersonas } from '@porchlight/contract';
import {
  exportPkcs8,
  generateSoftware,
  type Signer,
  type SoftwareKey,
  softwareSigner,
  toBase64Url,
} from '@porchlight/statements';

/** A synthetic programme's stand-in for a person with a passkey: a named software key. */
export interface Persona {
  readonly area: Area;
  readonly id: string;
  readonly name: string;
  readonly key: SoftwareKey;
  readonly privateKey: CryptoKey;
  readonly signer: Signer;
}

/** Makes a persona with a fresh P-256 key. */
export async function makePersona(area: Area, id: string, name: string): Promise<Persona> {
  const { privateKey, key } = await generateSoftware();
  return { area, id, name, key, privateKey, signer: await softwareSigner(privateKey, key) };
}

/** The fragment of the demo address: base64url of the personas' JSON (contract/demo-api.ts). */
export async function personasFragment(personas: readonly Persona[]): Promise<string> {
  const body: DemoPersonas = {
    personas: await Promise.all(
      personas.map(async (p) => ({
        area: p.area,
        id: p.id,
        name: p.name,
        pkcs8: await exportPkcs8(p.privateKey),
        raw: p.key.raw,
      })),
    ),
  };
  return toBase64Url(new TextEncoder().encode(JSON.stringify(body)));
}

/** The ES256 signature that signs a persona in (contract/session-api.ts). */
export async function signInSignature(persona: Persona, challenge: Uint8Array): Promise<string> {
  const prefix = new TextEncoder().encode('porchlight/sign-in/v1\0');
  const message = new Uint8Array(prefix.length + challenge.length);
  message.set(prefix);
  message.set(challenge, prefix.length);
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, persona.privateKey, message);
  return toBase64Url(new Uint8Array(signature));
}
