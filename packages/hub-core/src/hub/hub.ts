import type { TrustFile } from '@porchlight/contract';
import type { Clock, GatewayId } from '@porchlight/domain';
import { rehearseLeaf } from '@porchlight/statements/leaf';
import { ClerkDesk } from '../clerk/clerk-desk.ts';
import { InviteDesk } from '../clerk/invite-desk.ts';
import { AreaBus } from '../events/area-bus.ts';
import { GatewayDesk } from '../gateways/gateway-desk.ts';
import { GatewayInbox } from '../gateways/gateway-inbox.ts';
import type { HostDesk } from '../gateways/host-desk.ts';
import { IncidentDesk } from '../incidents/incident-desk.ts';
import { LEAF_JOB, leafHandler } from '../leaves/leaf-jobs.ts';
import { LeafRounds } from '../leaves/leaf-rounds.ts';
import { LeafWriter } from '../leaves/leaf-writer.ts';
import { LogFeed } from '../leaves/log-feed.ts';
import { PaperLeaves } from '../leaves/paper-leaves.ts';
import { RequestLeaves } from '../leaves/request-leaves.ts';
import { openPublicLog, type PublicLog, type PublicLogPorts } from '../log/public-log.ts';
import { CamerasHere } from '../looks/camera-opener.ts';
import { endLeftovers } from '../looks/end-orphans.ts';
import { LookAsker } from '../looks/look-asker.ts';
import { LookDesk } from '../looks/look-desk.ts';
import { LookFollower } from '../looks/look-follower.ts';
import { OutcomeDesk } from '../looks/outcome-desk.ts';
import { type NoView, openNoView } from '../no-view/open-no-view.ts';
import { CamerasAnywhere } from '../nodes/cameras-anywhere.ts';
import { GuestLooks } from '../nodes/guest-looks.ts';
import { LogShare } from '../nodes/log-share.ts';
import { LookMirror } from '../nodes/look-mirror.ts';
import type { NodeDesk } from '../nodes/node-desk.ts';
import { NodeGateways } from '../nodes/node-gateways.ts';
import { type GatewayMap, gatewayMap } from '../nodes/node-map.ts';
import type { NodeNet } from '../nodes/node-net.ts';
import { openHosts } from '../nodes/open-hosts.ts';
import { openNodes } from '../nodes/open-nodes.ts';
import { NOTICE_JOB, noticeHandler, noticeParts } from '../notices/look-notice.ts';
import { LookProofs } from '../openings/look-proofs.ts';
import { OpeningsDesk } from '../openings/openings-desk.ts';
import { OpeningsSealer } from '../openings/openings-sealer.ts';
import { KEEP_DAYS, RecordEraser } from '../openings/record-eraser.ts';
import { BoxDesk } from '../owners/box-desk.ts';
import { ConsentDesk } from '../owners/consent-desk.ts';
import { EnrolmentDesk } from '../owners/enrolment-desk.ts';
import type { HostingDesk } from '../owners/hosting-desk.ts';
import { LeavingDesk } from '../owners/leaving-desk.ts';
import { OwnerDesk } from '../owners/owner-desk.ts';
import type { HubLog, Mailer, Random } from '../ports.ts';
import { Relay } from '../relay/relay.ts';
import { ChallengeDesk } from '../sessions/challenge-desk.ts';
import { KeyHolders } from '../sessions/key-holders.ts';
import type { Passkeys } from '../sessions/passkeys.ts';
import { SessionDesk } from '../sessions/session-desk.ts';
import type { HubStore } from '../store/hub-store.ts';
import { TrustDesk } from '../trust/trust-desk.ts';
import { Pace } from './pace.ts';
import { startRounds } from './rounds.ts';

export interface HubPorts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: HubLog;
  readonly mailer: Mailer;
  readonly passkeys: Passkeys;
  /** The log that the programme's root names. */
  readonly publicLog: PublicLogPorts;
  /** Links to other hubs over the same database; absent: this one is alone. */
  readonly nodes?: NodeNet;
}

