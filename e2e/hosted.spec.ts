import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { jpegs } from '../packages/media/test/jpegs.ts';
import { PASSWORD, USER, type WebCamera, webCamera } from '../packages/media/test/web-camera.ts';
import { unitsDecoded, watchDecoder } from './support/decoder-tap.ts';
import { coloursOf, newcomer, press, signIn } from './support/people.ts';
import { type RealProgramme, startRealProgramme } from './support/real-programme.ts';

// A resident with a phone alone: a named host runs the box, for a camera and for a Ring doorbell. Passkeys, processes and cameras
// are real; Ring's service is simulated.
test.describe.configure({ mode: 'serial' });

let programme: RealProgramme;
let clerk: Page;
let operator: Page;
let owner: Page;
let box: Page;
let hostedId = '';
let ownerId = '';
let doorbellId = '';
/** GStreamer's RTSP server, for a camera that has H.265 and nothing else: this browser does not decode it. */
let foreign: ChildProcess;
let foreignPort = 0;
/** A camera that gives JPEG pictures and nothing else. */
let shed: WebCamera;

test.beforeAll(async () => {
  const script = join(import.meta.dirname, '../packages/media/test-assets/gst-rtsp-server.py');
  foreign = spawn('/usr/bin/python3', [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(foreign.stdout as NodeJS.ReadableStream, 'data');
  foreignPort = Number(String(line).split('\n')[0]);
  shed = await webCamera('digest', jpegs('640x360', 50));
  programme = await startRealProgramme(true);
});

test.afterAll(async () => {
  for (const page of [clerk, operator, owner, box]) await page?.context().close();
  await programme?.close();
  foreign?.kill();
  await shed?.close();
});

const liveTile = () => operator.locator('.tile[data-liveness="live"]');

async function report(call: string): Promise<void> {
  const { position, place, nature } = programme.plan.incident;
  const reportedAt = new Date().toISOString();
  const answer = await programme.call({
    call,
    nature,
    status: 'open',
    position,
    place,
    reportedAt,
    update: 1,
  });
  expect(answer.status).toBe(202);
}

/** Empty for a draft that took its place meanwhile. */
const textOf = (file: string): Promise<string> => readFile(file, 'latin1').catch(() => '');

/** Every text in the host's folder. */
async function hostFiles(): Promise<string> {
  const dir = join(programme.dir, 'host');
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map(textOf))).join('\n');
}

async function signFor(label: string, heldBy: string): Promise<void> {
  await owner.goto(`${programme.origin}/owner#/`);
  await owner.goto(`${programme.origin}/owner#/cameras`);
  await owner.locator('.camera-row', { hasText: label }).click();
  await owner.getByRole('link', { name: 'Read and sign' }).click();
  const last = owner.getByRole('button', { name: 'I have read it. Choose' });
  const where = owner.getByRole('heading', { name: /^Where does “/ });
  await expect(
    last
      .or(where)
      .or(owner.getByRole('button', { name: 'Next' }))
      .first(),
  ).toBeVisible();
  if (!(await where.isVisible())) {
    while (!(await last.isVisible())) await press(owner, 'Next');
    await last.click();
  }
  await owner.getByText('Set it by numbers').click();
  const { lat, lon } = programme.plan.cameras[0]?.pose.position ?? { lat: 0, lon: 0 };
  await owner.getByLabel('Latitude').fill(lat.toFixed(5));
  await owner.getByLabel('Longitude').fill(lon.toFixed(5));
  await press(owner, 'Next');
  await press(owner, 'Next');
  await expect(owner.getByText(`Your pictures are held by ${heldBy}.`)).toBeVisible();
  await press(owner, 'Sign');
  await expect(owner.getByRole('heading', { name: 'Receipt for your signature' })).toBeVisible();
  await expect(owner.locator('dl.facts')).toContainText(heldBy);
}

test('clerk and operator are there, and the host stands by name where everybody can read it', async ({
  browser,
}) => {
  clerk = await newcomer(browser);
  await clerk.goto(programme.startLink);
  await press(clerk, 'Register my key');
  await press(clerk, 'Sign and begin');
  await signIn(clerk, `${programme.origin}/clerk`);
  await expect(clerk.locator('dl.facts')).toContainText('Sample Library (Sample Town)');
  await clerk.goto(`${programme.origin}/clerk#/people`);
  await clerk.getByRole('textbox', { name: 'Name' }).fill('Operator 1');
  await press(clerk, 'Make a link');
  operator = await newcomer(browser);
  await operator.goto(await clerk.locator('.invite-link').innerText());
  await press(operator, 'Register my key');
  await press(clerk, 'Sign into the list');
  await expect(clerk.locator('li.person', { hasText: 'Operator 1' })).toBeVisible();
  await operator.goto(`${programme.origin}/public`);
  await expect(operator.getByRole('heading', { name: 'Who runs boxes for residents' })).toBeVisible();
  await expect(operator.locator('main')).toContainText('Run by Sample Town');
});

