// What a component may ask of the host, without being handed it through every parent.
import { createContext, useContext } from 'react';
import type { ChatToHost } from '../../src/protocol/messages.ts';

export interface Actions {
  send(message: ChatToHost): void;
}

export const ActionsContext = createContext<Actions | undefined>(undefined);

export function useActions(): Actions {
  const actions = useContext(ActionsContext);
  if (!actions) throw new Error('The component stands outside the page.');
  return actions;
}
