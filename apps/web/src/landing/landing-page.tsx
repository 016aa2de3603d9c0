import './landing.css';
import type { Site } from '@porchlight/contract';
import { ArrowRight, Cctv, EyeOff, Landmark, MonitorPlay, ScrollText } from 'lucide-react';
import { useEffect } from 'react';
import { useSite } from '../api/use-site.ts';
import { buttonClass } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { Brand } from '../ui/lamp.tsx';
import { Badge, Waiting } from '../ui/notice.tsx';
import { NightStreet } from './night-street.tsx';

/** The programme's front door. A demo's front door is its guide. */
export function LandingPage() {
  const { site } = useSite();
  const demo = site?.kind === 'ok' && site.value.demo;
  useEffect(() => {
    if (demo) location.replace(`/demo${location.hash}`);
  }, [demo]);
  if (site === undefined || demo)
    return (
      <main className="portal portal__main">
        <Waiting />
      </main>
    );
  return (
    <div className="portal landing">
      <header className="portal__head">
        <Brand />
        {site.kind === 'ok' && site.value.synthetic && <Badge tone="lamp">Synthetic programme</Badge>}
      </header>
      <main>
        {site.kind === 'fault' && (
          <div className="portal__main">
            <FaultNotice fault={site.fault} />
          </div>
        )}
        {site.kind === 'ok' && <Front site={site.value} />}
      </main>
    </div>
  );
}

function Front({ site }: { site: Site }) {
  return (
    <>
      <section className="hero">
        <div className="hero__words">
          <p className="hero__programme">{site.name}</p>
          <h1>A light left on by a neighbour, with the switch on their side of the door.</h1>
          <p>
            When a crime is reported, a circle is drawn around it. The cameras inside whose owners said yes
            can be looked through, live, until it ends. No incident, no picture.
          </p>
          <a className={buttonClass('primary', true)} href="/owner">
            My cameras <ArrowRight size={20} aria-hidden="true" />
          </a>
        </div>
        <NightStreet />
      </section>
      <nav className="doors" aria-label="Where to go">
        <Door
          href="/owner"
          Icon={Cctv}
          title="I have a camera"
          text="See who can look, stop it, take part or leave."
        />
        <Door
          href="/no-view"
          Icon={EyeOff}
          title="I do not want to be filmed"
          text="Ask that a place is covered. No account, no reason."
        />
        <Door
          href="/console"
          Icon={MonitorPlay}
          title="Operator’s console"
          text="For named people with a key of their own."
        />
        <Door
          href="/clerk"
          Icon={Landmark}
          title="The programme’s office"
          text={
            site.started
              ? 'Dates, rules, people, the pause switch.'
              : 'Not started yet: the first clerk opens the one-time link.'
          }
        />
        <Door
          href="/public"
          Icon={ScrollText}
          title="The public log"
          text="Every look that was ever asked for. Check it yourself, without an account."
        />
      </nav>
      <footer className="landing__foot">
        <p>
          {site.selfAttestedDispatch &&
            'Here the police run dispatch themselves; reports are self-attested. '}
          The programme’s root is <span className="mono">{site.rootFingerprint}</span>.
        </p>
      </footer>
    </>
  );
}

function Door({ href, Icon, title, text }: { href: string; Icon: typeof Cctv; title: string; text: string }) {
  return (
    <a className="door" href={href}>
      <Icon size={26} aria-hidden="true" />
      <strong>{title}</strong>
      <span>{text}</span>
    </a>
  );
}
