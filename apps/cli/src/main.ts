#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { Command } from 'commander';
import { failureText } from './cli-error.ts';
import { addAuditor } from './commands/auditor.ts';
import { addBackup, addRestore } from './commands/backup.ts';
import { addCeremony } from './commands/ceremony.ts';
import { addDemo } from './commands/demo.ts';
import { addGateway } from './commands/gateway.ts';
import { addHub } from './commands/hub.ts';
import { addInit } from './commands/init.ts';
import { addIntake } from './commands/intake.ts';
import { addVerify } from './commands/verify.ts';
import { addWitness } from './commands/witness.ts';

// Node 20's compiler can end the process when it inlines calls into WebAssembly (the policy evaluator, once a second).
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

const program = new Command('porchlight')
  .description(
    'Camera sharing where the promise is executable: no reported incident near enough, no picture.',
  )
  .version('0.1.0')
  .showHelpAfterError('(porchlight --help lists the commands; porchlight <command> --help explains one)')
  .addHelpText(
    'after',
    `
Try it:           porchlight demo
A real programme: porchlight init, then hub (city), intake (dispatch), gateway (each owner)`,
  );
addDemo(program);
addInit(program);
addCeremony(program);
addHub(program);
addBackup(program);
addRestore(program);
addIntake(program);
addGateway(program);
addWitness(program);
addVerify(program);
addAuditor(program);

program.parseAsync().catch((error: unknown) => {
  console.error(`porchlight: ${failureText(error)}`);
  process.exitCode = 1;
  // A part that was half started may hold sockets; a refused start must end all the same.
  setTimeout(() => process.exit(1), 500).unref();
});
