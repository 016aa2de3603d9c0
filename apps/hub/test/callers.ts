import type { EnrolAnswer, HubToGateway } from '@porchlight/contract';
import { keyIdOf } from '@porchlight/statements';
import {
  makeSigner,
  rosterStatement,
  signed,
  type TestPerson,
  type TestProgramme,
} from '@porchlight/testkit';
import { WebSocket } from 'ws';
import { authMessage, enrolGateway } from './scripted-gateway.ts';
import type { TestHub } from './test-hub.ts';

/** Whoever may knock at the hub. */
export const CALLERS = [
  'nobody',
  'owner',
  'operator',
  'supervisor',
  'clerk',
  'gateway',
  'intake',
  'struck-off',
  'other-programme',
] as const;
export type Caller = (typeof CALLERS)[number];

export type Area = 'owner' | 'console' | 'clerk';

/** What each caller holds: a session's token, for the attacker's use under any cookie's name. */
export type Tokens = Readonly<Partial<Record<Caller, string>>>;

/** Signs a person in with a software key; answers the token of the session. */
export async function signInPerson(hub: TestHub, area: Area, person: TestPerson): Promise<string> {
  const notice = { purpose: 'sign-in', noticeAccepted: true };
  const { body } = await hub.call('POST', `/api/${area}/challenge`, { body: notice });
  const { challenge } = body as { challenge: string };
  const label = Buffer.from('porchlight/sign-in/v1\0');
  const bytes = new Uint8Array(Buffer.concat([label, Buffer.from(challenge, 'base64url')]));
  const { sig: signature } = await person.signer.sign(bytes);
  const post = { kind: 'software', challenge, keyid: await keyIdOf(person.key), signature };
  const answer = await hub.call('POST', `/api/${area}/sign-in`, { body: post });
  if (answer.cookie === undefined) throw new Error(JSON.stringify(answer.body));
  return tokenOf(answer.cookie);
}

const tokenOf = (cookie: string): string => cookie.slice(cookie.indexOf('=') + 1);

/** The token under the name of every area's cookie, as somebody would try who may set cookies. */
export function allCookies(token: string | undefined): string {
  return ['owner', 'console', 'clerk'].map((area) => `porchlight_${area}=${token ?? ''}`).join('; ');
}

/** An owner with a gateway that proved its key. */
export async function joinWithGateway(
  hub: TestHub,
): Promise<{ owner: string; mediaToken: string; hangUp(): void }> {
  const signer = await makeSigner('software');
  const join = { name: 'House', email: '', key: { kind: 'software', key: signer.key } };
  const joined = await hub.call('POST', '/api/owner/join', { body: join });
  const { id, keys } = joined.body as { id: EnrolAnswer['ownerId']; keys: unknown };
  const gateway = await enrolGateway(hub, { ownerId: id, keys, cookie: joined.cookie ?? '' });
  const control = new WebSocket(`${hub.server.url.replace('http', 'ws')}/api/gateway/control`);
  const mediaToken = await new Promise<string>((resolve, reject) => {
    control.on('error', reject);
    control.on('message', async (data) => {
      const message = JSON.parse(String(data)) as HubToGateway;
      if (message.t === 'hello') control.send(JSON.stringify(await authMessage(gateway, message)));
      if (message.t === 'welcome') resolve(message.mediaToken);
    });
  });
  const beat = setInterval(() => control.send(JSON.stringify({ t: 'heartbeat', at: 1 })), 1000);
  const hangUp = (): void => {
    clearInterval(beat);
    control.terminate();
  };
  return { owner: tokenOf(joined.cookie ?? ''), mediaToken, hangUp };
}

/** A clerk strikes somebody off: their session stands, their right is gone. */
export async function strikeOff(
  hub: TestHub,
  programme: TestProgramme,
  clerk: string,
  personId: string,
): Promise<void> {
  const roster = hub.hub.trust.roster;
  const people = roster?.people.filter(({ id }) => id !== personId) ?? [];
  const { roster: held } = hub.hub.trust.current;
  const next = rosterStatement(people, {
    epoch: (roster?.epoch ?? 0) + 1,
    previous: held?.hash ?? null,
    issuedAt: hub.clock.now(),
    // A list that holds longer than the one before would take two.
    ...(roster && { expiresAt: roster.expiresAt }),
  });
  const envelope = await signed(next, programme.clerks[0].signer);
  const cookie = `porchlight_clerk=${clerk}`;
  const answer = await hub.call('POST', '/api/clerk/statements', { cookie, body: { envelope } });
  if ((answer.body as { kind?: string }).kind !== 'in-force') throw new Error(JSON.stringify(answer.body));
}
