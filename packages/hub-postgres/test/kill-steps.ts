import { writeFileSync } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { PublicLogPorts } from '@porchlight/hub-core';
import pg from 'pg';

/** Where a process can be told to die in an append, in the order of an append. */
export const STEPS = {
  begin: 'before the transaction begins',
  'head-moved': 'in the transaction, the head moved and no leaf there',
  inserted: 'in the transaction, before the commit is sent',
  committing: 'as the commit is sent',
  committed: 'after the commit, before the size to sign is on the disk',
  'kept-half': 'the size to sign half written',
  'kept-draft': 'the size to sign written, not in its place',
  kept: 'the size to sign in its place, before the signature is made',
  signed: 'the signature made, before a witness is asked',
  'one-cosigned': 'after one of the witnesses has cosigned',
  cosigned: 'after all have cosigned, before publication',
  acknowledged: 'after the entry is acknowledged, before any file',
  'tile-half': 'a tile half written',
  'tile-draft': 'a tile written, not in its place',
  'between-tiles': 'between two tiles',
  'tiles-done': 'all tiles in place, before the checkpoint',
  'checkpoint-half': 'the checkpoint half written',
  'checkpoint-draft': 'the checkpoint written, not in its place',
} as const;
export type Step = keyof typeof STEPS;

/** Kills this process with SIGKILL when it comes to the armed step for the nth time. It patches what it runs on, not the product. */
export class Mortality {
  #armed: { step: string; times: number } | undefined;

  arm(step: string, times: number): void {
    this.#armed = { step, times };
  }

  at(step: Step): void {
    if (this.due(step)) this.die();
  }

  due(step: Step): boolean {
    if (this.#armed?.step !== step) return false;
    this.#armed.times -= 1;
    return this.#armed.times === 0;
  }

  die(): void {
    process.kill(process.pid, 'SIGKILL');
  }

  /** The statements of the append's transaction, as this process sends them. */
  watchDatabase(): void {
    const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
    const watched = (text: unknown, send: () => unknown): unknown => {
      if (typeof text !== 'string') return send();
      if (text === 'begin') this.at('begin');
      if (text.startsWith('insert into "log_leaf"')) this.at('head-moved');
      if (text !== 'commit') return send();
      this.at('inserted');
      const sent = send();
      this.at('committing');
      return sent;
    };
    pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
      return watched(args[0], () => query.apply(this, args));
    } as typeof pg.Client.prototype.query;
  }

  /** Files on their way to their place. */
  watchFiles(): void {
    const { rename, writeFile, open } = fs;
    const torn = (path: unknown, data: unknown): void => {
      writeFileSync(String(path), (data as Uint8Array).subarray(0, (data as Uint8Array).length / 2));
      this.die();
    };
    fs.writeFile = (async (path, data, options) => {
      const note = String(path).includes('/checkpoint.draft');
      if (note) this.at('tiles-done');
      if (this.due(note ? 'checkpoint-half' : 'tile-half')) torn(path, data);
      return writeFile(path, data, options);
    }) as typeof writeFile;
    fs.open = (async (path, flags, mode) => {
      const file = await open(path, flags, mode);
      if (flags === 'w' && this.due('kept-half')) tearFirstWrite(file, (data) => torn(path, data));
      return file;
    }) as typeof open;
    fs.rename = (async (from, to) => {
      const target = String(to);
      if (target.endsWith('last-signed')) this.at('kept-draft');
      if (target.endsWith('checkpoint')) this.at('checkpoint-draft');
      if (target.includes('/tile/')) this.at('tile-draft');
      await rename(from, to);
      if (target.endsWith('last-signed')) this.at('kept');
      if (target.includes('/tile/0/')) this.at('between-tiles');
    }) as typeof rename;
    syncBuiltinESMExports();
  }

  /** The ports, watched: signature and cosignatures. */
  watched(ports: PublicLogPorts): PublicLogPorts {
    const { signer, policy } = ports.identity;
    const sign = async (message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
      const signature = await signer.sign(message);
      this.at('signed');
      return signature;
    };
    const cosigners = ports.cosigners.map((cosigner) => ({
      ...cosigner,
      addCheckpoint: async (body: Uint8Array<ArrayBuffer>) => {
        const answer = await cosigner.addCheckpoint(body);
        if (answer.kind === 'signatures') this.at('one-cosigned');
        return answer;
      },
    }));
    return { ...ports, identity: { policy, signer: { ...signer, sign } }, cosigners };
  }
}

function tearFirstWrite(file: FileHandle, torn: (data: unknown) => void): void {
  file.writeFile = async (data) => torn(data);
}
