import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import { generateSoftware } from '../packages/statements/dist/index.js';
import { ceremony, newRoot, verify } from './support/new-root.ts';
import { newcomer, pixelsOf, press, signIn } from './support/people.ts';
import { CLI, type RealProgramme, startRealProgramme } from './support/real-programme.ts';

const run = promisify(execFile);

// A programme as a city would make it: `porchlight init`, passkeys, three processes, real cameras over RTSP.
test.describe.configure({ mode: 'serial' });

let programme: RealProgramme;
let clerk: Page;
let operator: Page;
let owner: Page;
let box: Page;
/** By what they are for: consent for burglary, for arson only, none at all. */
const ids = { burglary: '', arson: '', unsigned: '' };
let reported = new Date();

test.beforeAll(async () => {
  programme = await startRealProgramme();
});

test.afterAll(async () => {
  for (const page of [clerk, operator, owner, box]) await page?.context().close();
  await programme?.close();
});

const tile = (camera: string) => operator.locator(`.tile[data-camera="${camera}"]`);

async function logOn(): Promise<void> {
  await box.goto(programme.gateway.url);
  await box.getByLabel('Pass code').fill(programme.localCode);
  await box.getByRole('button', { name: 'Log on' }).click();
}

function burglary(update: number, status: 'open' | 'closed') {
  const { position, place, nature } = programme.plan.incident;
  return { call: 'C-1', nature, status, position, place, reportedAt: reported.toISOString(), update };
}

test('the one-time link makes the first clerk, with a passkey', async ({ browser }) => {
  clerk = await newcomer(browser);
  await clerk.goto(programme.startLink);
  await expect(clerk.getByRole('heading', { name: 'You are the first clerk.' })).toBeVisible();
  await expect(clerk.getByRole('button', { name: /demo only/ })).toHaveCount(0);
  await press(clerk, 'Register my key');
  await press(clerk, 'Sign and begin');
  await expect(clerk.getByRole('heading', { name: 'The programme has its first clerk.' })).toBeVisible();
  await signIn(clerk, `${programme.origin}/clerk`);
});

test('the clerk invites an operator, compares the key and signs the list of people', async ({ browser }) => {
  await clerk.goto(`${programme.origin}/clerk#/people`);
  await clerk.getByRole('textbox', { name: 'Name' }).fill('Operator 1');
  await press(clerk, 'Make a link');
  const link = await clerk.locator('.invite-link').innerText();
  operator = await newcomer(browser);
  await operator.goto(link);
  await press(operator, 'Register my key');
  const fingerprint = await operator.locator('.code').innerText();
  const card = clerk.locator('li.card', { hasText: 'Take the invitation back' });
  await expect(card).toContainText(fingerprint);
  await press(clerk, 'Sign into the list');
  await expect(clerk.locator('li.person', { hasText: 'Operator 1' })).toContainText(fingerprint);
});

test('an owner joins on a phone and connects a box by its code', async ({ browser }) => {
  owner = await newcomer(browser, true);
  await owner.goto(`${programme.origin}/owner`);
  await press(owner, 'I am new here: take part');
  await owner.getByRole('textbox', { name: 'Your name' }).fill('House on the corner');
  await owner.getByRole('textbox', { name: 'E-mail' }).fill('house@pilot.invalid');
  await expect(owner.getByRole('button', { name: /demo only/ })).toHaveCount(0);
  await press(owner, 'Join with a passkey');
  await owner.getByRole('link', { name: 'Connect a box' }).click();
  await press(owner, 'Show me a code');
  const code = await owner.locator('.code').innerText();

  box = await newcomer(browser);
  await logOn();
  await box.getByRole('link', { name: 'Enrol an owner by code' }).click();
  await box.getByRole('textbox', { name: 'Code', exact: true }).fill(code);
  await box.getByRole('button', { name: 'Enrol' }).click();
  await expect(owner.getByText('is connected.')).toBeVisible();
  const compared = await owner.locator('dl.facts dd.mono').allInnerTexts();
  for (const fingerprint of compared) await expect(box.locator('body')).toContainText(fingerprint);
});

