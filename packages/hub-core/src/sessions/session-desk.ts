import type { Area } from '@porchlight/contract';
import type { Clock, EpochMs } from '@porchlight/domain';
import { fromBase64Url, keyIdOf, type PublicKey, sha256, toBase64Url } from '@porchlight/statements';
import { rawSignatureHolds } from '../crypto/raw-signature.ts';
import type { Random } from '../ports.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import type { ChallengeDesk } from './challenge-desk.ts';
import type { KeyHolder, KeyHolders } from './key-holders.ts';
import type { AssertionPost, Passkeys } from './passkeys.ts';
import { IDLE_LOCK_MS, SESSION_MS, type SignedIn } from './signed-in.ts';

export type SignInPost =
  | (AssertionPost & { readonly kind: 'passkey' })
  | {
      readonly kind: 'software';
      readonly challenge: string;
      readonly keyid: string;
      readonly signature: string;
    };

export interface SessionDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly trust: TrustDesk;
  readonly holders: KeyHolders;
  readonly challenges: ChallengeDesk;
  readonly passkeys: Passkeys;
}

/** The token goes into the cookie and nowhere else. */
export type Opened = { readonly kind: 'ok'; readonly token: string; readonly who: SignedIn } | Refused;

/** A session is marked as used at most this often. */
const TOUCH_MS = 10_000;

/** Log-on: five failures of a key or an address lock it for ten minutes; every attempt is in the audit. */
export class SessionDesk {
  readonly #parts: SessionDeskParts;

  constructor(parts: SessionDeskParts) {
    this.#parts = parts;
  }

  async signIn(area: Area, post: SignInPost, address: string): Promise<Opened> {
    const { store, clock } = this.#parts;
    const named = post.kind === 'passkey' ? post.credentialId : post.keyid;
    // In a synthetic programme everybody sits at one address: there the key alone is locked.
    const { synthetic } = this.#parts.trust.current.root;
    const key = `key:${area}:${named}`;
    const subjects = synthetic ? [key] : [key, `address:${address}`];
    for (const subject of subjects)
      if ((await store.sessions.lockedUntil(subject, clock.now())) !== null) return refuse('locked');
    const proved = await this.#prove(area, post);
    if (proved.kind === 'refused') return this.#failed(area, named, subjects, proved);
    await store.sessions.clearFailures(key);
    return this.open(area, proved.holder, proved.key, 'sign-in');
  }

  /** Opens a session for a proved key, with its audit row first. */
  async open(area: Area, holder: KeyHolder, key: PublicKey, act: string): Promise<Opened> {
    const { store, clock, random } = this.#parts;
    const token = toBase64Url(random.bytes(32));
    const tokenHash = await hashOf(token);
    const now = clock.now();
    await store.transaction(async (stores) => {
      await stores.audit.append({ at: now, actor: holder.id, act, subject: area, detail: '' });
      await stores.sessions.open({
        tokenHash,
        area,
        subjectId: holder.id,
        keyId: await keyIdOf(key),
        createdAt: now,
        seenAt: now,
        expiresAt: now + SESSION_MS[area],
      });
    });
    return { kind: 'ok', token, who: signedIn(area, holder, tokenHash) };
  }

  /** Who this token is, if the session holds: not idle, not struck off, the key still in the roster. `touch`: a person acted. */
  async find(area: Area, token: string, touch: boolean): Promise<{ kind: 'ok'; who: SignedIn } | Refused> {
    return token.length === 43 ? this.check(area, await hashOf(token), touch) : refuse('signed-out');
  }

  async check(
    area: Area,
    tokenHash: string,
    touch: boolean,
  ): Promise<{ kind: 'ok'; who: SignedIn } | Refused> {
    const { store, clock, holders } = this.#parts;
    const now = clock.now();
    const session = await store.sessions.find(tokenHash, now);
    if (session === undefined || session.area !== area) return refuse('signed-out');
    if (now - session.seenAt > IDLE_LOCK_MS[area]) return refuse('idle-locked');
    const holder = await holders.byId(area, session.subjectId);
    if (holder === undefined || !(await holds(holder, session.keyId))) return refuse('struck-off');
    if (touch && now - session.seenAt > TOUCH_MS) await store.sessions.touch(tokenHash, now);
    return { kind: 'ok', who: signedIn(area, holder, tokenHash) };
  }

  async signOut(who: SignedIn): Promise<void> {
    const { store, clock } = this.#parts;
    const row = { at: clock.now(), actor: who.id, act: 'sign-out', subject: who.area, detail: '' };
    await store.transaction(async (stores) => {
      await stores.audit.append(row);
      await stores.sessions.close(who.tokenHash);
    });
  }

  async sweep(now: EpochMs): Promise<void> {
    await this.#parts.store.sessions.sweep(now);
  }

  async #prove(
    area: Area,
    post: SignInPost,
  ): Promise<{ kind: 'ok'; holder: KeyHolder; key: PublicKey } | Refused> {
    const { holders, challenges } = this.#parts;
    if ((await challenges.use(post.challenge, area, 'sign-in')) === undefined)
      return refuse('challenge-used');
    const holder =
      post.kind === 'passkey'
        ? await holders.byCredentialId(area, post.credentialId)
        : await holders.byKeyId(area, post.keyid);
    if (holder === undefined) return refuse('unknown-key');
    const key = await this.#keyOf(holder, post);
    if (key === undefined) return refuse('bad-signature');
    return { kind: 'ok', holder, key };
  }

  /** The holder's key that answered, or undefined when none did. */
  async #keyOf(holder: KeyHolder, post: SignInPost): Promise<PublicKey | undefined> {
    for (const key of holder.keys) {
      if (post.kind === 'passkey') {
        if (key.kind !== 'passkey' || key.credentialId !== post.credentialId) continue;
        return (await this.#parts.passkeys.assertionHolds(key, post)) ? key : undefined;
      }
      if (!this.#parts.trust.current.root.synthetic || key.kind !== 'software') continue;
      if ((await keyIdOf(key)) !== post.keyid) continue;
      const bytes = signInBytes(post.challenge);
      return bytes && (await rawSignatureHolds(key, post.signature, bytes)) ? key : undefined;
    }
    return undefined;
  }

  async #failed(area: Area, named: string, subjects: readonly string[], refusal: Refused): Promise<Refused> {
    const { store, clock } = this.#parts;
    const at = clock.now();
    const detail = refusal.code;
    await store.audit.append({
      at,
      actor: named.slice(0, 100),
      act: 'sign-in-failed',
      subject: area,
      detail,
    });
    let locked = false;
    for (const subject of subjects)
      locked = (await store.sessions.recordFailure(subject, at)) !== null || locked;
    return locked ? refuse('locked') : refusal;
  }
}

/** UTF-8 `porchlight/sign-in/v1` ‖ 0x00 ‖ challenge bytes: what a software key signs. */
function signInBytes(challenge: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = fromBase64Url(challenge);
  if (bytes === undefined) return undefined;
  const prefix = new TextEncoder().encode('porchlight/sign-in/v1\0');
  return new Uint8Array([...prefix, ...bytes]);
}

async function hashOf(token: string): Promise<string> {
  return toBase64Url(await sha256(new TextEncoder().encode(token)));
}

async function holds(holder: KeyHolder, keyId: string): Promise<boolean> {
  for (const key of holder.keys) if ((await keyIdOf(key)) === keyId) return true;
  return false;
}

function signedIn(area: Area, holder: KeyHolder, tokenHash: string): SignedIn {
  const { id, name, roles, keys } = holder;
  return { area, id, name, roles, keys, tokenHash };
}
