export type { GatewayOptions } from './gateway-config.ts';
export { GatewayStartError, type GatewayStartFault } from './gateway-start-error.ts';
export type { HostOptions } from './host-config.ts';
export { type RunningGateway, startGateway } from './start-gateway.ts';
export { makeHostCard, type RunningHost, startHost } from './start-host.ts';
