import { useState } from 'react';
import type { FaultOrder, PageDelivery, PageFault, PageState } from '../../page-api';
import { slackDate } from '../../slack-date';
import { Icon } from '../icon';
import { plainText } from '../text/plain-text';
import { type Reader, useReader } from '../text/reader';
import { Pane } from './pane';

interface Props {
  readonly state: PageState;
  readonly onOrder: (order: FaultOrder) => void;
  readonly onRedeliver: (delivery: string) => void;
  readonly onClose: () => void;
}

const Amount = ({ fault, onOrder }: { readonly fault: PageFault } & Pick<Props, 'onOrder'>) => {
  const [typed, setTyped] = useState<string>();
  const { amount } = fault;
  if (!amount) return null;
  const send = (): void => {
    const value = Number(typed);
    setTyped(undefined);
    if (typed === undefined || typed === '' || !Number.isFinite(value)) return;
    const within = Math.min(Math.max(value, amount.least), amount.most);
    onOrder({ fault: fault.name, on: fault.on, amount: within });
  };
  return (
    <label className="fault-amount">
      {amount.label}
      <input
        type="number"
        min={amount.least}
        max={amount.most}
        value={typed ?? amount.value}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={send}
        onKeyDown={(event) => {
          if (event.key === 'Enter') send();
        }}
      />
      {amount.unit}
    </label>
  );
};

const Switch = ({ fault, onOrder }: { readonly fault: PageFault } & Pick<Props, 'onOrder'>) => (
  <li className="fault" data-on={fault.on || undefined}>
    <div className="fault-row">
      <div>
        <span className="fault-title" id={`fault.${fault.name}`}>
          {fault.title}
        </span>
        <p className="fault-means" id={`fault.${fault.name}.means`}>
          {fault.means}
        </p>
      </div>
      <button
        type="button"
        role="switch"
        className="switch"
        aria-checked={fault.on}
        aria-labelledby={`fault.${fault.name}`}
        aria-describedby={`fault.${fault.name}.means`}
        onClick={() => onOrder({ fault: fault.name, on: !fault.on })}
      >
        <span className="switch-word" aria-hidden="true">
          {fault.on ? 'On' : 'Off'}
        </span>
      </button>
    </div>
    <Amount fault={fault} onOrder={onOrder} />
  </li>
);

const timeOf = (at: string, reader: Reader): string =>
  slackDate(String(Math.floor(Date.parse(at) / 1000)), '{time_secs}', at, reader);

/** "200 in 41 ms", or what went wrong. */
export const resultOf = ({ status, ms, problem }: Pick<PageDelivery, 'status' | 'ms' | 'problem'>): string =>
  problem ?? `${status ?? 'no answer'} in ${ms} ms`;

const DeliveryView = ({ delivery, onRedeliver }: { readonly delivery: PageDelivery } & Pick<Props, 'onRedeliver'>) => {
  const reader = useReader();
  const name = reader.people[delivery.user] ?? delivery.user;
  const wrong = delivery.problem !== undefined;
  return (
    <li className="delivery">
      <details>
        <summary>
          <span className={wrong ? 'mark mark-bad' : 'mark mark-good'} aria-hidden="true">
            {wrong ? '✕' : '✓'}
          </span>
          <span className="delivery-kind">{delivery.kind.replaceAll('_', ' ')}</span>
          <span className="delivery-result">{resultOf(delivery)}</span>
        </summary>
        <dl>
          <dt>Sent</dt>
          <dd>
            {timeOf(delivery.sentAt, reader)}, {name}, {delivery.because}, by{' '}
            {delivery.by === 'http' ? 'HTTP' : 'Socket Mode'}
          </dd>
          <dt>Answer</dt>
          <dd>
            <code>{delivery.answer?.trim() ? delivery.answer.slice(0, 600) : 'empty'}</code>
          </dd>
        </dl>
        <button type="button" className="link-button" onClick={() => onRedeliver(delivery.id)}>
          <Icon name="again" /> Send the same bytes again
        </button>
      </details>
    </li>
  );
};

const LINES = 25;

const Line = ({ at, text }: { readonly at: string; readonly text: string }) => {
  const reader = useReader();
  return (
    <li>
      <time dateTime={at}>{timeOf(at, reader)}</time>
      <span>{plainText(text, reader, 400)}</span>
    </li>
  );
};

/** What goes wrong on purpose, and what went to the app. */
export const Drawer = ({ state, onOrder, onRedeliver, onClose }: Props) => {
  const { faults, deliveries, transcript, workspace } = state;
  const wait = `${workspace.answerWithinMs / 1000} s`;
  return (
    <Pane
      label="Faults and deliveries"
      className="drawer"
      title="Break things"
      closeLabel="Close the drawer"
      onClose={onClose}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached with the keyboard */}
      <section className="side-body" tabIndex={0} aria-label="Fault switches and last deliveries">
        <p className="side-note">
          Real Slack has none of these switches. Here they show what the app does when things go wrong.
        </p>
        <ul className="faults">
          {faults.map((fault) => (
            <Switch key={fault.name} fault={fault} onOrder={onOrder} />
          ))}
        </ul>
        <h3>Last deliveries to the app</h3>
        <p className="side-note">Each click is signed and sent to the app, which has {wait} to answer.</p>
        {deliveries.length === 0 && <p className="side-empty">None yet. Click a button on a card.</p>}
        <ol className="deliveries">
          {deliveries.map((delivery) => (
            <DeliveryView key={delivery.id} delivery={delivery} onRedeliver={onRedeliver} />
          ))}
        </ol>
        <h3>What happened here</h3>
        <ol className="lines">
          {transcript.slice(-LINES).map(({ seq, at, text }) => (
            <Line key={seq} at={at} text={text} />
          ))}
        </ol>
      </section>
    </Pane>
  );
};
