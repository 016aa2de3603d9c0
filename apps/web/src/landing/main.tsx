import '../ui/portal.css';
import { mount } from '../ui/mount.tsx';
import { LandingPage } from './landing-page.tsx';

mount(<LandingPage />);
