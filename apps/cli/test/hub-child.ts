import { setFlagsFromString } from 'node:v8';
import { type HubConfig, startHub } from '@porchlight/hub';
import { runUntilStopped } from '../src/run-until-stopped.ts';

// As the command does: Node 20's compiler can end the process when it inlines calls into WebAssembly.
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

/** One hub in a process of its own: the configuration as JSON in its only argument, the address over IPC. */
await runUntilStopped('hub', await startHub(JSON.parse(process.argv[2] ?? '') as HubConfig));
