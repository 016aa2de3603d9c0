import { fromBase64Url } from './bytes.ts';
import {
  type Envelope,
  envelopeSchema,
  MAX_PAYLOAD_BYTES,
  payloadTypeOf,
  statementHash,
} from './envelope.ts';
import { STATEMENT_SCHEMAS, type StatementKind, type StatementOf } from './kinds.ts';
import { parseStrictJson } from './strict-json.ts';
import { ok, refused, type Verdict } from './verdict.ts';

export interface ReadStatement<K extends StatementKind> {
  readonly statement: StatementOf<K>;
  /** {@link statementHash} of the envelope as received. */
  readonly hash: string;
  readonly envelope: Envelope;
}

/**
 * Parses an envelope of the given kind: size, payload type, strict JSON, schema, in this order.
 * **No signature is checked here.** Never throws, whatever it is given.
 */
export async function readStatement<K extends StatementKind>(
  kind: K,
  envelope: unknown,
): Promise<Verdict<ReadStatement<K>>> {
  const outer = envelopeSchema.safeParse(envelope);
  if (!outer.success) {
    const tooLarge = outer.error.issues.some((i) => i.code === 'too_big' && i.path[0] === 'payload');
    return refused(tooLarge ? 'too-large' : 'malformed', 'not a DSSE envelope within its limits');
  }
  if (outer.data.payloadType !== payloadTypeOf(kind))
    return refused('wrong-type', `expected a ${kind} statement`);
  const payload = fromBase64Url(outer.data.payload);
  if (payload === undefined) return refused('malformed', 'the payload is not base64url');
  if (payload.length > MAX_PAYLOAD_BYTES) return refused('too-large', `more than ${MAX_PAYLOAD_BYTES} bytes`);
  const json = parseStrictJson(payload);
  if (json.kind === 'duplicate-key') return refused('duplicate-key', 'an object names a key twice');
  if (json.kind === 'malformed') return refused('malformed', 'the payload is not UTF-8 JSON');
  const parsed = STATEMENT_SCHEMAS[kind].safeParse(json.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refused('malformed', `${issue?.path.join('.') || 'statement'}: ${issue?.message ?? 'invalid'}`);
  }
  return ok({
    statement: parsed.data as StatementOf<K>,
    hash: await statementHash(outer.data),
    envelope: outer.data,
  });
}
