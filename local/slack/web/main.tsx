import 'slack-blocks-to-jsx/dist/style.css';
import './styles/base.css';
import './styles/popup.css';
import './styles/shell.css';
import './styles/composer.css';
import './styles/message.css';
import './styles/blocks.css';
import './styles/controls.css';
import './styles/modal.css';
import './styles/side.css';
import './styles/narrow.css';
import { createRoot } from 'react-dom/client';
import { askedIn } from './address';
import { App } from './app';
import { pageClient } from './client';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(<App client={pageClient()} asked={askedIn(window.location.search, window.location.hash)} />);
