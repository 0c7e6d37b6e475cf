import type { FactLine } from '../../../playbooks/kit/plan';
import { Glyph } from './glyph';
import { ended, listed } from './words';

const Known = ({ fact }: { fact: FactLine }) => (
  <li>
    <div className="ci-fact-title">{fact.title}</div>
    {fact.lines.length > 0 ? (
      <ul className="ci-plain-list">
        {fact.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    ) : (
      <span className="ci-quiet">Nothing was found.</span>
    )}
  </li>
);

const Unavailable = ({ fact }: { fact: FactLine }) => (
  <li className="ci-unavailable">
    <div className="ci-fact-title">
      {fact.title}{' '}
      <span className="ci-status ci-status-warn">
        <Glyph name="warning" size={13} />
        unavailable
      </span>
    </div>
    <span>{fact.lines.length > 0 ? `Because ${ended(listed(fact.lines))}` : 'No reason was given.'}</span>
  </li>
);

/** What was seen, and what could not be, with the reason. */
export const FactsView = ({ facts }: { facts: readonly FactLine[] }) =>
  facts.length === 0 ? (
    <p className="ci-quiet">Nothing was looked at yet.</p>
  ) : (
    <ul className="ci-fact-list">
      {facts.map((fact) =>
        fact.status === 'known' ? <Known key={fact.id} fact={fact} /> : <Unavailable key={fact.id} fact={fact} />,
      )}
    </ul>
  );
