import '@cloudscape-design/global-styles/index.css';
import Box from '@cloudscape-design/components/box';
import { createRoot } from 'react-dom/client';

const place = document.getElementById('app');
if (place) createRoot(place).render(<Box padding="l">Cordon</Box>);
