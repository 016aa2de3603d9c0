import '../ui/portal.css';
import { mount } from '../ui/mount.tsx';
import { NoViewPage } from './no-view-page.tsx';

mount(<NoViewPage />);
