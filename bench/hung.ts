/**
 * Twelve good cameras beside ten that accept a connection and never answer: pictures of the good ones that were lost, and what reading
 * costs; the peer is the same twelve alone, in the same run. The cameras are programs of this process that speak RTSP over sockets, at fifty
 * pictures a second. Not shown: real cameras, a network.
 * Usage: npx tsx --conditions=source bench/hung.ts [seconds, 30]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type AccessUnit, createAddressPolicy, openCamera } from '@porchlight/media';
import { pictureOf, type Script, scriptedCamera } from '../packages/media/test/scripted-camera.ts';
import { printRows, single, spreadOf } from './support/figures.ts';

const SECONDS = Number(process.argv[2] ?? 30);
const GOOD = 12;
const HUNG = 10;
const policy = createAddressPolicy(['127.0.0.0/8'], async () => []);
const ports = { policy, nowUs: () => Date.now() * 1000, random: () => 0 };

const alone = await measure(0);
const beside = await measure(HUNG);
printRows('hung', `${GOOD} good cameras beside ${HUNG} that hang, ${SECONDS} s; peer: without those`, [
  {
    what: 'pictures of each good one',
    ...spreadOf(beside.came),
    gate: '–',
    peer: spreadOf(alone.came).median,
  },
  { what: 'of them lost, of all good ones', ...single(beside.lost), gate: '≤ 0' },
  { what: 'times a good one was dialled again', ...single(beside.redialled), gate: '≤ 0' },
  { what: 'times a hung one was dialled', ...spreadOf(beside.dialled), gate: '–' },
  { what: 'processor, cameras and reader, % of a core', ...single(beside.cpu), gate: '–', peer: alone.cpu },
]);
process.exit(0);

async function measure(hungOnes: number) {
  const hung = await Promise.all(Array.from({ length: hungOnes }, () => watch('hang')));
  const good = await Promise.all(Array.from({ length: GOOD }, () => watch('play')));
  const [cpu, at] = [process.cpuUsage(), performance.now()];
  await sleep(SECONDS * 1000);
  const { user, system } = process.cpuUsage(cpu);
  const spent = (user + system) / 10 / (performance.now() - at);
  const lostOf = ({ numbers }: Watched): number =>
    (numbers.at(-1) ?? 0) - (numbers[0] ?? 0) + 1 - numbers.length;
  const figures = {
    came: good.map(({ numbers }) => numbers.length),
    lost: good.reduce((sum, each) => sum + lostOf(each), 0),
    redialled: good.reduce((sum, { camera }) => sum + camera.accepted - 1, 0),
    dialled: hung.map(({ camera }) => camera.accepted),
    cpu: spent,
  };
  for (const { source } of [...hung, ...good]) source.close();
  await Promise.all([...hung, ...good].map(({ camera }) => camera.close()));
  return figures;
}

type Watched = Awaited<ReturnType<typeof watch>>;

async function watch(script: Script) {
  const camera = await scriptedCamera(script);
  const numbers: number[] = [];
  const source = openCamera(
    { main: { url: camera.url, username: 'u', password: 'p' } },
    ports,
    () => undefined,
  );
  source.subscribe('main', (unit) => {
    if (unit.codec !== 'mjpeg') numbers.push(pictureOf(unit as AccessUnit));
  });
  return { camera, source, numbers };
}
