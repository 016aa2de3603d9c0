export { webauthnPasskeys } from './http/passkeys.ts';
export { PATIENCE, type Patience, type WebConfig } from './http/web-config.ts';
export { NodeLinks, type NodeLinksConfig } from './nodes/node-links.ts';
export { type HubServer, serveHub } from './server.ts';
