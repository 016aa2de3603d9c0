import { SignedInPage } from '../session/signed-in-page.tsx';
import { mount } from '../ui/mount.tsx';
import { ConsoleApp } from './console-app.tsx';

mount(<SignedInPage area="console">{(props) => <ConsoleApp {...props} />}</SignedInPage>);
