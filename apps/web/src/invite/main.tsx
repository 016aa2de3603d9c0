import '../ui/portal.css';
import { mount } from '../ui/mount.tsx';
import { InvitePage } from './invite-page.tsx';

mount(<InvitePage />);