test('a resident joins on a phone and lets the host run a box', async ({ browser }) => {
  owner = await newcomer(browser, true);
  await owner.goto(`${programme.origin}/owner`);
  await press(owner, 'I am new here: take part');
  await owner.getByRole('textbox', { name: 'Your name' }).fill('Flat 3');
  await press(owner, 'Join with a passkey');
  await owner.getByRole('link', { name: 'Connect a box' }).click();
  await owner.getByRole('link', { name: 'Let a host run it' }).click();
  await expect(owner.getByText('Whoever runs the box can see your cameras.')).toBeVisible();
  await press(owner, 'Let Sample Library run it');
  await expect(owner.getByText('Sample Library runs a box for you.')).toBeVisible();
  await owner.getByRole('link', { name: 'Add a camera' }).click();
  hostedId = owner.url().split('/').at(-1) ?? '';
  const overview = await owner.evaluate(async () => (await fetch('/api/owner/overview')).json());
  ownerId = (overview as { ownerId: string }).ownerId;
});

test('a camera is added from the phone, and the server is never given its password', async () => {
  const password = programme.plan.rtspUsers['cam-01'] ?? '';
  const sent: string[] = [];
  owner.on('request', (request) => sent.push(request.postData() ?? ''));
  await owner.getByLabel('What it is called').fill('Front window');
  const at = `rtsp://127.0.0.1:${programme.town.rtspPort}/cam-01`;
  await owner.getByLabel('Its address').fill('rtsp://192.168.0.7/x');
  await owner.getByLabel('Password of the camera').fill(password);
  await press(owner, 'Add it');
  await expect(owner.getByText(/No camera may have this address/)).toBeVisible();
  await owner.getByLabel('Its address').fill(`${at}/main`);
  await owner.getByLabel('Address of its small picture').fill(`${at}/sub`);
  await owner.getByLabel('User name of the camera').fill('cam-01');
  await press(owner, 'Add it');
  await expect(owner.getByText('The box has your camera.')).toBeVisible();
  expect(sent.some((body) => body.includes('camera-add'))).toBe(true);
  expect(sent.some((body) => body.includes(password) || body.includes('rtsp://'))).toBe(false);
  expect(await hostFiles()).toContain(password);
});

test('so is one that has H.265 alone', async () => {
  await owner.goto(`${programme.origin}/owner#/add/${hostedId}`);
  await owner.getByLabel('What it is called').fill('Porch');
  await owner.getByLabel('Its address').fill(`rtsp://127.0.0.1:${foreignPort}/h265`);
  await owner.getByLabel('User name of the camera').fill('camera');
  await owner.getByLabel('Password of the camera').fill('secret');
  await press(owner, 'Add it');
  await expect(owner.getByText('The box has your camera.')).toBeVisible();
});

test('and one that gives pictures over the web, once it answers', async () => {
  await owner.goto(`${programme.origin}/owner#/add/${hostedId}`);
  await owner.getByLabel('What it is called').fill('Shed');
  await owner.getByLabel('Its address').fill('http://127.0.0.1:9/video');
  await owner.getByLabel('User name of the camera').fill(USER);
  await owner.getByLabel('Password of the camera').fill(PASSWORD);
  await press(owner, 'Add it');
  await expect(owner.getByText('must answer once when it is added')).toBeVisible();
  await owner.getByLabel('Its address').fill(shed.url);
  await press(owner, 'Add it');
  await expect(owner.getByText('The box has your camera.')).toBeVisible();
});

test('she links her Ring doorbell at the host, and covers the house opposite in its picture', async () => {
  await owner.goto(`${programme.origin}/owner#/cameras`);
  await owner.getByRole('link', { name: 'Connect my Ring camera' }).click();
  await owner.getByRole('link', { name: 'Go on to Ring' }).click();
  await owner.getByRole('button', { name: 'Allow' }).click();
  await press(owner, 'Yes, connect it');
  await owner.getByRole('checkbox', { name: 'Front doorbell' }).check();
  await owner.getByRole('radio', { name: 'A cable' }).check();
  await press(owner, 'Save my choice');
  await expect(owner.getByText('Nobody can look yet.')).toBeVisible();
  await owner.goto(`${programme.origin}/owner#/cameras`);
  await owner.locator('.camera-row', { hasText: 'Front doorbell' }).click();
  await owner.getByRole('link', { name: 'Cover something in the picture' }).click();
  doorbellId = new URL(owner.url()).hash.split('/')[2] ?? '';
  await press(owner, 'Show what the camera sees');
  await expect(owner.getByRole('button', { name: 'Take the picture again' })).toBeVisible({
    timeout: 30_000,
  });
  await press(owner, 'Cover a place');
  await owner.getByRole('button', { name: /^Cover 1\. Arrow keys/ }).waitFor();
  await press(owner, 'Save');
  await expect(owner.getByText('Your box covers this now.')).toBeVisible();
});

