import { openOnce } from './ahead';

// The app takes the browser a moment to read. What it will ask for is on its way by then; of a failure the app tells.
openOnce()
  .catch(() => undefined)
  .finally(() => import('./main'));
