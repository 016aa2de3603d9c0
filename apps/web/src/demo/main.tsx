import { mount } from '../ui/mount.tsx';
import { DemoPage } from './demo-page.tsx';

mount(<DemoPage />);
