import { useMemo, useState } from 'react';
import type { Catalogue, CatalogueFinding, CatalogueGroup } from '../../types';
import { Severity } from './severity';

const matches = (words: string, { title, type, name }: CatalogueFinding): boolean =>
  words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => `${title} ${type} ${name}`.toLowerCase().includes(word));

const Row = ({
  finding,
  chosen,
  onChoose,
}: {
  readonly finding: CatalogueFinding;
  readonly chosen: boolean;
  readonly onChoose: (finding: CatalogueFinding) => void;
}) => (
  <label className="finding" data-chosen={chosen}>
    <input type="radio" name="finding" value={finding.name} checked={chosen} onChange={() => onChoose(finding)} />
    <span className="finding-title">{finding.title}</span>
    <span className="finding-type">{finding.type}</span>
    {finding.severity === undefined ? null : <Severity value={finding.severity} />}
    {finding.note ? <span className="finding-note">{finding.note}</span> : null}
  </label>
);

const Group = ({
  group,
  chosen,
  onChoose,
}: {
  readonly group: CatalogueGroup;
  readonly chosen: string | undefined;
  readonly onChoose: (finding: CatalogueFinding) => void;
}) => (
  <fieldset className="finding-group">
    <legend>
      {group.title} <span className="count">{group.findings.length}</span>
    </legend>
    <p className="group-about">{group.about}</p>
    {group.findings.map((finding) => (
      <Row key={finding.name} finding={finding} chosen={finding.name === chosen} onChoose={onChoose} />
    ))}
  </fieldset>
);

/** The fixtures by name, below the playbook that answers them. */
export const Library = ({
  catalogue,
  chosen,
  onChoose,
}: {
  readonly catalogue: Catalogue | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (finding: CatalogueFinding) => void;
}) => {
  const [words, setWords] = useState('');
  const groups = useMemo(
    () =>
      (catalogue?.groups ?? [])
        .map((group) => ({ ...group, findings: group.findings.filter((finding) => matches(words.trim(), finding)) }))
        .filter(({ findings }) => findings.length > 0),
    [catalogue, words],
  );
  return (
    <div className="library">
      <input
        type="search"
        className="field"
        placeholder="Find by title, type or file name"
        aria-label="Find a finding"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <div className="finding-list">
        {groups.map((group) => (
          <Group key={group.id} group={group} chosen={chosen} onChoose={onChoose} />
        ))}
        {catalogue && groups.length === 0 ? <p className="none">No finding is called that.</p> : null}
      </div>
    </div>
  );
};
