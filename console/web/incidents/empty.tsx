import Button from '@cloudscape-design/components/button';
import { hrefTo } from '../place';

/** Nothing there, and what that means. */
export const NoIncidents = ({ where }: { where: 'anywhere' | 'month' | 'open' }) => (
  <div className="cf-empty">
    {where === 'open' ? (
      <b>Nothing is open</b>
    ) : (
      <b>{where === 'month' ? 'No incident in this month' : 'No incident yet'}</b>
    )}
    <p>
      {where === 'open'
        ? 'Every incident has ended, and nobody is waited for.'
        : 'Cordon opens one by itself when GuardDuty finds something in an account that it protects.'}
    </p>
    {where === 'anywhere' ? <Button href={hrefTo('/run')}>Run a playbook by hand</Button> : null}
  </div>
);

export const NoMatch = ({ onClear }: { onClear: () => void }) => (
  <div className="cf-empty">
    <b>No incident matches</b>
    <p>The filter leaves none of those that were read.</p>
    <Button onClick={onClear}>Clear the filter</Button>
  </div>
);
