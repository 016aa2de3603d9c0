import { SignedInPage } from '../session/signed-in-page.tsx';
import { mount } from '../ui/mount.tsx';
import { JoinForm } from './join-form.tsx';
import { OwnerPage } from './owner-page.tsx';

mount(
  <SignedInPage area="owner" below={(site, handle) => <JoinForm site={site} onJoined={handle.retry} />}>
    {(props) => <OwnerPage {...props} />}
  </SignedInPage>,
);
