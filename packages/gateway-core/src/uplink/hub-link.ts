import {
  type GatewayToHub,
  HEARTBEAT_MS,
  HEARTBEAT_SILENCE_MS,
  type HubToGateway,
  MAX_CONTROL_MESSAGE_BYTES,
} from '@porchlight/contract';
import type { Clock, GatewayId } from '@porchlight/domain';
import { fromBase64Url, type Signer } from '@porchlight/statements';
import type { PictureUplink } from '../pictures/picture-uplink.ts';
import type { GatewayLog, Random } from '../ports.ts';
import { type ControlSocket, openControlSocket } from './control-socket.ts';
import { parseHubMessage } from './hub-message.ts';
import { socketUrl } from './hub-url.ts';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

export type HubLoss = 'hub-silent' | 'hub-lost';

export interface HubLinkPorts {
  readonly hub: URL;
  readonly ca: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: GatewayLog;
  readonly pictures: PictureUplink;
  readonly gatewayId: GatewayId;
  readonly signer: Signer;
  readonly rosterEpoch: () => number;
  /** The hub knows us: both sockets are there or on their way. */
  readonly onUp: () => void;
  /** Called once for every onUp, at the moment the connection can no longer be relied on. */
  readonly onDown: (cause: HubLoss) => void;
  /** Everything after the welcome. */
  readonly onMessage: (message: HubToGateway) => void;
}

/** The gateway's one outbound connection: a control socket and a media socket, dialled again whenever they end. */
export class HubLink {
  readonly #ports: HubLinkPorts;
  #socket: ControlSocket<GatewayToHub> | undefined;
  #up = false;
  #closed = false;
  #failures = 0;
  #garbage = 0;
  #retry: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;
  #beat: NodeJS.Timeout | undefined;

  /** Dials at once. */
  constructor(ports: HubLinkPorts) {
    this.#ports = ports;
    this.#dial();
  }

  get up(): boolean {
    return this.#up;
  }

  /** False when there is no connection; the message is then not kept. */
  send(message: GatewayToHub): boolean {
    if (this.#up) this.#socket?.send(message);
    return this.#up;
  }

  /** Gives the connection up and dials again. */
  redial(): void {
    this.#lost('hub-lost');
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = undefined;
    this.#hangUp('hub-lost');
    await socket?.close();
  }

  #dial(): void {
    const { hub, ca, log } = this.#ports;
    this.#heard();
    this.#socket = openControlSocket(socketUrl(hub, '/api/gateway/control'), ca, {
      maxBytes: MAX_CONTROL_MESSAGE_BYTES,
      parse: parseHubMessage,
      onMessage: (message) => {
        this.#heard();
        this.#receive(message);
      },
      onGarbage: () => {
        if (this.#garbage++ % 1000 === 0) log('hub-message-refused', { soFar: this.#garbage });
      },
      onClosed: () => this.#lost('hub-lost'),
    });
  }

  /** Only a message of the contract counts as life: four seconds without one end the connection. */
  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost('hub-silent'), HEARTBEAT_SILENCE_MS);
  }

  #receive(message: HubToGateway): void {
    if (message.t === 'hello') void this.#answer(message.challenge);
    else if (message.t === 'welcome') this.#welcomed(message.mediaToken);
    else if (message.t === 'media-ack') this.#ports.pictures.acknowledge(message.bytes);
    else if (this.#up) this.#ports.onMessage(message);
  }

  async #answer(challenge: string): Promise<void> {
    const { gatewayId, signer, rosterEpoch } = this.#ports;
    const bytes = fromBase64Url(challenge);
    const socket = this.#socket;
    if (bytes === undefined || socket === undefined || this.#up) return;
    const label = new TextEncoder().encode('porchlight/gateway-auth/v1\0');
    const signed = Buffer.concat([label, bytes, new TextEncoder().encode(gatewayId)]);
    const { sig } = await signer.sign(new Uint8Array(signed));
    socket.send({ t: 'auth', gatewayId, signature: sig, rosterEpoch: rosterEpoch() });
  }

  #welcomed(token: string): void {
    if (this.#up) return;
    const { hub, ca, clock, log, pictures, onUp } = this.#ports;
    const url = socketUrl(hub, '/api/gateway/media');
    url.searchParams.set('token', token);
    pictures.connect({ url: url.href, ca }, () => this.#lost('hub-lost'));
    this.#up = true;
    this.#failures = 0;
    this.#beat = setInterval(() => this.send({ t: 'heartbeat', at: clock.now() }), HEARTBEAT_MS);
    log('hub-connected', { hub: hub.host });
    onUp();
  }

  #hangUp(cause: HubLoss): void {
    clearTimeout(this.#silence);
    clearInterval(this.#beat);
    const wasUp = this.#up;
    this.#up = false;
    this.#ports.pictures.disconnect();
    this.#socket?.drop();
    this.#socket = undefined;
    if (wasUp) this.#ports.onDown(cause);
  }

  #lost(cause: HubLoss): void {
    if (this.#up) this.#ports.log('hub-lost', { cause });
    this.#hangUp(cause);
    if (this.#closed) return;
    const limit = Math.min(LONGEST_RETRY_MS, 2 * FIRST_RETRY_MS * 2 ** Math.min(this.#failures++, 5));
    const wait = FIRST_RETRY_MS + this.#ports.random.fraction() * (limit - FIRST_RETRY_MS);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#dial(), wait);
  }
}
