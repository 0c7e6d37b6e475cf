import type { Story } from '../types';
import { CloseIcon } from './icons';

const WAITING: Story = {
  happened: 'GuardDuty watches an AWS organisation. A finding is on its way to Cordon.',
  asked: 'Cordon reads the account, writes a plan and asks for approval in Slack, on the left.',
  click: 'Nothing changes until people who may decide approve. Then each step is read back, and can be undone.',
};

const HEADINGS = { happened: 'What happened', asked: 'What is asked', click: 'What a click does' } as const;
const ORDER = ['happened', 'asked', 'click'] as const;

/** Three short answers for a person who has read nothing. */
export const Guide = ({
  story = WAITING,
  onClose,
}: {
  readonly story?: Story | undefined;
  readonly onClose: () => void;
}) => (
  <section className="guide" aria-label="Guide">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways where there is little room */}
    <ol tabIndex={0}>
      {ORDER.map((part) => (
        <li key={part}>
          <h2>{HEADINGS[part]}</h2>
          <p>{story[part]}</p>
        </li>
      ))}
    </ol>
    <div className="guide-end">
      <p>
        Everything here runs on this machine, in made-up accounts: no AWS account and no Slack workspace is touched.
      </p>
      <button type="button" className="button quiet" onClick={onClose}>
        <CloseIcon />
        Got it
      </button>
    </div>
  </section>
);
