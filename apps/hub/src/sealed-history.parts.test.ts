import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page, type Route } from '@playwright/test';
import { generateHpkeKeyPair } from '@porchlight/frame-crypto';
import { generateEd25519, toBase64Url } from '@porchlight/statements';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { CHROMIUM_ARGS } from '../../../tools/chromium-args.ts';
import { hangUp, hub, openScene, owner, pastLook, signIn } from '../test/look-scene.ts';

const WEB = fileURLToPath(new URL('../../web/dist', import.meta.url));
const DAY_MS = 86_400_000;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  // Without an auditor nothing is erased.
  const [{ key: signKey }, { publicKey }] = await Promise.all([generateEd25519(), generateHpkeKeyPair()]);
  const auditors = [{ name: 'Auditor', signKey, sealKey: toBase64Url(publicKey) }];
  await openScene({ root: { auditors } }, { webDir: WEB });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM_ARGS });
  const phone = { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' } as const;
  context = await browser.newContext({ ...phone, acceptDownloads: true });
  await context.route('**/*', toHub);
  await context.routeWebSocket('**/*', () => undefined);
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
});
afterAll(async () => {
  await context?.browser()?.close();
  hangUp();
  await hub.close();
});

/** The programme's web address is this hub, as a proxy with a certificate would have it. */
async function toHub(route: Route): Promise<void> {
  const request = route.request();
  const { pathname, search } = new URL(request.url());
  const cookies = await context.cookies(hub.origin);
  const headers = { ...request.headers(), cookie: cookies.map((c) => `${c.name}=${c.value}`).join('; ') };
  const answer = await fetch(`${hub.server.url}${pathname}${search}`, {
    method: request.method(),
    headers,
    ...(request.postDataBuffer() && { body: new Uint8Array(request.postDataBuffer() ?? []) }),
  });
  const body = Buffer.from(await answer.arrayBuffer());
  const { 'content-encoding': _encoding, ...answered } = Object.fromEntries(answer.headers);
  await route.fulfill({ status: answer.status, headers: answered, body });
}

async function carry(cookie: string): Promise<void> {
  const [name = '', ...value] = cookie.split('=');
  await context.addCookies([{ name, value: value.join('='), url: hub.origin, secure: true }]);
}

/** Days that the witnesses have seen, too. */
async function pass(days: number): Promise<void> {
  hub.clock.advance(days * DAY_MS);
  await vi.waitFor(
    async () => expect(await hub.hub.publicLog.vouchedTime()).toBeGreaterThan(hub.clock.now() - DAY_MS),
    10_000,
  );
  await hub.hub.leafRounds.disclosures();
}

it('opens on the owner’s phone what the hub has erased, and proves it against the public log', async () => {
  await carry(owner.cookie);
  const told = page.waitForResponse((answer) => answer.url().endsWith('/api/owner/opening-keys'));
  await page.goto(`${hub.origin}/owner#/history`);
  await page.getByText('Nobody has ever asked.').waitFor();
  expect((await told).status()).toBeLessThan(300);
  await pastLook();
  await pass(40);
  await pass(60);
  await carry(await signIn('owner', owner.signer));
  await page.reload();
  await page.getByRole('heading', { name: 'Before that' }).waitFor();
  await page.getByRole('heading', { name: 'Nobody has asked lately.' }).waitFor();
  const rows = page.getByRole('region', { name: 'Before that' }).getByRole('listitem');
  expect(await rows.count()).toBe(2);
  expect(await rows.first().textContent()).toMatch(/cam-(near|far).*Burglary reported at/);
  await rows.first().getByRole('link', { name: 'See the proof' }).click();
  await page.getByText('It stands in the public log, and every rule was kept.').waitFor();
  expect(await page.locator('dl.facts').textContent()).toMatch(
    /It showed pictures\..*countersigned by 2 outside/,
  );
}, 30_000);
