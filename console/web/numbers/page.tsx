import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import Spinner from '@cloudscape-design/components/spinner';
import { useCallback } from 'react';
import type { Numbers, NumbersView } from '../../../incidents/numbers';
import type { Setup } from '../../../incidents/views';
import { Trouble, Updated } from '../freshness';
import type { ConsoleApi } from '../incident/api';
import { counted, duration } from '../incident/words';
import { hrefTo, placeOf } from '../place';
import { rewrite } from '../router';
import { usePolled } from '../use-polled';
import { barsOf } from './bars';
import { WeekChart } from './chart';
import { OutcomeTable, WeekTable } from './tables';

const EVERY_MS = 60_000;
const SPANS = ['4', '12', '26', '52'] as const;
const spanOption = (weeks: string) => ({ value: weeks, label: `Last ${weeks} weeks` });

interface Props {
  readonly api: ConsoleApi;
  readonly setup: Setup;
  readonly hash: string;
}

const Figure = ({ title, value, about }: { title: string; value: string; about: string }) => (
  <div className="cf-figure">
    <dt>{title}</dt>
    <dd>
      <span className="cf-figure-value">{value}</span>
      <span className="cf-under">{about}</span>
    </dd>
  </div>
);

const ended = ({ outcomes }: Numbers, ...names: (keyof Numbers['outcomes'])[]): number =>
  names.reduce((sum, name) => sum + (outcomes[name] ?? 0), 0);

const Figures = ({ numbers }: { numbers: Numbers }) => {
  const { total, human } = numbers.seconds;
  return (
    <dl className="cf-figures">
      <Figure
        title="Time to contain"
        value={total ? duration(total.median) : '–'}
        about={total ? `median of ${total.count}; 9 of 10 within ${duration(total.p90)}` : 'nothing contained yet'}
      />
      <Figure
        title="Of that, people"
        value={human ? duration(human.median) : '–'}
        about="median from the question to the decision"
      />
      <Figure
        title="Open now"
        value={String(numbers.open)}
        about={`of ${counted(numbers.opened, 'incident')} opened`}
      />
      <Figure
        title="Expired or failed"
        value={String(ended(numbers, 'expired', 'failed'))}
        about={`${ended(numbers, 'expired')} expired, ${ended(numbers, 'failed')} failed, ${ended(numbers, 'undone')} put back`}
      />
    </dl>
  );
};

const Nothing = ({ weeks }: { weeks: string }) => (
  <div className="cf-empty">
    <b>No incident in the last {counted(Number(weeks), 'week')}</b>
    <p>As soon as Cordon has contained something, this page shows how long it took, and whose time it was.</p>
  </div>
);

const useChoice = (hash: string) => {
  const { query } = placeOf(hash);
  const weeks = SPANS.find((span) => span === query.get('weeks')) ?? '12';
  const playbook = query.get('playbook') ?? undefined;
  const set = (change: Readonly<Record<string, string>>): void =>
    rewrite(hrefTo('/numbers', { ...Object.fromEntries(query), ...change }));
  return { weeks, playbook, set };
};

const Shown = ({
  view,
  setup,
  playbook,
  set,
}: {
  view: NumbersView;
  setup: Setup;
  playbook: string;
  set: (id: string) => void;
}) => {
  const titleOf = (id: string): string => setup.playbooks.find((card) => card.id === id)?.title ?? id;
  const bars = barsOf(view, playbook);
  const options = view.playbooks.map(({ playbook: id }) => ({ value: id, label: titleOf(id) }));
  return (
    <>
      <Figures numbers={view.total} />
      <Container
        header={
          <Header
            variant="h2"
            description="The median of each part, by the week in which the incident was opened."
            actions={
              <Select
                ariaLabel="Playbook"
                selectedOption={options.find(({ value }) => value === playbook) ?? null}
                options={options}
                expandToViewport
                onChange={({ detail }) => set(detail.selectedOption.value ?? '')}
              />
            }
          >
            Time to contain
          </Header>
        }
      >
        {bars.some(({ count }) => count > 0) ? (
          <>
            <WeekChart bars={bars} />
            <WeekTable bars={bars} />
          </>
        ) : (
          <div className="cf-empty">Nothing was contained by this playbook in this time.</div>
        )}
      </Container>
      <Container header={<Header variant="h2">How incidents ended</Header>}>
        <OutcomeTable view={view} titleOf={titleOf} />
      </Container>
    </>
  );
};

/** How fast, and how well. */
export const NumbersPage = ({ api, setup, hash }: Props) => {
  const { weeks, playbook, set } = useChoice(hash);
  const read = useCallback(() => api.get<NumbersView>(`/numbers?weeks=${weeks}`), [api, weeks]);
  const numbers = usePolled(read, EVERY_MS);
  const { value } = numbers;
  const shown = value?.playbooks.some((row) => row.playbook === playbook) ? playbook : undefined;
  const first = value?.playbooks.find(({ seconds }) => seconds.total)?.playbook ?? value?.playbooks[0]?.playbook;
  return (
    <>
      <Header
        variant="h1"
        description={<Updated at={numbers.at} />}
        actions={
          <Select
            ariaLabel="How far back"
            selectedOption={spanOption(weeks)}
            options={SPANS.map(spanOption)}
            onChange={({ detail }) => set({ weeks: detail.selectedOption.value ?? '12' })}
          />
        }
      >
        Numbers
      </Header>
      <Trouble {...numbers} what="The numbers" />
      {value && value.total.opened > 0 ? (
        <Shown view={value} setup={setup} playbook={shown ?? first ?? ''} set={(id) => set({ playbook: id })} />
      ) : null}
      {value && value.total.opened === 0 ? <Nothing weeks={weeks} /> : null}
      {!value && !numbers.problem ? (
        <div className="cf-waiting" role="status">
          <Spinner size="large" /> Counting…
        </div>
      ) : null}
    </>
  );
};
