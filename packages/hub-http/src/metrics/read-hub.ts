import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Hub, StoreVitals } from '@porchlight/hub-core';
import { HUB_METRICS, type HubMetric } from './hub-metrics.ts';
import { metricsText, type Reading } from './metric.ts';

export interface HubGauges {
  /** The Prometheus text of this moment. Never rejects for a database that is gone: then its figures are left out. */
  text(): Promise<string>;
  close(): void;
}

/** Begins to watch the event loop; everything else is read when it is asked for. Close it. */
export function watchHub(hub: Hub): HubGauges {
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  return {
    async text() {
      const vitals = await hub.ports.store.vitals().catch(() => undefined);
      const readings = { ...hubReadings(hub), ...storeReadings(vitals), ...processReadings(loop) };
      const names = Object.keys(HUB_METRICS) as HubMetric[];
      return metricsText(names.map((name) => [HUB_METRICS[name], readings[name]] as const));
    },
    close: () => loop.disable(),
  };
}

function hubReadings({ looks, gateways, relay, publicLog }: Hub) {
  const { received, sent, dropped } = relay.tally;
  const { sealer, tree } = publicLog;
  return {
    looks: looks.running().length,
    gateways: gateways.online.length,
    viewers: relay.viewers,
    received: received.messages,
    receivedBytes: received.bytes,
    sent: sent.messages,
    sentBytes: sent.bytes,
    dropped,
    logSize: tree.size,
    logPublished: sealer.newest?.size ?? 0,
    checkpointAge: sealer.newestAgeMs / 1000,
    logRefused: sealer.state.kind === 'refused' ? 1 : 0,
  };
}

function storeReadings(vitals: StoreVitals | undefined) {
  return {
    databaseUp: vitals === undefined ? 0 : 1,
    connections: vitals?.connections as Reading,
    jobs: vitals?.jobs as Reading,
  };
}

function processReadings(loop: IntervalHistogram) {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const lag = loop.max / 1e9;
  loop.reset();
  return {
    loopLag: lag,
    cpu: (user + system) / 1e6,
    memory: rss,
    heap: heapUsed,
    started: Math.round(Date.now() / 1000 - process.uptime()),
  };
}
