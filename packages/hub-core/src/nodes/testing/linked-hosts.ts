import {
  type HostToHub,
  type HubToHost,
  hostAuthBytes,
  type NodeMessage,
  nodeMessageSchema,
} from '@porchlight/contract';
import type { GatewayId, HostId, OwnerId } from '@porchlight/domain';
import {
  type Ed25519Key,
  ed25519Signer,
  fromBase64Url,
  generateEd25519,
  type Signer,
} from '@porchlight/statements';
import { AreaBus } from '../../events/area-bus.ts';
import { movedClock, SILENT } from '../../log/testing/memory-log.ts';
import type { HubStore } from '../../store/hub-store.ts';
import type { TrustDesk } from '../../trust/trust-desk.ts';
import type { HostNodeMessage } from '../node-hosts.ts';
import type { NodeNet } from '../node-net.ts';
import { openHosts } from '../open-hosts.ts';

export const LIBRARY = 'library' as HostId;

/** The links between hubs: in order, a moment later, and only what a hub may say. `held` links keep what is sent for later. */
export class Links {
  readonly hubs = new Map<string, ReturnType<typeof openHosts>>();
  readonly held = new Set<string>();
  readonly #kept: (() => void)[] = [];
  readonly #cut = new Set<string>();

  net(self: string): NodeNet {
    const others = () => [...this.hubs.keys()].filter((id) => id !== self && !this.#cut.has(pair(self, id)));
    return {
      address: self,
      listen: () => undefined,
      meet: () => undefined,
      close: () => undefined,
      linked: others,
      send: (nodeId, message) => {
        if (!others().includes(nodeId)) return false;
        const text = JSON.stringify(message);
        const deliver = () => void this.#deliver(self, nodeId, nodeMessageSchema.parse(JSON.parse(text)));
        if (this.held.has(`${self}>${nodeId}`)) this.#kept.push(deliver);
        else queueMicrotask(deliver);
        return true;
      },
    };
  }

  /** What the held links kept goes out. */
  release(): void {
    this.held.clear();
    for (const deliver of this.#kept.splice(0)) deliver();
  }

  cut(a: string, b: string): void {
    this.#cut.add(pair(a, b));
    this.hubs.get(a)?.nodeHosts?.gone(b);
    this.hubs.get(b)?.nodeHosts?.gone(a);
  }

  join(a: string, b: string): void {
    this.#cut.delete(pair(a, b));
    this.hubs.get(a)?.nodeHosts?.greet(b);
    this.hubs.get(b)?.nodeHosts?.greet(a);
  }

  async #deliver(from: string, to: string, message: NodeMessage): Promise<void> {
    if (!this.#cut.has(pair(from, to)))
      await this.hubs.get(to)?.nodeHosts?.received(from, message as HostNodeMessage);
  }
}

const pair = (a: string, b: string) => [a, b].sort().join('-');

/** Hubs over one database, linked with each other, and the key of one named host. */
export class LinkedHosts {
  readonly links = new Links();
  /** Rows of releases: owners who have left a gateway of the host. */
  readonly leaving = new Map<GatewayId, OwnerId>();
  readonly audited: string[] = [];
  /** Owners whose page was told of something, and at which hub. */
  readonly pages: string[] = [];
  readonly clock = movedClock();
  readonly #key: Ed25519Key;
  readonly #signer: Signer;

  private constructor(key: Ed25519Key, signer: Signer) {
    this.#key = key;
    this.#signer = signer;
  }

  static async make(): Promise<LinkedHosts> {
    const { privateKey, key } = await generateEd25519();
    return new LinkedHosts(key, await ed25519Signer(privateKey, key));
  }

  /** `alone`: it has no links. */
  open(id: string, alone = false): ReturnType<typeof openHosts> {
    const bus = new AreaBus();
    bus.subscribe('owner', (ownerId) => this.pages.push(`${ownerId} at ${id}`));
    const hosts = [{ hostId: LIBRARY, key: this.#key }];
    const trust = { current: { programme: { statement: { hosts } } }, onChange: () => undefined };
    const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
    const parts = { store: this.#store(), clock: this.clock, random, log: SILENT, bus };
    const hub = openHosts(
      { ...parts, trust: trust as unknown as TrustDesk },
      alone ? undefined : this.links.net(id),
    );
    this.links.hubs.set(id, hub);
    return hub;
  }

  #store(): HubStore {
    const { leaving, audited } = this;
    const store = {
      audit: { append: async ({ actor }: { actor: string }) => void audited.push(actor) },
      gateways: {
        get: async (gatewayId: GatewayId) => ({ gatewayId, hostId: LIBRARY }),
        leavingHost: async () => [...leaving.keys()],
        leaving: async (gatewayId: GatewayId) => [leaving.get(gatewayId)].filter(Boolean),
        left: async (gatewayId: GatewayId) => void leaving.delete(gatewayId),
      },
    };
    return store as unknown as HubStore;
  }

  /** The host connects to that hub and proves its key; resolves when everybody knows. */
  async connect(hub: ReturnType<typeof openHosts>): Promise<PlayedHost> {
    const heard: HubToHost[] = [];
    const closed: number[] = [];
    const socket = hub.hosts.accept({
      send: (message) => heard.push(message),
      close: (code) => closed.push(code),
    });
    const [hello] = heard as [Extract<HubToHost, { t: 'hello' }>];
    const challenge = fromBase64Url(hello.challenge) ?? new Uint8Array();
    const { sig } = await this.#signer.sign(hostAuthBytes(challenge, LIBRARY));
    socket.receive({ t: 'auth', hostId: LIBRARY, signature: sig });
    while (heard.length < 2) await settled();
    await settled();
    return { heard, closed, say: socket.receive, hangUp: socket.closed };
  }
}

/** The host's end of one connection. */
export interface PlayedHost {
  readonly heard: readonly HubToHost[];
  /** Codes that the hub closed it with. */
  readonly closed: readonly number[];
  say(message: HostToHub): void;
  hangUp(): void;
}

/** Everything that was on its way has come. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
