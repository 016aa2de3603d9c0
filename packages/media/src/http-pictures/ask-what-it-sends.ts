import type { AddressPolicy } from '../address-policy.ts';
import { FAULTS, StreamFault } from '../camera-state.ts';
import { pictureBody } from './picture-body.ts';
import { PictureClient } from './picture-client.ts';

/** What stands behind a web address; `fault`: the box could not ask, with the sentence that says why. */
export type Answers =
  | { readonly kind: 'pictures' | 'something-else' }
  | { readonly kind: 'fault'; readonly detail: string };

/**
 * Asks once, without credentials. What wants a user and a password is taken for a camera that sends pictures: whatever else cameras
 * serve over the web wants a token. Never throws.
 */
export async function askWhatItSends(url: string, policy: AddressPolicy): Promise<Answers> {
  try {
    const client = await PictureClient.to({ url, username: '', password: '' }, policy);
    const response = await client.ask(new AbortController().signal);
    response.destroy();
    const { statusCode, headers } = response;
    const wantsPassword = statusCode === 401 && /\b(basic|digest)\s/i.test(headers['www-authenticate'] ?? '');
    const sends = statusCode === 200 && pictureBody(headers['content-type']) !== undefined;
    return { kind: wantsPassword || sends ? 'pictures' : 'something-else' };
  } catch (error) {
    if (!(error instanceof StreamFault)) throw error;
    if (error.state === FAULTS.noJpeg) return { kind: 'something-else' };
    return { kind: 'fault', detail: error.state.detail };
  }
}
