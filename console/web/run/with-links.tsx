import type { ReactNode } from 'react';
import { toIncident } from '../place';

const INCIDENT = /(inc-[a-z0-9]+(?:-[a-z0-9]+)*)/;

/** A refusal may name the incident that is in the way: then it is a link. */
export const WithLinks = ({ text }: { text: string }): ReactNode =>
  text.split(INCIDENT).map((part, index) =>
    index % 2 === 1 ? (
      <a key={part} href={toIncident(part)}>
        {part}
      </a>
    ) : (
      part
    ),
  );
