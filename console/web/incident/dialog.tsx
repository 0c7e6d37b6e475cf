import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import type { ReactNode } from 'react';
import { Scope } from './scope';

export const REASON_MAX = 500;
const SHORTEST = 3;

export const reasonFault = (reason: string): string | undefined =>
  reason.trim().length < SHORTEST ? 'Please say why, in a few words.' : undefined;

interface ReasonProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint: string;
  readonly fault: string | undefined;
  readonly optional?: boolean;
}

export const ReasonField = ({ value, onChange, hint, fault, optional = false }: ReasonProps) => (
  <FormField
    stretch
    label={
      optional ? (
        <>
          Reason <i>– optional</i>
        </>
      ) : (
        'Reason'
      )
    }
    description={hint}
    {...(fault ? { errorText: fault } : {})}
  >
    <Textarea
      value={value}
      rows={3}
      ariaRequired={!optional}
      invalid={fault !== undefined}
      onChange={({ detail }) => onChange(detail.value.slice(0, REASON_MAX))}
    />
  </FormField>
);

export interface SubmitButton {
  readonly text: string;
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly submit?: SubmitButton;
  readonly problem?: string | undefined;
  readonly size?: 'medium' | 'large';
  readonly children: ReactNode;
}

/** A dialog with its refusal at the bottom, beside the button that was pressed. */
export const Dialog = ({ title, onClose, submit, problem, size = 'medium', children }: DialogProps) => (
  <Modal
    visible
    header={title}
    size={size}
    closeAriaLabel="Close"
    onDismiss={onClose}
    footer={
      <SpaceBetween size="s">
        <div role="alert">
          {problem ? (
            <Alert type="error" header="Not done">
              {problem}
            </Alert>
          ) : null}
        </div>
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {submit ? 'Cancel' : 'Close'}
            </Button>
            {submit ? (
              <Button
                variant="primary"
                loading={submit.busy}
                loadingText="Sending"
                disabled={submit.disabled === true}
                onClick={submit.onClick}
              >
                {submit.text}
              </Button>
            ) : null}
          </SpaceBetween>
        </Box>
      </SpaceBetween>
    }
  >
    <Scope>{children}</Scope>
  </Modal>
);
