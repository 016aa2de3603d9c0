import type { Page } from '@playwright/test';

/**
 * Opens an area as one of the demo's people, in a browser that has opened the demo's address before: the use notice first,
 * then the person, unless somebody is signed in there already. `look` is called at each screen on the way.
 */
export async function enterAs(
  page: Page,
  address: string,
  name: RegExp,
  look: (screen: string) => Promise<void> = async () => undefined,
): Promise<void> {
  await page.goto(address);
  const accept = page.getByRole('button', { name: /accept/i });
  const person = page.getByRole('button', { name }).first();
  const inside = page.getByRole('button', { name: /^(Sign out|STOP)$/ });
  await accept.or(person).or(inside).first().waitFor();
  if (await inside.isVisible()) return;
  if (await accept.isVisible()) {
    await look('use notice');
    await accept.click();
  }
  await person.waitFor();
  await look('sign-in');
  await person.click();
  await inside.waitFor();
}