test('cameras are added on the box’s own page, and their passwords stay there', async () => {
  for (const [label, camera] of [
    ['Front door', 'cam-01'],
    ['Side gate', 'cam-02'],
    ['Back yard', 'cam-03'],
  ] as const) {
    await box.goto(`${programme.gateway.url}/cameras/new`);
    await box.getByRole('textbox', { name: 'Name' }).fill(label);
    const at = `rtsp://127.0.0.1:${programme.town.rtspPort}/${camera}`;
    await box.getByRole('textbox', { name: 'Main stream' }).fill(`${at}/main`);
    await box.getByRole('textbox', { name: /Sub stream/ }).fill(`${at}/sub`);
    await box.getByRole('textbox', { name: 'User' }).fill(camera);
    await box.getByLabel('Password').fill(programme.plan.rtspUsers[camera] ?? '');
    await box.getByRole('button', { name: 'Add' }).click();
    await expect(box.getByRole('heading', { name: label })).toBeVisible();
  }
  await owner.goto(`${programme.origin}/owner#/cameras`);
  await expect(owner.locator('.camera-row')).toHaveCount(3);
  for (const label of ['Front door', 'Side gate', 'Back yard'] as const) {
    const href = await owner.locator('.camera-row', { hasText: label }).getAttribute('href');
    const kind = { 'Front door': 'burglary', 'Side gate': 'arson', 'Back yard': 'unsigned' } as const;
    ids[kind[label]] = href?.split('/').at(-1) ?? '';
  }
});

test('the owner reads the waiver, chooses for two of three cameras, signs, and keeps a receipt', async () => {
  await owner.goto(`${programme.origin}/owner#/sign`);
  const last = owner.getByRole('button', { name: 'I have read it. Choose' });
  while (!(await last.isVisible())) await press(owner, 'Next');
  await last.click();
  await owner.getByRole('checkbox', { name: 'Back yard' }).uncheck();
  await press(owner, 'Next');
  for (let camera = 0; camera < 2; camera++) {
    const where = owner.getByRole('heading', { name: /^Where does “/ });
    await expect(where).toBeVisible();
    const label = /“(.+)”/.exec(await where.innerText())?.[1] ?? '';
    expect(['Front door', 'Side gate']).toContain(label);
    await owner.getByText('Set it by numbers').click();
    const id = label === 'Front door' ? 'cam-01' : 'cam-02';
    const { lat, lon } = programme.plan.cameras.find((c) => c.id === id)?.pose.position ?? { lat: 0, lon: 0 };
    await owner.getByLabel('Latitude').fill(lat.toFixed(5));
    await owner.getByLabel('Longitude').fill(lon.toFixed(5));
    await press(owner, 'Next');
    await expect(owner.getByRole('heading', { name: new RegExp(`look through “${label}”`) })).toBeVisible();
    if (label === 'Side gate')
      for (const other of await owner.locator('.classes input').all())
        if ((await other.evaluate((i: HTMLInputElement) => i.labels?.[0]?.innerText)) !== 'Arson')
          await other.uncheck();
    await press(owner, 'Next');
  }
  await expect(owner.getByRole('heading', { name: 'This is what you sign.' })).toBeVisible();
  await press(owner, 'Sign');
  await expect(owner.getByRole('heading', { name: 'Receipt for your signature' })).toBeVisible();
  await expect(owner.locator('section.card')).toHaveCount(2);
});

test('dispatch reports the burglary: the circle stands in the queue with a count, and no camera', async () => {
  await signIn(operator, `${programme.origin}/console`);
  await expect(operator.getByText('Connected', { exact: true })).toBeVisible();
  reported = new Date();
  const answer = await programme.call(burglary(1, 'open'));
  expect(answer.status).toBe(202);
  const row = operator.locator('.incident-row');
  await expect(row).toContainText('Burglary');
  await expect(row).toContainText('1 cam');
  await expect(operator.locator('.camera-list')).toHaveCount(0);
  await expect(operator.locator('.tile')).toHaveCount(0);
});

test('one key and one touch bring up the consenting camera, and only that one, with moving pixels', async () => {
  await operator.locator('body').press('Enter');
  await expect(tile(ids.burglary)).toHaveAttribute('data-liveness', 'live', { timeout: 30_000 });
  await expect(operator.locator('.tile')).toHaveCount(1);
  await expect(operator.locator('.camera-list tbody tr')).toHaveCount(1);
  const first = await pixelsOf(operator, ids.burglary);
  expect(first.colours).toBeGreaterThan(100);
  await expect.poll(async () => (await pixelsOf(operator, ids.burglary)).sum).not.toBe(first.sum);
});

test('the owner sees who looks and why, stops it, and the tile goes dark', async () => {
  await owner.goto(`${programme.origin}/owner#/`);
  const card = owner.locator('.watching');
  await expect(card).toContainText('Front door');
  await expect(card).toContainText('Burglary reported at');
  await expect(box.locator('body')).toContainText('Front door');
  await owner.getByRole('button', { name: 'Stop this now' }).click();
  await expect(tile(ids.burglary)).toHaveAttribute('data-liveness', 'gone');
  await expect(tile(ids.burglary)).toContainText('No longer available');
  await expect(tile(ids.burglary).locator('canvas')).toHaveCount(0);
  await expect(card).toHaveCount(0);
});

