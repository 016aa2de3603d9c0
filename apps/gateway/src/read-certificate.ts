import { readFile } from 'node:fs/promises';
import { GatewayStartError } from './gateway-start-error.ts';

/** The text of a PEM file, or undefined when none was named. Throws {@link GatewayStartError} `certificate`. */
export async function readCertificate(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    const text = await readFile(path, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch (cause) {
    throw new GatewayStartError('certificate', `The certificate file ${path} cannot be read.`, { cause });
  }
  throw new GatewayStartError('certificate', `The file ${path} holds no certificate in PEM form.`);
}
