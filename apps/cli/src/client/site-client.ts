import { type Area, challengeSchema, problemSchema } from '@porchlight/contract';
import { fromBase64Url, keyIdOf } from '@porchlight/statements';
import type * as z from 'zod';
import { CliError } from '../cli-error.ts';
import { type Persona, signInSignature } from './persona.ts';

/** One person's session with a hub over its public interface: requests carry the area's cookie and the site's origin. */
export class SiteClient {
  readonly origin: string;
  readonly area: Area;
  #cookie: string | undefined;

  constructor(origin: string, area: Area) {
    this.origin = origin;
    this.area = area;
  }

  /** Headers that a browser of this session would send; for sockets. */
  headers(): Record<string, string> {
    return { origin: this.origin, ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }) };
  }

  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(await this.send('GET', path));
  }

  async post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(await this.send('POST', path, body));
  }

  /** Sends and returns the JSON answer (undefined when empty). Throws CliError with the hub's own sentence on a refusal. */
  async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.origin}${path}`, {
      method,
      headers: { ...this.headers(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookie = response.headers.getSetCookie().find((c) => c.startsWith(`porchlight_${this.area}=`));
    if (cookie !== undefined) this.#cookie = cookie.split(';', 1)[0];
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.ok) return answer;
    const problem = problemSchema.safeParse(answer);
    if (problem.success) throw new CliError(problem.data.code, `${method} ${path}: ${problem.data.detail}`);
    throw new CliError('http', `${method} ${path} answered ${response.status}`);
  }

  /** Signs a persona in with its software key. */
  async signIn(persona: Persona): Promise<void> {
    const { challenge } = await this.post(
      `/api/${this.area}/challenge`,
      { purpose: 'sign-in', noticeAccepted: true },
      challengeSchema,
    );
    const bytes = fromBase64Url(challenge) ?? new Uint8Array();
    await this.send('POST', `/api/${this.area}/sign-in`, {
      kind: 'software',
      challenge,
      keyid: await keyIdOf(persona.key),
      signature: await signInSignature(persona, bytes),
    });
  }
}
