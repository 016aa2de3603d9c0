export { type LocalPage, type LocalPageOptions, startLocalPage } from './local-page.ts';
export { type RingDoor, type RingDoorOptions, startRingDoor } from './ring-door.ts';
