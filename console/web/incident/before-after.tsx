import Button from '@cloudscape-design/components/button';
import { useCallback, useEffect, useState } from 'react';
import type { IncidentView, NowView } from '../../../incidents/views';
import type { Picture } from '../../../playbooks/kit/picture';
import { type ConsoleApi, incidentPath, messageOf } from './api';
import { Glyph } from './glyph';
import { At } from './moment';
import { PictureView } from './picture';
import { comparePictures, inWords, type MarkedPicture, unmarked } from './picture-diff';
import { ended } from './words';

export interface Looked {
  readonly now?: NowView;
  readonly problem?: string;
  readonly looking: boolean;
}

/** The account as it is: read when the page opens, when its state changes, and when somebody asks. */
const useLook = (api: ConsoleApi, incidentId: string, moment: string): readonly [Looked, () => void] => {
  const [looked, setLooked] = useState<Looked>({ looking: true });
  const [asked, setAsked] = useState(0);
  const again = useCallback(() => setAsked((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moment` and `asked` say when to look again
  useEffect(() => {
    let over = false;
    setLooked((before) => ({ ...before, looking: true }));
    api.get<NowView>(incidentPath(incidentId, '/now')).then(
      (now) => over || setLooked({ now, looking: false }),
      (error) => over || setLooked((before) => ({ ...before, looking: false, problem: messageOf(error) })),
    );
    return () => {
      over = true;
    };
  }, [api, incidentId, moment, asked]);
  return [looked, again];
};

interface Earlier {
  readonly title: string;
  readonly picture?: Picture;
}

/** What is compared with: the plan's own picture. An undo has none, and is about what was there before the containment. */
const useEarlier = (api: ConsoleApi, { plan, undoOf }: IncidentView): Earlier => {
  const [original, setOriginal] = useState<Picture>();
  const asked = plan?.picture ? undefined : undoOf;
  useEffect(() => {
    let over = false;
    setOriginal(undefined);
    if (asked)
      api.get<IncidentView>(incidentPath(asked)).then(
        (view) => over || setOriginal(view.plan?.picture),
        // Without it the page says that there is no picture.
        () => undefined,
      );
    return () => {
      over = true;
    };
  }, [api, asked]);
  const picture = plan?.picture ?? original;
  return { title: asked ? 'Before it was contained' : 'When the plan was made', ...(picture ? { picture } : {}) };
};

const Differences = ({ differences }: { differences: readonly string[] }) =>
  differences.length === 0 ? (
    <p className="ci-differences ci-quiet">
      <Glyph name="check" size={14} /> Nothing of what is drawn is different.
    </p>
  ) : (
    <div className="ci-differences">
      <b>Different now</b>
      <ul className="ci-plain-list">
        {differences.map((difference) => (
          <li key={difference}>{difference}</li>
        ))}
      </ul>
    </div>
  );

const Unseen = ({ looked }: { looked: Looked }) => {
  const { now, problem, looking } = looked;
  if (looking && !now) return <div className="ci-picture ci-picture-empty ci-shimmer">Reading the account…</div>;
  const because = now?.kind === 'unseen' ? now.because : (problem ?? 'it was not read');
  return (
    <div className="ci-picture ci-picture-empty">
      <Glyph name="warning" size={18} />
      <p>It cannot be shown as it is now: {ended(because)}</p>
    </div>
  );
};

const Words = ({ title, sentences }: { title: string; sentences: readonly string[] }) => (
  <div>
    <b>{title}</b>
    <ul className="ci-plain-list">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  </div>
);

interface EarlierProps {
  readonly title: string;
  readonly view: IncidentView;
  readonly picture: MarkedPicture | undefined;
}

const EarlierFigure = ({ title, view, picture }: EarlierProps) => (
  <figure>
    <figcaption>
      <b>{title}</b> {picture ? <Read at={picture.at} /> : null}
    </figcaption>
    {picture ? (
      <PictureView picture={picture} label={title} now={false} />
    ) : (
      <div className="ci-picture ci-picture-empty">
        <p>{view.plan ? 'This plan has no picture.' : 'No plan was made, so there is nothing to compare with.'}</p>
      </div>
    )}
  </figure>
);

const NowFigure = ({
  looked,
  picture,
  again,
}: {
  looked: Looked;
  picture: MarkedPicture | undefined;
  again: () => void;
}) => (
  <figure>
    <figcaption>
      <b>Now</b> {looked.now ? <Read at={looked.now.at} /> : null}
      <span className="ci-push" />
      <Button
        iconName="refresh"
        variant="inline-icon"
        ariaLabel="Read the account again"
        loading={looked.looking}
        loadingText="Reading the account"
        onClick={again}
      />
    </figcaption>
    {picture ? <PictureView picture={picture} label="Now" now /> : <Unseen looked={looked} />}
    {looked.problem && picture ? <p className="ci-quiet">Could not be read again: {ended(looked.problem)}</p> : null}
  </figure>
);

const Read = ({ at }: { at: string }) => (
  <span className="ci-quiet">
    read <At at={at} />
  </span>
);

/** The target when the plan was made beside the target as the account says it is now. */
export const BeforeAfter = ({ api, view }: { api: ConsoleApi; view: IncidentView }) => {
  const moment = `${view.stage}/${view.times.lastChangeAt ?? ''}/${view.undo?.open ?? ''}`;
  const [looked, again] = useLook(api, view.incidentId, moment);
  const { title, picture: earlier } = useEarlier(api, view);
  const now = looked.now?.kind === 'seen' ? looked.now.picture : undefined;
  const compared = earlier && now ? comparePictures(earlier, now) : undefined;
  return (
    <>
      <div className="ci-pictures">
        <EarlierFigure title={title} view={view} picture={compared?.before ?? (earlier && unmarked(earlier))} />
        <NowFigure looked={looked} picture={compared?.now ?? (now && unmarked(now))} again={again} />
      </div>
      {compared ? <Differences differences={compared.differences} /> : null}
      {earlier || now ? (
        <details className="ci-details">
          <summary>The pictures in words</summary>
          {earlier ? <Words title={title} sentences={inWords(earlier)} /> : null}
          {now ? <Words title="Now" sentences={inWords(now)} /> : null}
        </details>
      ) : null}
    </>
  );
};
