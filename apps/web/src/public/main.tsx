import '../ui/portal.css';
import { mount } from '../ui/mount.tsx';
import { PublicPage } from './public-page.tsx';

mount(<PublicPage />);