test('asked again it comes up again, until dispatch closes the incident', async () => {
  await press(operator, /^End/);
  await expect(operator.getByRole('button', { name: /Bring up again/ })).toBeVisible();
  await press(operator, /Bring up again/);
  await expect(tile(ids.burglary)).toHaveAttribute('data-liveness', 'live', { timeout: 30_000 });
  expect((await programme.call(burglary(2, 'closed'))).status).toBe(202);
  await expect(operator.locator('.purpose')).toContainText('Dispatch closed the incident.');
  await expect(tile(ids.burglary)).toHaveAttribute('data-liveness', /gone|ended/);
  await expect(operator.locator('.tile canvas')).toHaveCount(0);
  await owner.goto(`${programme.origin}/owner#/history`);
  await expect(owner.locator('main')).toContainText('Dispatch closed the incident.');
  await expect.poll(() => programme.mail.count()).toBeGreaterThan(0);
});

test('the owner opens the proof of the look, checked in the browser against the public log', async () => {
  await owner
    .locator('li.history', { hasText: 'Looked: Front door' })
    .first()
    .getByText('See the proof')
    .click();
  await expect(owner.getByText('It stands in the public log, and every rule was kept.')).toBeVisible();
  const facts = owner.locator('dl.facts');
  await expect(facts).toContainText(/\d+ m from the incident; the rules allow \d+ m, you allow \d+ m/);
  await expect(facts).toContainText('countersigned by 2 outside witnesses');
  await expect(owner.locator('.bullets li')).not.toHaveCount(0);
  await owner.getByRole('link', { name: /^Entry \d+/ }).click();
  await expect(owner.getByText('It stands in the log.')).toBeVisible();
  await expect(owner.locator('main')).toContainText('A look was asked for: burglary');
});

test('a stranger on a phone checks the whole log without an account', async ({ browser }) => {
  const stranger = await newcomer(browser, true);
  await stranger.goto(`${programme.origin}/public`);
  await stranger.getByRole('button', { name: 'Check the whole log' }).click();
  await expect(stranger.getByText(/^All \d+ entries hold\.$/)).toBeVisible();
  await expect(stranger.locator('.steps__step--live')).toHaveCount(4);
  // What it saw is remembered: the next visit compares with it.
  await stranger.reload();
  await stranger.getByRole('button', { name: 'Check the whole log' }).click();
  await expect(stranger.locator('.steps__step--live')).toHaveCount(4);
  await stranger.context().close();
});

test('porchlight verify finds nothing wrong, from the address and from the files', async () => {
  for (const log of [`${programme.origin}/log`, join(programme.dir, 'hub', 'log')]) {
    const { stdout } = await run(process.execPath, [
      CLI,
      'verify',
      log,
      '--root',
      join(programme.dir, 'trust.json'),
    ]);
    expect(stdout).not.toMatch(/FAIL|CANNOT-CHECK|SYNTHETIC/);
    expect(stdout).toMatch(/[2-9] requests \(\d+ running\)/);
  }
});

