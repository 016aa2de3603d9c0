import { LookStage } from './look-stage.ts';
import { MediaLink } from './media-link.ts';
import { TilePlayer } from './tile-player.ts';
import type { FromMediaWorker, ToMediaWorker } from './worker-messages.ts';

// The worker that opens, decodes and draws. Frames never pass through the page's own thread.

const STATS_MS = 250;
const looks = new Map<string, LookStage>();
const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToMediaWorker>) => void;
  postMessage(message: FromMediaWorker): void;
};
const tell = (message: FromMediaWorker): void => scope.postMessage(message);

const link = new MediaLink(
  new URL('/api/console/media', location.origin.replace(/^http/, 'ws')).href,
  looks,
  {
    onGone(requestId, cameraId) {
      looks.get(requestId)?.dropTile(cameraId);
      tell({ t: 'gone', requestId, cameraId });
    },
    onSlowed: (requestId, cameraId, level) => tell({ t: 'slowed', requestId, cameraId, level }),
    onState: (state) => tell({ t: 'link', state }),
  },
);

scope.onmessage = ({ data: message }) => {
  const look = looks.get(message.requestId);
  switch (message.t) {
    case 'look':
      if (look === undefined)
        looks.set(message.requestId, new LookStage(message.requestId, message.keys, message.watermark));
      break;
    case 'watermark':
      if (look) look.watermark = message.text;
      break;
    case 'tile': {
      const { requestId, cameraId, canvas, main, shown } = message;
      const player = new TilePlayer(cameraId, canvas, (t, at) => tell({ t, requestId, cameraId, at }));
      look?.addTile(cameraId, player, main, shown);
      link.watch(requestId, cameraId, main, shown);
      break;
    }
    case 'want':
      look?.want(message.cameraId, message.main, message.shown);
      link.want(message.requestId, message.cameraId, message.main, message.shown);
      break;
    case 'drop':
      look?.dropTile(message.cameraId);
      link.want(message.requestId, message.cameraId, false, false);
      break;
    case 'forget':
      look?.close();
      looks.delete(message.requestId);
  }
};

setInterval(() => {
  for (const look of looks.values()) tell({ t: 'stats', requestId: look.requestId, tiles: look.stats() });
}, STATS_MS);