/** The hub's desks, wired. Each route takes the ones it needs. Close it before its store. */
export interface Hub {
  readonly ports: HubPorts;
  readonly bus: AreaBus;
  readonly trust: TrustDesk;
  readonly relay: Relay;
  readonly incidents: IncidentDesk;
  readonly looks: LookDesk;
  readonly asker: LookAsker;
  readonly gateways: GatewayDesk;
  readonly hosts: HostDesk;
  readonly hosting: HostingDesk;
  readonly owners: OwnerDesk;
  readonly leaving: LeavingDesk;
  readonly boxes: BoxDesk;
  readonly consents: ConsentDesk;
  readonly enrolment: EnrolmentDesk;
  readonly challenges: ChallengeDesk;
  readonly sessions: SessionDesk;
  readonly clerks: ClerkDesk;
  readonly invites: InviteDesk;
  readonly noView: NoView;
  readonly publicLog: PublicLog;
  readonly proofs: LookProofs;
  readonly openings: OpeningsDesk;
  readonly leafRounds: LeafRounds;
  /** Looks of other hubs over the same database; empty when alone. */
  readonly mirror: LookMirror;
  readonly post: GatewayMap;
  readonly nodes: NodeDesk | undefined;
  close(): Promise<void>;
}

/** Verifies the trust file, ends what a killed hub left running, and begins its rounds. Throws TrustError and LogError. */
export async function openHub(
  ports: HubPorts,
  trustFile: TrustFile,
  { keepDays = KEEP_DAYS }: { readonly keepDays?: number } = {},
): Promise<Hub> {
  const { store, clock, random, log, passkeys } = ports;
  const trust = await TrustDesk.open(trustFile, store, clock);
  const { nodes: net } = ports;
  if (net === undefined) await endLeftovers(store, clock);
  const share = net && new LogShare(net, log);
  const publicLog = await openPublicLog(ports.publicLog, {
    store: store.log,
    clock,
    log,
    ...(share && { peers: share }),
  });
  const { writer, tree } = publicLog;
  const leaves = new LeafWriter({ store: store.log, writer, random });
  const papers = new PaperLeaves({ store, trust, random, leaves });
  await papers.trustPapers();
  await rehearseLeaf();
  const requests = new RequestLeaves({ store, trust, leaves, papers, tree });
  const proofs = new LookProofs(store, leaves);
  const auditors = () => trust.current.root.auditors ?? [];
  const sealer = new OpeningsSealer({ store, proofs, auditors });
  const hasAuditor = () => auditors().length > 0;
  const vouchedTime = () => publicLog.vouchedTime();
  const eraser = new RecordEraser({ store, leaves, keepDays, hasAuditor, vouchedTime });
  const leafRounds = new LeafRounds({
    store,
    clock,
    log,
    leaves,
    requests,
    vouchedTime,
    sealed: () => sealer.round(),
    erased: () => eraser.round(),
    leads: () => share?.leads ?? true,
  });
  const feed = new LogFeed(publicLog, log);
  const bus = new AreaBus();
  const tokenPrefix = net && `${store.nodes.self}.`;
  const gateways = new GatewayDesk({ store, clock, random, log, trust, ...(tokenPrefix && { tokenPrefix }) });
  const relay = new Relay({
    monotonic: () => clock.monotonic(),
    want: (gatewayId, want) => gateways.send(gatewayId, { t: 'want', ...want }),
    firstChannel: new DataView(random.bytes(4).buffer).getUint32(0) >>> 1,
  });
  const post = gatewayMap(gateways, net);
  const mirror = new LookMirror();
  const isOnline = (gatewayId: GatewayId) => post.isOnline(gatewayId);
  const incidents = new IncidentDesk({ store, clock, trust, bus, isOnline });
  const counts = new Pace(
    500,
    () => incidents.refresh(),
    (err) => log.error({ err }, 'counts were not refreshed'),
  );
  const countsChanged = () => counts.ask();
  const here = new CamerasHere(relay, feed, requests, gateways);
  const opener = net ? new CamerasAnywhere(here, post, net) : here;
  const looks = new LookDesk({ store, clock, log, bus, post, opener });
  const follower = new LookFollower({
    store,
    clock,
    trust,
    looks,
    post,
    log,
    requests,
    rounds: leafRounds,
    runsElsewhere: (requestId) => mirror.find(requestId)?.look.state === 'running',
  });
  const boxes = new BoxDesk({
    store,
    clock,
    post,
    firstCall: new DataView(random.bytes(4).buffer).getUint32(0),
  });
  const outcomes = new OutcomeDesk({ store, clock, trust, looks });
  const inbox = new GatewayInbox({ store, clock, log, bus, outcomes, feed, boxes, countsChanged });
  const guests =
    net &&
    new GuestLooks({
      store: store.log,
      clock,
      post: gateways,
      opener: here,
      seat: (...seat) => relay.open(...seat),
      unasked: (home, requestId, cameraIds) => net.send(home, { t: 'unasked', requestId, cameraIds }),
    });
  gateways.listen(net && guests ? new NodeGateways(inbox, net, guests) : inbox);
  const owners = new OwnerDesk({
    store,
    clock,
    log,
    bus,
    trust,
    looks,
    post,
    countsChanged,
    tellOthers: (closed) => nodes?.tellClosed(closed),
  });
  incidents.onNewer((incident, elsewhere) => follower.incidentChanged(incident, elsewhere));
  const challenges = new ChallengeDesk({ sessions: store.sessions, clock, random, trust, passkeys });
  const holders = new KeyHolders(trust, store.owners);
  const sessions = new SessionDesk({ store, clock, random, trust, holders, challenges, passkeys });
  const { hosts, hosting, nodeHosts } = openHosts({ store, clock, random, log, bus, trust }, net);
  const noView = openNoView({ ...ports, bus, trust, vouchedTime });
  const rounds = startRounds({
    clock,
    log,
    bus,
    trust,
    looks,
    relay,
    gateways,
    hosts,
    sessions,
    follower,
    papers,
    countsChanged,
    sweepNoView: noView.sweep,
  });
  const startJobs = () =>
    store.startJobs({
      [NOTICE_JOB]: noticeHandler(noticeParts(ports, trust.current)),
      [LEAF_JOB]: leafHandler(papers, store),
      ...noView.jobs,
    });
  const jobs = net ? undefined : await startJobs();
  const nodes =
    net && guests && share && nodeHosts
      ? openNodes({
          ...{ net, store, clock, log, bus, trust, gateways, mirror, guests, share, incidents, looks },
          ...{ map: post, sealer: publicLog.sealer, outcomes, owners, boxes, nodeHosts, countsChanged },
          startRounds: async () => {
            const running = await startJobs();
            leafRounds.begin();
            return () => running.close();
          },
        })
      : undefined;
  await nodes?.begin();
  return {
    ports,
    bus,
    trust,
    relay,
    incidents,
    looks,
    asker: new LookAsker({ store, clock, trust, looks, requests, log }),
    gateways,
    hosts,
    hosting,
    owners,
    leaving: new LeavingDesk({ store, clock, log, bus, owners, hosting, post, countsChanged }),
    boxes,
    consents: new ConsentDesk({ store, clock, bus, trust, post, countsChanged }),
    enrolment: new EnrolmentDesk({ store, clock, random, bus, trust }),
    challenges,
    sessions,
    clerks: new ClerkDesk({
      store,
      clock,
      bus,
      trust,
      looks,
      gateways,
      elsewhere: () => ({ gateways: post.away, looks: mirror.running }),
    }),
    invites: new InviteDesk({ store, clock, random, bus, challenges }),
    publicLog,
    proofs,
    noView,
    openings: new OpeningsDesk({ store, clock, trust }),
    leafRounds,
    mirror,
    post,
    nodes,
    close: async () => {
      await looks.endAll('hub-stopped').catch((err: unknown) => log.error({ err }, 'looks not ended'));
      boxes.close();
      hosting.close();
      await rounds.close();
      await gateways.idle();
      await counts.close();
      await leafRounds.close();
      await jobs?.close();
      await nodes?.close();
      await publicLog.close();
    },
  };
}
