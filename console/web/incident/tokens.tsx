import * as token from '@cloudscape-design/design-tokens';
import type { CSSProperties, ReactNode } from 'react';
import './incident.css';

// Cloudscape's colours under short names, so that our own drawings follow its light and dark mode.
const COLOURS: Readonly<Record<`--c-${string}`, string>> = {
  '--c-text': token.colorTextBodyDefault,
  '--c-strong': token.colorTextHeadingDefault,
  '--c-quiet': token.colorTextBodySecondary,
  '--c-link': token.colorTextLinkDefault,
  '--c-surface': token.colorBackgroundContainerContent,
  '--c-sunken': token.colorBackgroundCellShaded,
  '--c-page': token.colorBackgroundLayoutMain,
  '--c-line': token.colorBorderDividerDefault,
  '--c-focus': token.colorBorderItemFocused,
  '--c-good': token.colorTextStatusSuccess,
  '--c-good-soft': token.colorBackgroundStatusSuccess,
  '--c-warn': token.colorTextStatusWarning,
  '--c-warn-soft': token.colorBackgroundStatusWarning,
  '--c-bad': token.colorTextStatusError,
  '--c-bad-soft': token.colorBackgroundStatusError,
  '--c-active': token.colorTextStatusInfo,
  '--c-active-soft': token.colorBackgroundStatusInfo,
  '--c-idle': token.colorTextStatusInactive,
  '--c-series-1': token.colorChartsPaletteCategorical1,
  '--c-series-2': token.colorChartsPaletteCategorical2,
  '--c-series-3': token.colorChartsPaletteCategorical3,
  '--c-series-4': token.colorChartsPaletteCategorical4,
  '--c-font': token.fontFamilyBase,
  '--c-mono': token.fontFamilyMonospace,
};

/** Everything of this page stands in one of these; dialogs hang elsewhere in the document and bring their own. */
export const Scope = ({ children, className = '' }: { children: ReactNode; className?: string }) => (
  <div className={`ci ${className}`} style={COLOURS as CSSProperties}>
    {children}
  </div>
);
