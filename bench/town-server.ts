/** A process that serves the town's cameras over RTSP and sends `{ port, users, paths }` to its parent. */
import { loadTownClips, startRtspServer, townPlan } from '@porchlight/town';

const plan = townPlan();
const mounts = loadTownClips({ startsAt: undefined });
const server = await startRtspServer({ port: 0, host: '127.0.0.1', users: plan.rtspUsers, mounts });
process.send?.({ port: server.port, users: plan.rtspUsers, paths: [...mounts.keys()] });
