import { SignedInPage } from '../session/signed-in-page.tsx';
import { mount } from '../ui/mount.tsx';
import { ClerkPage } from './clerk-page.tsx';

mount(<SignedInPage area="clerk">{(props) => <ClerkPage {...props} />}</SignedInPage>);