test('the waiver names the host, and an operator looks', async () => {
  await signFor('Front window', 'Sample Library');
  await signFor('Front doorbell', 'Sample Library');
  await signFor('Porch', 'Sample Library');
  await signFor('Shed', 'Sample Library');
  await signIn(operator, `${programme.origin}/console`);
  await expect(operator.getByText('Connected', { exact: true })).toBeVisible();
  await report('C-1');
  await expect(operator.locator('.incident-row')).toContainText('4 cam');
  await operator.locator('body').press('Enter');
  await expect(liveTile()).toHaveCount(4, { timeout: 30_000 });
  await watchDecoder(operator);
});

test('what he is given of the doorbell is one colour where she covered it, and pictures alone: no sound', async () => {
  const place = { x: 0.42, y: 0.42, width: 0.16, height: 0.16 };
  const colours = await coloursOf(operator, doorbellId, place);
  expect(colours.covered).toBe(1);
  expect(colours.whole).toBeGreaterThan(20);
  const units = await unitsDecoded(operator);
  expect(units.chunks).toBeGreaterThan(20);
  expect(units.types.filter((type) => ![1, 5, 6, 7, 8, 9].includes(type))).toEqual([]);
});

test('she moves to a box of her own: the old place goes dark and keeps nothing', async ({ browser }) => {
  await owner.goto(`${programme.origin}/owner#/move/${hostedId}`);
  await owner.getByRole('link', { name: 'Connect my own box' }).click();
  await press(owner, 'Show me a code');
  const code = await owner.locator('.code').innerText();
  box = await newcomer(browser);
  await box.goto(programme.gateway.url);
  await box.getByLabel('Pass code').fill(programme.localCode);
  await box.getByRole('button', { name: 'Log on' }).click();
  await box.getByRole('link', { name: 'Enrol an owner by code' }).click();
  await box.getByRole('textbox', { name: 'Code', exact: true }).fill(code);
  await box.getByRole('button', { name: 'Enrol' }).click();
  await expect(owner.getByText('is connected.')).toBeVisible();
  await owner.goto(`${programme.origin}/owner#/move/${hostedId}`);
  await owner.getByRole('link', { name: 'Add a camera to Box' }).click();
  await owner.getByLabel('What it is called').fill('Garden');
  await owner.getByLabel('Its address').fill(`rtsp://127.0.0.1:${programme.town.rtspPort}/cam-02/main`);
  await owner.getByLabel('User name of the camera').fill('cam-02');
  await owner.getByLabel('Password of the camera').fill(programme.plan.rtspUsers['cam-02'] ?? '');
  await press(owner, 'Add it');
  await expect(owner.getByText('The box has your camera.')).toBeVisible();
  await signFor('Garden', 'the owner');
  await owner.goto(`${programme.origin}/owner#/move/${hostedId}`);
  await press(owner, 'Leave Sample Library');
  await press(owner, 'Yes, empty it now');
  await expect(owner.getByRole('heading', { name: 'You have moved.' })).toBeVisible();
  await expect(liveTile()).toHaveCount(0);
  await expect.poll(() => readdir(join(programme.dir, 'host', 'owners'))).toEqual([]);
  // The register is written after the folder is gone.
  await expect.poll(hostFiles).not.toContain(ownerId);
  const left = await hostFiles();
  for (const text of [ownerId, hostedId, 'rtsp://', PASSWORD, programme.plan.rtspUsers['cam-01'] ?? 'none'])
    expect(left).not.toContain(text);
  await owner.goto(`${programme.origin}/owner#/cameras`);
  await expect(owner.locator('.camera-row')).toHaveCount(1);
  await expect(owner.locator('main')).not.toContainText('Sample Library');
  await owner.goto(`${programme.origin}/owner#/history`);
  await expect(owner.locator('main')).toContainText('Sample Library');
});

test('and from her own box, which forgets her when she leaves, though it stays a box', async () => {
  await owner.goto(`${programme.origin}/owner#/me`);
  const files = async () => {
    const dir = join(programme.dir, 'gateway');
    const names = await readdir(dir);
    const texts = await Promise.all(names.map((name) => textOf(join(dir, name))));
    return [...names, ...texts].join('\n');
  };
  expect(await files()).toContain(ownerId);
  await press(owner, 'Leave Box');
  await press(owner, 'Yes, empty it now');
  await expect(owner.getByRole('button', { name: 'Leave Box' })).toHaveCount(0);
  await expect.poll(files).not.toContain(ownerId);
  const left = await files();
  for (const text of ['rtsp://', programme.plan.rtspUsers['cam-02'] ?? 'none'])
    expect(left).not.toContain(text);
  await box.reload();
  await expect(box.locator('body')).toContainText('Enrol an owner by code');
});
