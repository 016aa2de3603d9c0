/** Preloaded into the parts of a programme (`--import`): SIGUSR2 begins a processor profile, the next one ends it and writes it to `PROFILE_DIR/<pid>.cpuprofile`. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

const SAMPLE_US = 500;
const { PROFILE_DIR } = process.env;
let session;

process.on('SIGUSR2', () => {
  if (session === undefined) {
    session = new Session();
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    session.post('Profiler.start');
    return;
  }
  session.post('Profiler.stop', (_fault, { profile }) =>
    writeFileSync(`${PROFILE_DIR}/${process.pid}.cpuprofile`, JSON.stringify(profile)),
  );
  session.disconnect();
  session = undefined;
});
