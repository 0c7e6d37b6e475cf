import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import './styles/tokens.css';
import './styles/shell.css';
import './styles/guide.css';
import './styles/panes.css';
import './styles/dialog.css';

// The library that draws Block Kit is needed there alone.
const Gallery = lazy(async () => ({ default: (await import('./gallery')).Gallery }));

const place = document.getElementById('app');
const page = window.location.pathname === '/gallery' ? <Gallery /> : <App />;
if (place)
  createRoot(place).render(
    <StrictMode>
      <Suspense fallback={null}>{page}</Suspense>
    </StrictMode>,
  );
