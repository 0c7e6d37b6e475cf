import { Component, type ReactNode } from 'react';
import { messageOf } from './incident/api';

interface Props {
  readonly children: ReactNode;
  /** Around what is shown instead. */
  readonly frame: (instead: ReactNode) => ReactNode;
}
interface State {
  readonly problem?: string;
}

/** A part of the page that cannot be drawn would leave nothing at all: this says what happened, and how to go on. */
export class Boundary extends Component<Props, State> {
  override readonly state: State = {};

  static getDerivedStateFromError(error: unknown): State {
    return { problem: messageOf(error) };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    const { children, frame } = this.props;
    return problem === undefined ? children : frame(<Broken problem={problem} />);
  }
}

const Broken = ({ problem }: { readonly problem: string }) => (
  <main role="alert">
    <h1>This page stopped working</h1>
    <p>
      It could not show what it was given. What you decided or asked for is in the hub, and goes on without this page.
    </p>
    <p>
      <button type="button" onClick={() => location.reload()}>
        Load again
      </button>
    </p>
    <p>
      If it stops again, use <code>cordon show</code> instead, and tell whoever looks after Cordon what the page says:{' '}
      <code>{problem}</code>
    </p>
  </main>
);
