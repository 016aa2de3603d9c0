import { ArrowUpRight, RotateCcw } from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import type { SignedInProps } from '../session/signed-in-page.tsx';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import type { GuideStep } from './guide-step.ts';
import { GuideSteps } from './guide-steps.tsx';
import type { Guide } from './use-guide.ts';

/** The rail beside the console: one thing to do at a time, and what it just did. */
export function GuideRail({ site, me, guide }: SignedInProps & { guide: Guide }) {
  const steps = useRef<HTMLDivElement>(null);
  useKeptInView(steps, guide.step);
  return (
    <aside className="rail" aria-label="Guide">
      <header className="rail__head">
        <p>Guided demo</p>
        <Button
          look="quiet"
          busy={guide.act.busy}
          disabled={guide.step === 'report'}
          onClick={guide.startAgain}
        >
          <RotateCcw size={15} aria-hidden="true" /> Start again
        </Button>
      </header>
      <div className="rail__steps" ref={steps}>
        {guide.step === 'report' && (
          <div className="rail__intro">
            <h1>No incident, no picture.</h1>
            <p>
              A simulated neighbourhood, with simulated cameras. You play dispatch, the operator at the
              console, and an owner.
            </p>
          </div>
        )}
        <GuideSteps guide={guide} />
        <FaultNotice fault={guide.act.fault} />
      </div>
      <footer className="rail__foot">
        <nav className="rail__links" aria-label="Other screens">
          <a href="/owner" target="_blank" rel="noreferrer">
            Owner <ArrowUpRight size={15} aria-hidden="true" />
          </a>
          <a href="/clerk" target="_blank" rel="noreferrer">
            Clerk <ArrowUpRight size={15} aria-hidden="true" />
          </a>
          <a href="/public" target="_blank" rel="noreferrer">
            Public log <ArrowUpRight size={15} aria-hidden="true" />
          </a>
        </nav>
        <details className="rail__notice">
          <summary>You are {me.name}, by a key in this browser</summary>
          <p>A real programme accepts passkeys only, and shows this notice first:</p>
          <p>{site.useNotice}</p>
        </details>
      </footer>
    </aside>
  );
}

/** Keeps what is to be pressed next in view, also when the step grows while it loads. */
function useKeptInView(steps: RefObject<HTMLElement | null>, step: GuideStep): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step has another button
  useEffect(() => {
    const current = steps.current?.querySelector('[aria-current="step"], .step--end');
    if (!current) return undefined;
    const show = () => current.querySelector('.step__choices, .button')?.scrollIntoView({ block: 'nearest' });
    const observer = new ResizeObserver(show);
    observer.observe(current);
    return () => observer.disconnect();
  }, [steps, step]);
}
