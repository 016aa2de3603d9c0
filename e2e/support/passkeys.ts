import type { BrowserContext, CDPSession, Page } from '@playwright/test';

/** A page of its own browser context with a virtual authenticator (CTAP2, resident keys, user verified, not copied). */
export async function pageWithPasskeys(
  context: BrowserContext,
): Promise<{ page: Page; authenticatorId: string; cdp: CDPSession }> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'usb',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { page, authenticatorId, cdp };
}
