import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Sealed, type TakenIn, takeInInfo } from '@porchlight/contract';
import type { GatewayId, OwnerId } from '@porchlight/domain';
import { unwrapKey } from '@porchlight/frame-crypto';
import { fromBase64Url, type HostEntry, toHex } from '@porchlight/statements';
import type { Document } from '../state/document.ts';
import { openStateFiles, type StateFiles } from '../state/state-files.ts';
import type { HostConfig, HostPorts } from './host-config.ts';
import { type HostIdentity, openHostIdentity } from './host-identity.ts';
import { HostLink } from './host-link.ts';
import { type Entry, openRegister } from './register.ts';
import { Tenant, type TenantView } from './tenant.ts';

/** A named host: one whole gateway for each owner, apart from each other, taken in and let go while it runs. */
export interface Host {
  readonly card: HostEntry;
  readonly connected: boolean;
  owners(): readonly TenantView[];
  close(): Promise<void>;
}

/**
 * An exception that nobody caught, told from within `uncaughtException` or `unhandledRejection`. True when it was raised by one
 * owner's work: that gateway begins anew. False when it was nobody's: the host itself is broken and should end.
 */
export function caughtFault(error: unknown): boolean {
  const tenant = Tenant.current();
  tenant?.caught(error);
  return tenant !== undefined;
}

const OPENING_AT_ONCE = 8;
const refused = (sentence: string): TakenIn => ({ kind: 'refused', sentence });

/** Opens the folder and every owner in it. Throws StateError when the host's own files cannot be relied on. */
export async function openHost(config: HostConfig, ports: HostPorts): Promise<Host> {
  const files = await openStateFiles(config.dir);
  try {
    const identity = await openHostIdentity(files);
    const house = new House(config, ports, files, identity, await openRegister(files));
    await house.open();
    return house;
  } catch (error) {
    await files.close();
    throw error;
  }
}

class House implements Host {
  readonly #config: HostConfig;
  readonly #ports: HostPorts;
  readonly #files: StateFiles;
  readonly #identity: HostIdentity;
  readonly #register: Document<readonly Entry[]>;
  readonly #tenants = new Map<string, Tenant>();
  #link: HostLink | undefined;

  constructor(
    config: HostConfig,
    ports: HostPorts,
    files: StateFiles,
    identity: HostIdentity,
    register: Document<readonly Entry[]>,
  ) {
    this.#config = config;
    this.#ports = ports;
    this.#files = files;
    this.#identity = identity;
    this.#register = register;
  }

  get card(): HostEntry {
    return this.#identity.card;
  }

  get connected(): boolean {
    return this.#link?.up ?? false;
  }

  owners(): readonly TenantView[] {
    return [...this.#tenants.values()].map((tenant) =>
      tenant.view(this.#entry(tenant.folder)?.gatewayId ?? null),
    );
  }

  async open(): Promise<void> {
    const owners = join(this.#config.dir, 'owners');
    await mkdir(owners, { recursive: true, mode: 0o700 });
    const folders = (await readdir(owners)).filter((name) => /^[0-9a-f]{16}$/.test(name));
    for (let at = 0; at < folders.length; at += OPENING_AT_ONCE)
      await Promise.all(folders.slice(at, at + OPENING_AT_ONCE).map((folder) => this.#reopen(folder)));
    const { hub, ca } = this.#config;
    this.#link = new HostLink({
      hub,
      ca,
      ...this.#ports,
      hostId: this.card.hostId,
      signer: this.#identity.signer,
      takeIn: (ownerId, code) => this.#takeIn(ownerId, code),
      letGo: (gatewayId) => this.#letGo(gatewayId),
    });
  }

  async close(): Promise<void> {
    await this.#link?.close();
    await Promise.all([...this.#tenants.values()].map((tenant) => tenant.close()));
    await this.#files.close();
  }

  #entry(folder: string): Entry | undefined {
    return this.#register.value.find((entry) => entry.folder === folder);
  }

  #tenant(folder: string): Tenant {
    return new Tenant(folder, this.#config, this.#ports, this.#identity);
  }

  /** A folder that no owner ever came to belong to is taken away: the host was killed while it took somebody in. */
  async #reopen(folder: string): Promise<void> {
    const tenant = this.#tenant(folder);
    this.#tenants.set(folder, tenant);
    await tenant.open();
    if (this.#entry(folder) !== undefined) return;
    const view = await tenant.run((gateway) => gateway.view());
    const ownerId = view?.owners[0]?.ownerId;
    if (view?.gatewayId && ownerId)
      await this.#enter({ folder, gatewayId: view.gatewayId as GatewayId, ownerId });
    else if (view) await this.#discard(tenant);
  }

  async #takeIn(ownerId: OwnerId, sealed: Sealed): Promise<TakenIn> {
    const { limits } = this.#config;
    const { name, contact } = this.card;
    if (this.#register.value.some((entry) => entry.ownerId === ownerId))
      return refused(
        `${name} has a place for you already. Leave it first, or ask the host: ${contact}`.slice(0, 300),
      );
    if (this.#tenants.size >= limits.owners)
      return refused(
        `${name} is full just now. Choose another host, or ask this one: ${contact}`.slice(0, 300),
      );
    const code = await this.#opened(ownerId, sealed);
    if (code === undefined)
      return refused(`${name} could not open your code. Load the page again and try once more.`);
    const tenant = this.#tenant(toHex(this.#ports.random.bytes(8)));
    this.#tenants.set(tenant.folder, tenant);
    await tenant.open();
    const enrolled = await tenant.run((gateway) => gateway.enrol(code, name.slice(0, 80)));
    if (enrolled?.kind === 'enrolled' && enrolled.ownerId === ownerId) {
      await this.#enter({ folder: tenant.folder, gatewayId: enrolled.gatewayId, ownerId });
      return { kind: 'done', gatewayId: enrolled.gatewayId };
    }
    await this.#discard(tenant);
    if (enrolled === undefined)
      return refused(`${name} could not make room for you. Ask the host: ${contact}`.slice(0, 300));
    return refused(enrolled.kind === 'refused' ? enrolled.sentence : 'The code belongs to somebody else.');
  }

  async #opened(ownerId: OwnerId, { enc, sealed }: Sealed): Promise<string | undefined> {
    const [key, wrapped] = [fromBase64Url(enc), fromBase64Url(sealed)];
    if (key === undefined || wrapped === undefined) return undefined;
    const info = takeInInfo(this.card.hostId, ownerId);
    const bytes = await unwrapKey(this.#identity.sealPair, { enc: key, wrapped }, info, new Uint8Array());
    return bytes && new TextDecoder().decode(bytes.subarray(0, 100));
  }

  /** Resolves when nothing of that owner is left in the folder. */
  async #letGo(gatewayId: GatewayId): Promise<void> {
    const entry = this.#register.value.find((known) => known.gatewayId === gatewayId);
    if (entry === undefined) return;
    const tenant = this.#tenants.get(entry.folder);
    if (tenant) await this.#discard(tenant);
    await this.#register.update((all) => all.filter((known) => known.gatewayId !== gatewayId));
    this.#ports.log('tenant-gone', { tenant: entry.folder, gatewayId });
  }

  async #enter(entry: Entry): Promise<void> {
    await this.#register.update((all) => [...all.filter((known) => known.folder !== entry.folder), entry]);
  }

  async #discard(tenant: Tenant): Promise<void> {
    await tenant.close();
    this.#tenants.delete(tenant.folder);
    await rm(join(this.#config.dir, 'owners', tenant.folder), { recursive: true, force: true });
  }
}
