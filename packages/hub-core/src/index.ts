export { type FromGateway, Relay, type RelayPorts } from './relay/relay.ts';
export type { SeatChannels, Want } from './relay/seat.ts';
export type { ViewerSink } from './relay/viewer-sink.ts';
