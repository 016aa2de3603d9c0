import '../ui/portal.css';
import { mount } from '../ui/mount.tsx';
import { StartPage } from './start-page.tsx';

mount(<StartPage />);
