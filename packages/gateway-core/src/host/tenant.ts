import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import { type EnrolRequest, hostedBytes } from '@porchlight/contract';
import type { GatewayId } from '@porchlight/domain';
import { createMediaShare } from '@porchlight/media';
import { type Gateway, openGateway } from '../gateway/gateway.ts';
import { StateError } from '../state/state-error.ts';
import { openStateFiles } from '../state/state-files.ts';
import type { HostConfig, HostPorts } from './host-config.ts';
import type { HostIdentity } from './host-identity.ts';
import { hostResolve } from './host-resolve.ts';

/** Whose work runs just now: set around every call into an owner's gateway, and followed by Node through what it starts. */
const whose = new AsyncLocalStorage<Tenant>();

export interface TenantView {
  /** The folder under `owners/`. */
  readonly folder: string;
  readonly gatewayId: GatewayId | null;
  /** Null while it runs; else why it does not, as a sentence. */
  readonly refused: string | null;
  /** Faults nobody caught, since the host started. */
  readonly faults: number;
}

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;
const CLOSE_LIMIT_MS = 5000;

/** One owner's gateway at a host: a whole gateway of its own, in a folder of its own. */
export class Tenant {
  readonly folder: string;
  readonly #config: HostConfig;
  readonly #ports: HostPorts;
  readonly #identity: HostIdentity;
  #gateway: Gateway | undefined;
  #refused: string | null = 'It has not started yet.';
  #faults = 0;
  #opening: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(folder: string, config: HostConfig, ports: HostPorts, identity: HostIdentity) {
    this.folder = folder;
    this.#config = config;
    this.#ports = ports;
    this.#identity = identity;
  }

  /** The owner whose work raised what is being handled now; undefined when it was nobody's. */
  static current(): Tenant | undefined {
    return whose.getStore();
  }

  get gateway(): Gateway | undefined {
    return this.#gateway;
  }

  view(gatewayId: GatewayId | null): TenantView {
    return { folder: this.folder, gatewayId, refused: this.#refused, faults: this.#faults };
  }

  /** Does something with the gateway as this owner's work. */
  run<T>(work: (gateway: Gateway) => Promise<T>): Promise<T | undefined> {
    const gateway = this.#gateway;
    return gateway === undefined ? Promise.resolve(undefined) : whose.run(this, () => work(gateway));
  }

  /** Starts the gateway. A state that cannot be relied on is this owner's alone: it stays shut and says so. */
  open(): Promise<void> {
    this.#opening = this.#started();
    return this.#opening;
  }

  async #started(): Promise<void> {
    const { log } = this.#ports;
    try {
      this.#gateway = await whose.run(this, () => this.#open());
      this.#refused = null;
    } catch (error) {
      this.#refused = error instanceof StateError ? error.message : 'It could not be started.';
      log('tenant-refused', { tenant: this.folder, sentence: this.#refused, error });
    }
  }

  /** An exception of this owner's work that nobody caught: this gateway begins anew, the others never notice. */
  caught(error: unknown): void {
    this.#ports.log('tenant-fault', { tenant: this.folder, error });
    this.#faults += 1;
    if (this.#retry !== undefined || this.#closed) return;
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#faults - 1, 6));
    this.#refused = 'It failed and starts again.';
    const gone = this.#opening.then(() => this.#shut());
    this.#retry = setTimeout(() => {
      void gone.then(async () => {
        this.#retry = undefined;
        if (!this.#closed) await this.open();
      });
    }, wait);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#opening;
    await this.#shut();
  }

  async #shut(): Promise<void> {
    const gateway = this.#gateway;
    this.#gateway = undefined;
    if (gateway === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((done) => {
      timer = setTimeout(done, CLOSE_LIMIT_MS);
    });
    const closing = whose.run(this, () => gateway.close());
    await Promise.race([closing.catch((error: unknown) => this.#ports.log('fault', { error })), late]);
    clearTimeout(timer);
  }

  async #open(): Promise<Gateway> {
    const { dir, hub, ca, allowCameraNets, rootFingerprint, limits } = this.#config;
    const { clock, random, log, openCamera, ring } = this.#ports;
    const files = await openStateFiles(join(dir, 'owners', this.folder));
    try {
      return await openGateway(
        { hub, ca, allowCameraNets, rootFingerprint, host: this.#identity.key, maxCameras: limits.cameras },
        {
          files,
          clock,
          random,
          log: (event, fields) => log(event, { ...fields, tenant: this.folder }),
          resolve: hostResolve(),
          share: createMediaShare(limits, () => clock.monotonic()),
          ring,
          vouch: (codeId, gatewayKey) => this.#vouch(codeId, gatewayKey),
          ...(openCamera && { openCamera }),
        },
      );
    } catch (error) {
      await files.close();
      throw error;
    }
  }

  async #vouch(codeId: string, gatewayKey: string): Promise<EnrolRequest['host']> {
    const { card, signer } = this.#identity;
    const { sig } = await signer.sign(hostedBytes(card.hostId, codeId, gatewayKey));
    return { hostId: card.hostId, signature: sig };
  }
}
