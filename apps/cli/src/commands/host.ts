import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprintOf } from '@porchlight/statements';
import type { Command } from 'commander';
import { readTrust, writeJson } from '../ceremony/draft.ts';
import { collect, parseOrigin, parseWhole } from '../options.ts';
import { nameHosts, readHostCard } from '../programme/name-hosts.ts';
import { readKeyFile } from '../programme/read-key-file.ts';
import { ringFromEnv } from '../ring-env.ts';
import { runUntilStopped } from '../run-until-stopped.ts';

/** A named host: its card, its place in the signed programme, and running it. */
export function addHost(program: Command): void {
  addRun(program);
  addCard(program);
  addHosts(program);
}

interface RunOptions {
  readonly hub: string;
  readonly rootFingerprint: string;
  readonly allowCameraNet: string[];
  readonly maxOwners?: number;
  readonly maxCameras?: number;
  readonly warmMb?: number;
  readonly mbits?: number;
  readonly maxChildren?: number;
}

function addRun(program: Command): void {
  program
    .command('host')
    .summary('run the boxes of many owners, each apart from the others')
    .description(
      `Serves owners who have no box of their own. Whoever runs this can see their cameras: the programme names the host, and
each owner signs for it by name. Every owner has a gateway of their own here: own key, own consent, own connection, own limits.

First:  porchlight host-card DIR --id … --name … --operator … --contact …
        the programme's office signs the card with porchlight hosts; then this command.

A host with its city's agreement with Ring sets PORCHLIGHT_RING_CLIENT_ID and the others, as for a gateway; see docs/ring.md.`,
    )
    .argument('<folder>', 'where the host keeps its key and its owners')
    .requiredOption('--hub <url>', 'address of the hub', parseOrigin)
    .requiredOption(
      '--root-fingerprint <text>',
      'fingerprint of the programme’s root, from the printed sheet',
    )
    .option(
      '--allow-camera-net <cidr>',
      'also allow cameras at these otherwise refused addresses (repeatable); private networks are refused, they are yours',
      collect,
      [],
    )
    .option('--max-owners <n>', 'owners taken in', parseWhole(1, 10_000))
    .option('--max-cameras <n>', 'cameras of one owner', parseWhole(1, 64))
    .option('--warm-mb <n>', 'memory for one owner’s newest pictures, MB', parseWhole(1, 500))
    .option('--mbits <n>', 'from one owner’s cameras together, Mbit/s', parseWhole(1, 1000))
    .option('--max-children <n>', 'ffmpeg processes for one owner’s masks and conversions', parseWhole(0, 64))
    .action(async (dir: string, options: RunOptions) => {
      const ring = ringFromEnv(process.env);
      const { startHost } = await import('@porchlight/gateway');
      const { maxOwners, maxCameras, warmMb, mbits, maxChildren } = options;
      const running = await startHost({
        dir,
        hubUrl: options.hub,
        rootFingerprint: options.rootFingerprint,
        allowCameraNets: options.allowCameraNet,
        ...(maxOwners !== undefined && { maxOwners }),
        ...(maxCameras !== undefined && { maxCameras }),
        ...(warmMb !== undefined && { warmMb }),
        ...(mbits !== undefined && { mbitS: mbits }),
        ...(maxChildren !== undefined && { maxChildren }),
        ...(ring !== undefined && { ring }),
      });
      for (const { folder, refused } of running.owners())
        if (refused !== null) console.error(`owners/${folder}: ${refused}`);
      await runUntilStopped('host', { url: options.hub, close: () => running.close() });
    });
}

function addCard(program: Command): void {
  program
    .command('host-card')
    .summary('make a host’s keys, and the card that a programme signs')
    .argument('<folder>', 'an empty folder; the keys stay in it')
    .requiredOption('--id <text>', 'short name in small letters, like town-library')
    .requiredOption('--name <text>', 'as it will stand in every waiver')
    .requiredOption('--operator <text>', 'the legal person that answers for it; never the police')
    .requiredOption('--contact <text>', 'how owners reach it: an address or telephone number')
    .action(async (dir: string, options: Record<'id' | 'name' | 'operator' | 'contact', string>) => {
      const { makeHostCard } = await import('@porchlight/gateway');
      const { id: hostId, ...words } = options;
      const card = await makeHostCard(dir, { hostId, ...words });
      const file = join(dir, 'host-card.json');
      await writeFile(file, `${JSON.stringify(card, null, 2)}\n`, { mode: 0o644 });
      console.log(`${card.name}, run by ${card.operator}
key ${await fingerprintOf(card.key)}

${file}: take it to the programme's office, and have the figures above compared by voice.`);
    });
}

function addHosts(program: Command): void {
  program
    .command('hosts')
    .summary('sign who may host: a new version of the programme')
    .description(
      `Writes a new version of the programme that names just these hosts, signed with the policy key. A host left out is named no
longer: its boxes show nothing from the moment the hub runs with the new file. With no --card at all nobody may host.`,
    )
    .requiredOption('--trust <file>', 'trust.json in force')
    .requiredOption('--key <file>', 'keys/policy.json')
    .requiredOption('--out <file>', 'the new trust.json, for hub and intake')
    .option('--card <file>', 'host-card.json of each host from now on; may be given again', collect, [])
    .action(async (options: { trust: string; key: string; out: string; card: string[] }) => {
      const trust = await readTrust(options.trust);
      const hosts = await Promise.all(options.card.map(readHostCard));
      const named = await nameHosts(trust, hosts, await readKeyFile(options.key, 'policy'), Date.now());
      await writeJson(options.out, named);
      for (const host of hosts)
        console.log(
          `${host.hostId}  ${host.name}, run by ${host.operator}  key ${await fingerprintOf(host.key)}`,
        );
      if (hosts.length === 0) console.log('No host is named.');
      console.log(`\n${options.out} written; start the hub with it.`);
    });
}
