import type { Command } from 'commander';

interface BackupOptions {
  readonly state: string;
  readonly programme: string;
}

const ENVIRONMENT = `

Environment:
  DATABASE_URL           postgres://… where the hub uses a server instead of its own PostgreSQL`;

export function addBackup(program: Command): void {
  program
    .command('backup')
    .argument('<folder>', 'the backup; must not exist')
    .summary("copy the hub's data, also while it runs")
    .description(
      `Copies the hub's database as of one moment, the programme's public papers, its
log key and what was signed last into a new folder, each file with a checksum.
It holds personal data and a key, and is not encrypted: see docs/operations.md.${ENVIRONMENT}`,
    )
    .requiredOption('--state <folder>', "the hub's state folder")
    .requiredOption('--programme <folder>', 'the folder with trust.json and keys/log.json')
    .action(async (folder: string, { state, programme }: BackupOptions) => {
      const { backupHub, hubSecrets } = await import('@porchlight/hub');
      const { databaseUrl } = hubSecrets();
      const places = { folder, stateDir: state, programmeDir: programme };
      const { tables, log } = await backupHub({
        ...places,
        ...(databaseUrl === undefined ? {} : { databaseUrl }),
      });
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      console.log(`${folder}: ${tables.length} tables, ${rows} rows, ${log.size} entries of the public log`);
      console.log(`root of the log: ${log.root}`);
    });
}

export function addRestore(program: Command): void {
  program
    .command('restore')
    .argument('<folder>', 'a backup')
    .summary("make a hub's folders from a backup")
    .description(
      `Compares every file of the backup with its checksum and the public log with its
root, then makes a state folder and a programme folder from it. Keep the folder
log of the lost hub in --state if it is still there: what it knows to have been
signed counts.${ENVIRONMENT.replace('where', 'of an empty database, where')}`,
    )
    .requiredOption(
      '--state <folder>',
      'where the hub shall keep its data; empty, or with the folder log alone',
    )
    .requiredOption('--programme <folder>', 'where trust.json and keys/log.json shall be; must not exist')
    .action(async (folder: string, { state, programme }: BackupOptions) => {
      const { hubSecrets, restoreHub } = await import('@porchlight/hub');
      const { databaseUrl } = hubSecrets();
      const places = { folder, stateDir: state, programmeDir: programme };
      const { manifest, signed } = await restoreHub({
        ...places,
        ...(databaseUrl === undefined ? {} : { databaseUrl }),
      });
      const { size, root } = manifest.log;
      console.log(
        `restored the state of ${manifest.madeAt}: ${size} entries of the public log, root ${root}`,
      );
      if (signed <= size) return;
      console.log(
        `But ${signed} entries were signed: this backup is an older one. The hub will serve its pages and sign nothing, and no
camera opens. Restore the newest backup; if those entries are lost for good, see "Disasters" in docs/operations.md.`,
      );
      process.exitCode = 3;
    });
}
