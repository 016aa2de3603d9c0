import { randomBytes } from 'node:crypto';
import {
  type ConsoleContext,
  type ConsoleEvent,
  consoleEventSchema,
  type IncidentView,
  type LookAnswer,
  lookAnswerSchema,
} from '@porchlight/contract';
import { generateHpkeKeyPair, type HpkeKeyPair } from '@porchlight/frame-crypto';
import {
  type RequestStatement,
  requestIdSchema,
  signEnvelope,
  toBase64Url,
  unsignedEnvelope,
} from '@porchlight/statements';
import { WebSocket } from 'ws';
import { CliError } from '../cli-error.ts';
import type { Persona } from './persona.ts';
import { SiteClient } from './site-client.ts';

export interface Asked {
  readonly answer: LookAnswer;
  readonly keys: HpkeKeyPair;
  /** `performance.now()` just before the request went out, after it was signed. */
  readonly pressedAt: number;
}

export interface LookWish {
  readonly maxCameras: number;
  readonly minutes: number;
  readonly cameras?: readonly string[];
  /** Signed time; default now. */
  readonly issuedAt?: number;
}

/** An operator at the console's public interface, without a browser. */
export class OperatorClient {
  readonly client: SiteClient;
  readonly #persona: Persona;
  readonly #socket: WebSocket;
  readonly #incidents = new Map<string, IncidentView>();
  readonly #waiting = new Set<() => void>();
  #context: ConsoleContext | undefined;

  private constructor(client: SiteClient, persona: Persona, socket: WebSocket) {
    this.client = client;
    this.#persona = persona;
    this.#socket = socket;
    socket.on('message', (data: Buffer) =>
      this.#event(consoleEventSchema.parse(JSON.parse(data.toString('utf8')))),
    );
  }

  static async signIn(origin: string, persona: Persona): Promise<OperatorClient> {
    const client = new SiteClient(origin, 'console');
    await client.signIn(persona);
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/api/console/events`, {
      headers: client.headers(),
    });
    const operator = new OperatorClient(client, persona, socket);
    const lost = new Promise<never>((_, reject) => {
      socket.once('error', reject);
      socket.once('close', () => reject(new CliError('closed', 'the hub closed the console’s socket')));
    });
    // A socket that ends later is the caller's to notice.
    lost.catch(() => undefined);
    await Promise.race([lost, operator.until('the console’s first snapshot', () => operator.#context)]);
    return operator;
  }

  incident(incidentId: string): IncidentView | undefined {
    return this.#incidents.get(incidentId);
  }

  /** Waits until `look` returns something, looking again at each event. Rejects after `limitMs`. */
  until<T>(what: string, look: () => T | undefined, limitMs = 15_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const again = (): void => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(again);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(again);
        reject(new CliError('timeout', `${what} did not come within ${limitMs / 1000} s`));
      }, limitMs);
      this.#waiting.add(again);
      again();
    });
  }

  /** Signs one request for an incident and hands it in. */
  async ask(incidentId: string, wish: LookWish): Promise<Asked> {
    const incident = this.#incidents.get(incidentId);
    const context = this.#context;
    if (incident === undefined || context === undefined)
      throw new CliError('order', `incident ${incidentId} is not in the queue`);
    const keys = await generateHpkeKeyPair();
    const statement: RequestStatement = {
      v: 1,
      kind: 'request',
      programme: context.programme as RequestStatement['programme'],
      requestId: requestIdSchema.parse(randomBytes(16).toString('hex')),
      incidentId: incident.incidentId,
      incidentHash: incident.hash,
      class: incident.class,
      action: 'live',
      maxCameras: wish.maxCameras,
      ...(wish.cameras === undefined
        ? {}
        : { cameras: [...wish.cameras] as NonNullable<RequestStatement['cameras']> }),
      minutes: wish.minutes,
      follow: true,
      operatorId: context.operatorId,
      rosterEpoch: context.rosterEpoch,
      policyHash: context.policyHash,
      hpkePublicKey: toBase64Url(keys.publicKey),
      issuedAt: wish.issuedAt ?? Date.now(),
    };
    const request = await signEnvelope(unsignedEnvelope(statement), this.#persona.signer);
    const pressedAt = performance.now();
    const answer = await this.client.post('/api/console/looks', { request }, lookAnswerSchema);
    return { answer, keys, pressedAt };
  }

  close(): void {
    this.#socket.close();
  }

  #event(event: ConsoleEvent): void {
    if (event.t === 'snapshot') {
      this.#context = event.context;
      for (const incident of event.incidents) this.#incidents.set(incident.incidentId, incident);
    }
    if (event.t === 'context') this.#context = event.context;
    if (event.t === 'incident') this.#incidents.set(event.incident.incidentId, event.incident);
    for (const again of [...this.#waiting]) again();
  }
}
