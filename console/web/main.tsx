import '@cloudscape-design/global-styles/index.css';
import { createRoot } from 'react-dom/client';
import { Root } from './root';
import { showFirstTheme } from './theme';

showFirstTheme();
const place = document.getElementById('app');
if (place) createRoot(place).render(<Root />);
