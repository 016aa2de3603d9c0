import '../api/strict-page.ts';
import type { RequestId } from '@porchlight/domain';
import { LookStage } from './look-stage.ts';
import { MediaLink } from './media-link.ts';
import { PaintLoop } from './paint-loop.ts';
import { TilePlayer } from './tile-player.ts';
import { warmUp } from './warm-up.ts';
import type { FromMediaWorker, ToMediaWorker } from './worker-messages.ts';

// The worker that opens, decodes and draws. Frames never pass through the page's own thread. It ends with the page, or
// when the pool terminates it.

const STATS_MS = 250;
warmUp();
const looks = new Map<RequestId, LookStage>();
const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToMediaWorker>) => void;
  postMessage(message: FromMediaWorker): void;
};
const tell = (message: FromMediaWorker): void => scope.postMessage(message);

const loop = new PaintLoop((callback) => requestAnimationFrame(callback));
const link = new MediaLink(
  new URL('/api/console/media', location.origin.replace(/^http/, 'ws')).href,
  looks,
  {
    onGone(requestId, cameraId) {
      looks.get(requestId)?.dropTile(cameraId);
      tell({ t: 'gone', requestId, cameraId });
    },
    onSlowed: (requestId, cameraId, level) => tell({ t: 'slowed', requestId, cameraId, level }),
  },
);

scope.onmessage = ({ data: message }) => {
  const { requestId } = message;
  if (message.t === 'look') {
    const stage = new LookStage(requestId, message.keys, message.watermark);
    stage.visible = message.visible;
    looks.set(requestId, stage);
    return;
  }
  const look = looks.get(requestId);
  if (look !== undefined) act(look, message);
};

function act(look: LookStage, message: Exclude<ToMediaWorker, { t: 'look' }>): void {
  const { requestId } = look;
  switch (message.t) {
    case 'watermark':
      look.watermark = message.text;
      break;
    case 'tile': {
      const { cameraId, canvas } = message;
      const screen = new TilePlayer(cameraId, canvas, loop, (t, at) => tell({ t, requestId, cameraId, at }));
      look.addTile(cameraId, screen, message.look);
      link.watch(requestId, cameraId);
      break;
    }
    case 'resize':
      look.resize(message.cameraId, message.look);
      link.tellWants();
      break;
    case 'drop':
      look.dropTile(message.cameraId);
      link.want(requestId, message.cameraId, { main: false, sub: false });
      break;
    case 'visible':
      look.visible = message.visible;
      link.tellWants();
      break;
    case 'forget':
      look.close();
      looks.delete(requestId);
  }
}

setInterval(() => {
  for (const look of looks.values()) tell({ t: 'stats', requestId: look.requestId, tiles: look.stats() });
}, STATS_MS);
