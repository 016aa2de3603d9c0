export { type LocalPage, type LocalPageOptions, startLocalPage } from './local-page.ts';
