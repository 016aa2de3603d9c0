import { type NoViewKey, type NoViewPost, noViewCaseSchema, noViewReceiptSchema } from '@porchlight/contract';
import * as z from 'zod';
import { call } from '../api/call.ts';

export function sendRequest(post: NoViewPost) {
  return call('POST', '/api/no-view', noViewReceiptSchema, post);
}

/** The secret goes in the body, so that no log of addresses holds it. */
export function loadCase(key: NoViewKey) {
  return call('POST', '/api/no-view/case', noViewCaseSchema, key);
}

export function withdrawCase(key: NoViewKey) {
  return call('POST', '/api/no-view/withdraw', z.unknown(), key);
}
