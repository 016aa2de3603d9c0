import { DROP_CAUSES } from '@porchlight/hub-core';
import type { Metric } from './metric.ts';

const counter = (name: string, help: string): Metric => ({ name, help, type: 'counter' });
const gauge = (name: string, help: string): Metric => ({ name, help, type: 'gauge' });

/** Everything /metrics can say. docs/operations.md has the same names with what to do about them; a test compares the two. */
export const HUB_METRICS = {
  looks: gauge('porchlight_looks_running', 'Looks that run now.'),
  gateways: gauge('porchlight_gateways_connected', 'Gateways that proved their key and are connected.'),
  viewers: gauge('porchlight_viewers_connected', 'Media connections of consoles that watch a camera.'),
  received: counter('porchlight_relay_received_messages_total', 'Sealed messages taken from gateways.'),
  receivedBytes: counter('porchlight_relay_received_bytes_total', 'Bytes of them.'),
  sent: counter('porchlight_relay_sent_messages_total', 'Sealed messages handed to viewers.'),
  sentBytes: counter('porchlight_relay_sent_bytes_total', 'Bytes of them.'),
  dropped: {
    ...counter('porchlight_relay_dropped_messages_total', 'Sealed messages that no viewer got, by cause.'),
    label: { name: 'cause', words: DROP_CAUSES },
  },
  logSize: gauge('porchlight_log_size_entries', 'Entries of the public log in the database.'),
  logPublished: gauge('porchlight_log_published_entries', 'Entries under the newest cosigned checkpoint.'),
  checkpointAge: gauge('porchlight_log_checkpoint_age_seconds', 'Time since a quorum of witnesses cosigned.'),
  logRefused: gauge('porchlight_log_refused', '1 while the hub signs nothing until a person has acted.'),
  databaseUp: gauge('porchlight_database_up', '1 while the database answers.'),
  connections: {
    ...gauge('porchlight_database_connections', 'Connections of the pool, and calls that wait for one.'),
    label: { name: 'state', words: ['open', 'idle', 'waiting'] },
  },
  jobs: {
    ...gauge('porchlight_jobs', 'Notices and log entries in the queue.'),
    label: { name: 'state', words: ['due', 'later', 'failed'] },
  },
  loopLag: gauge(
    'porchlight_event_loop_lag_seconds',
    'Longest time the process did not listen since the last reading.',
  ),
  cpu: counter('process_cpu_seconds_total', 'Processor time of the hub, without the database.'),
  memory: gauge('process_resident_memory_bytes', 'Memory of the hub, without the database.'),
  heap: gauge('porchlight_heap_used_bytes', 'Memory that JavaScript objects hold.'),
  started: gauge('process_start_time_seconds', 'When the process was started, Unix time.'),
} as const satisfies Record<string, Metric>;

export type HubMetric = keyof typeof HUB_METRICS;
