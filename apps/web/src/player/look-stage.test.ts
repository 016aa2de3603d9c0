import type { CameraId, RequestId } from '@porchlight/domain';
import { generateHpkeKeyPair } from '@porchlight/frame-crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { LookStage, type Screen } from './look-stage.ts';

const CAMERA = 'cam-0123456789ab' as CameraId;
const SMALL = { large: false, box: { width: 160, height: 90 } };
const LARGE = { large: true, box: { width: 1280, height: 720 } };

/** Decoding and drawing need a browser; this stands in for them. */
function screen(): Screen & {
  mainFlows: boolean;
  backlog: { lagMs: number; waitedMs: number };
  log: string[];
} {
  const log: string[] = [];
  return {
    log,
    large: false,
    box: { width: 1, height: 1 },
    watermark: '',
    mainFlows: false,
    undecodable: { main: false, sub: false },
    needsH264: false,
    backlog: { lagMs: 0, waitedMs: 0 },
    push: () => log.push('push'),
    reject: () => log.push('reject'),
    restart: () => log.push('restart'),
    close: () => log.push('close'),
    progress: () => ({ queue: 0, lagMs: 0 }),
    stats: () => {
      throw new Error('not asked for');
    },
  };
}

let stage: LookStage;
beforeEach(async () => {
  stage = new LookStage('0123456789abcdef0123456789abcdef' as RequestId, await generateHpkeKeyPair(), 'op-1');
});

describe('the tiles of a look', () => {
  it('tell the hub nothing while the first wish holds', () => {
    stage.addTile(CAMERA, screen(), SMALL);
    expect(stage.news()).toEqual([]);
  });
  it('ask for main when enlarged, let sub go when main flows, and go back', () => {
    const tile = screen();
    stage.addTile(CAMERA, tile, SMALL);
    stage.resize(CAMERA, LARGE);
    expect(stage.news()).toEqual([{ cameraId: CAMERA, want: { main: true, sub: true } }]);
    expect(stage.news()).toEqual([]);
    tile.mainFlows = true;
    expect(stage.news()).toEqual([{ cameraId: CAMERA, want: { main: true, sub: false } }]);
    stage.resize(CAMERA, SMALL);
    expect(stage.news()).toEqual([{ cameraId: CAMERA, want: { main: false, sub: true } }]);
  });
  it('ask for nothing while the page is hidden, and for all again when it is shown', () => {
    stage.addTile(CAMERA, screen(), SMALL);
    stage.visible = false;
    expect(stage.news()).toEqual([{ cameraId: CAMERA, want: { main: false, sub: false } }]);
    stage.visible = true;
    expect(stage.news()).toEqual([{ cameraId: CAMERA, want: { main: false, sub: true } }]);
  });
  it('begin anew on a fresh socket, with the wishes told again', () => {
    const tile = screen();
    stage.addTile(CAMERA, tile, LARGE);
    stage.news();
    expect(stage.begin()).toEqual([CAMERA]);
    expect(tile.log).toEqual(['restart']);
    expect(stage.news()).toEqual([{ cameraId: CAMERA, want: { main: true, sub: true } }]);
  });
  it('go black when dropped, and carry the watermark from the start', () => {
    const tile = screen();
    stage.addTile(CAMERA, tile, SMALL);
    expect(tile.watermark).toBe('op-1');
    stage.watermark = 'op-1, a minute later';
    expect(tile.watermark).toBe('op-1, a minute later');
    stage.dropTile(CAMERA);
    expect(tile.log).toEqual(['close']);
  });
  it('call for a fresh socket when one of them is three seconds behind', () => {
    const tile = screen();
    stage.addTile(CAMERA, tile, SMALL);
    expect(stage.needsReopening(60_000)).toBe(false);
    tile.backlog.lagMs = 3200;
    expect(stage.needsReopening(60_000)).toBe(true);
    expect(stage.needsReopening(1000)).toBe(false);
  });
});
