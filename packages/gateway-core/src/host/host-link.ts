import {
  HEARTBEAT_MS,
  HEARTBEAT_SILENCE_MS,
  type HostToHub,
  type HubToHost,
  hostAuthBytes,
  hubToHostSchema,
  MAX_HOST_MESSAGE_BYTES,
  type Sealed,
  type TakenIn,
} from '@porchlight/contract';
import type { GatewayId, HostId, OwnerId } from '@porchlight/domain';
import { fromBase64Url, parseStrictJson, type Signer } from '@porchlight/statements';
import { SerialQueue } from '../gateway/serial-queue.ts';
import type { GatewayLog, Random } from '../ports.ts';
import { type ControlSocket, openControlSocket } from '../uplink/control-socket.ts';
import { socketUrl } from '../uplink/hub-url.ts';

export interface HostLinkPorts {
  readonly hub: URL;
  readonly ca: string | undefined;
  readonly random: Random;
  readonly log: GatewayLog;
  readonly hostId: HostId;
  readonly signer: Signer;
  readonly takeIn: (ownerId: OwnerId, code: Sealed) => Promise<TakenIn>;
  readonly letGo: (gatewayId: GatewayId) => Promise<void>;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
/** Owners who wait to be taken in, or to leave. */
const MAX_WAITING = 64;

/** The host's own connection to the hub, beside those of its owners' gateways: who comes and who goes, nothing else. */
export class HostLink {
  readonly #ports: HostLinkPorts;
  readonly #queue: SerialQueue;
  #socket: ControlSocket<HostToHub> | undefined;
  #up = false;
  #closed = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;
  #beat: NodeJS.Timeout | undefined;

  /** Dials at once. */
  constructor(ports: HostLinkPorts) {
    this.#ports = ports;
    this.#queue = new SerialQueue(MAX_WAITING, (error) => ports.log('fault', { error }));
    this.#dial();
  }

  get up(): boolean {
    return this.#up;
  }

  /** Finishes what it is at, then hangs up. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#queue.idle();
    const socket = this.#socket;
    this.#socket = undefined;
    this.#hangUp();
    await socket?.close();
  }

  #dial(): void {
    const { hub, ca } = this.#ports;
    this.#heard();
    this.#socket = openControlSocket<HubToHost, HostToHub>(socketUrl(hub, '/api/host/control'), ca, {
      maxBytes: MAX_HOST_MESSAGE_BYTES,
      parse: parseMessage,
      onMessage: (message) => {
        this.#heard();
        this.#receive(message);
      },
      onGarbage: () => undefined,
      onClosed: () => this.#lost(),
    });
  }

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(), HEARTBEAT_SILENCE_MS);
  }

  #receive(message: HubToHost): void {
    if (message.t === 'hello') void this.#answer(message.challenge);
    else if (message.t === 'welcome') this.#welcomed();
    else if (this.#up && (message.t === 'take-in' || message.t === 'let-go')) this.#work(message);
  }

  #work(message: Extract<HubToHost, { t: 'take-in' | 'let-go' }>): void {
    const { takeIn, letGo } = this.#ports;
    const taken = this.#queue.add(async () => {
      if (message.t === 'let-go') {
        await letGo(message.gatewayId);
        this.#send({ t: 'gone', gatewayId: message.gatewayId });
        return;
      }
      const failed = (): TakenIn => ({
        kind: 'refused',
        sentence: 'The host could not take you in. Try again.',
      });
      const reply = await takeIn(message.ownerId, message.code).catch((error: unknown) => {
        this.#ports.log('fault', { error });
        return failed();
      });
      this.#send({ t: 'taken-in', callId: message.callId, reply });
    });
    if (taken || message.t === 'let-go') return;
    const sentence = 'Many people join just now. Try again in a minute.';
    this.#send({ t: 'taken-in', callId: message.callId, reply: { kind: 'refused', sentence } });
  }

  async #answer(challenge: string): Promise<void> {
    const { hostId, signer } = this.#ports;
    const bytes = fromBase64Url(challenge);
    const socket = this.#socket;
    if (bytes === undefined || socket === undefined || this.#up) return;
    const { sig } = await signer.sign(hostAuthBytes(bytes, hostId));
    socket.send({ t: 'auth', hostId, signature: sig });
  }

  #welcomed(): void {
    if (this.#up) return;
    this.#up = true;
    this.#failures = 0;
    this.#beat = setInterval(() => this.#send({ t: 'heartbeat' }), HEARTBEAT_MS);
    this.#ports.log('hub-connected', { hub: this.#ports.hub.host, as: this.#ports.hostId });
  }

  #send(message: HostToHub): void {
    if (this.#up) this.#socket?.send(message);
  }

  #hangUp(): void {
    clearTimeout(this.#silence);
    clearInterval(this.#beat);
    this.#up = false;
    this.#socket?.drop();
    this.#socket = undefined;
  }

  #lost(): void {
    if (this.#up) this.#ports.log('hub-lost', { cause: 'hub-lost', as: this.#ports.hostId });
    this.#hangUp();
    if (this.#closed) return;
    const limit = Math.min(LONGEST_RETRY_MS, 2 * FIRST_RETRY_MS * 2 ** Math.min(this.#failures++, 5));
    const wait = FIRST_RETRY_MS + this.#ports.random.fraction() * (limit - FIRST_RETRY_MS);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#dial(), wait);
  }
}

function parseMessage(data: Buffer): HubToHost | undefined {
  const json = parseStrictJson(new Uint8Array(data));
  const parsed = json.kind === 'json' ? hubToHostSchema.safeParse(json.value) : undefined;
  return parsed?.success ? parsed.data : undefined;
}
