import type { ReactNode } from 'react';
import './incident.css';

/** Everything of this page stands in one of these: colours and type come from it. Dialogs hang elsewhere in the document and bring their own. */
export const Scope = ({ children, className = '' }: { children: ReactNode; className?: string }) => (
  <div className={`ci ${className}`.trim()}>{children}</div>
);