test('a key held by a program is refused in this programme', async () => {
  const { key } = await generateSoftware(false);
  const answer = await fetch(`${programme.origin}/api/owner/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: programme.origin },
    body: JSON.stringify({ name: 'Second house', email: '', key: { kind: 'software', key } }),
  });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: 'software-key' });
});

test.describe('when a cable is pulled during a look', () => {
  let calls = 1;

  const lookAgain = async (): Promise<void> => {
    calls += 1;
    const { position, place, nature } = programme.plan.incident;
    const reportedAt = new Date().toISOString();
    const call = { call: `C-${calls}`, nature, status: 'open', position, place, reportedAt, update: 1 };
    const rows = operator.locator('.incident-row');
    const before = await rows.count();
    expect((await programme.call(call)).status).toBe(202);
    // The newest stands first; an older one may still be looked at.
    await expect(rows).toHaveCount(before + 1);
    await press(operator, /^Burglary.*1 cam/);
    await press(operator, /^Bring up/);
    await expect(tile(ids.burglary)).toHaveAttribute('data-liveness', 'live', { timeout: 30_000 });
  };
  const connected = (): Promise<void> =>
    expect(operator.locator('.link-state')).toHaveText('Connected', { timeout: 30_000 });
  const boxSays = async (words: string | RegExp): Promise<void> =>
    expect(async () => {
      await box.goto(programme.gateway.url);
      await expect(box.locator('body')).toContainText(words, { timeout: 100 });
    }).toPass({ timeout: 30_000 });

  test('hub killed: the box stops by itself, the wall says so, and both come back', async () => {
    await lookAgain();
    await boxSays('Being watched');
    programme.hub.process.kill('SIGKILL');
    await expect(operator.locator('.link-state')).toContainText('No connection');
    await boxSays('Nobody is looking now.');
    await boxSays('hub lost');
    await expect(tile(ids.burglary)).not.toHaveAttribute('data-liveness', 'live');
    await programme.startHub();
    await connected();
    await boxSays('Connected to');
    await lookAgain();
  });

  test('postgres killed -9 during a look: the call that was taken is still there, and the next one comes up', async () => {
    await programme.killPostgres();
    await expect(async () => {
      const ready = await fetch(`${programme.origin}/readyz`);
      expect(ready.status).toBe(200);
    }).toPass({ timeout: 30_000 });
    await connected();
    await expect(operator.locator('.incident-row')).not.toHaveCount(0);
    await lookAgain();
  });

  test('box killed: its tile goes dark, and it serves again when it is started again', async () => {
    programme.gateway.process.kill('SIGKILL');
    await expect(tile(ids.burglary)).toHaveAttribute('data-liveness', /gone|stalled|ended/);
    await programme.startGateway();
    await logOn();
    await boxSays('Connected to');
    await boxSays(/Live · main/);
    await lookAgain();
  });

  test('camera cut: the tile says that its picture is old, and goes live when the camera is back', async () => {
    programme.town.setFault('cam-01', 'cut');
    await expect(tile(ids.burglary)).toHaveAttribute('data-liveness', 'stalled');
    programme.town.setFault('cam-01', 'none');
    await expect(tile(ids.burglary)).toHaveAttribute('data-liveness', 'live', { timeout: 30_000 });
  });

  test('a tab that slept shows the present when it wakes, not what it missed', async () => {
    const cdp = await operator.context().newCDPSession(operator);
    await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise((resolve) => setTimeout(resolve, 6000));
    await cdp.send('Page.setWebLifecycleState', { state: 'active' });
    await expect(tile(ids.burglary)).toHaveAttribute('data-liveness', 'live', { timeout: 30_000 });
    const glass = await tile(ids.burglary).getAttribute('data-glass-ms');
    expect(Number(glass)).toBeLessThan(2000);
  });

  test('a witness is lost: nothing opens, until two of three root keys name another, and no box is touched', async () => {
    test.setTimeout(120_000);
    const [kept, lost] = programme.witnesses;
    lost?.process.kill('SIGKILL');
    const [line = ''] = programme.witnessLines;
    await newRoot(programme, '--witness', line);
    expect(kept?.process.exitCode).toBeNull();
    await press(operator, /^End/).catch(() => undefined);
    programme.hub.process.kill('SIGTERM');
    await expect(operator.locator('.link-state')).toContainText('No connection');
    await programme.startHub();
    await connected();
    await boxSays('Connected to');
    await lookAgain();
    expect(await verify(programme)).not.toMatch(/FAIL|CANNOT-CHECK/);
  });

  test('the log key is stolen: two of three root keys name another, what the old one signs counts for nothing, and no box is touched', async ({
    browser,
  }) => {
    test.setTimeout(120_000);
    const { pid } = programme.gateway.process;
    const seen = join(programme.dir, 'seen-checkpoint');
    await writeFile(seen, await (await fetch(`${programme.origin}/log/checkpoint`)).text());
    const key = join(programme.dir, 'keys', 'log-2.json');
    await ceremony('service-key', '--use', 'log', '--out', key);
    const changes = await newRoot(programme, '--log-key', key);
    const vkey = /^\+ public log +(\S+)$/m.exec(changes)?.[1] ?? '';
    await press(operator, /^End/).catch(() => undefined);
    const gone = once(programme.hub.process, 'exit');
    programme.hub.process.kill('SIGTERM');
    await gone;
    await programme.startHubWithKey(key, vkey);
    await connected();
    await boxSays('Connected to');
    await lookAgain();
    expect(programme.gateway.process).toMatchObject({ pid, exitCode: null });
    const origin = vkey.split('+')[0];
    expect(await (await fetch(`${programme.origin}/log/checkpoint`)).text()).toMatch(
      new RegExp(`^${origin}\\n`),
    );
    // What was seen under the old key is the beginning of this log.
    expect(await verify(programme, '--checkpoint', seen)).not.toMatch(/FAIL|CANNOT-CHECK/);
    const stranger = await newcomer(browser, true);
    await stranger.goto(`${programme.origin}/public`);
    await stranger.getByRole('button', { name: 'Check the whole log' }).click();
    await expect(stranger.getByText(/^All \d+ entries hold\.$/)).toBeVisible();
    await stranger.context().close();
  });
});
