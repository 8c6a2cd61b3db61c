/**
 * What each kind of fault does, as two tables: in place of handling a request, or to its answer.
 */
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import type { ServerConnection } from './server-connection.js';
import type { Answer } from './exchange.js';
import type { FaultAction } from './fault-script.js';

type ActionOf<K extends FaultAction['kind']> = Extract<FaultAction, { kind: K }>;
type Kind = FaultAction['kind'];
type UnhandledKind = 'answer' | 'go-away' | 'refuse-aloud' | 'cut' | 'garbage';
type HandledKind = Exclude<Kind, UnhandledKind>;

/** What an effect works with. */
export interface FaultTarget {
  readonly connection: ServerConnection;
  /** The frame that carries an answer, `undefined` if the request wants none. */
  readonly frame: (answer: Answer) => Buffer | undefined;
  /** The same, though the request may want none. */
  readonly frameAloud: (answer: Answer) => Buffer;
}

/** Bytes that announce a frame of more than a gigabyte. */
const NO_FRAME = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n', 'latin1');

const INSTEAD_OF_HANDLING: { readonly [K in UnhandledKind]: (target: FaultTarget, action: ActionOf<K>) => void } = {
  answer: ({ connection, frame }, { code, remark, extFields }) => connection.write(frame({ code, remark, extFields })),
  'go-away': ({ connection, frame }) =>
    connection.write(frame({ code: RESPONSE_CODE.GO_AWAY, remark: 'please go away' })),
  'refuse-aloud': ({ connection, frameAloud }, { code, remark }) => connection.write(frameAloud({ code, remark })),
  cut: ({ connection }) => connection.cut(),
  garbage: ({ connection }) => connection.write(NO_FRAME),
};

const INSTEAD_OF_ANSWERING: {
  readonly [K in HandledKind]: (target: FaultTarget, action: ActionOf<K>, answer: Answer) => void;
} = {
  delay: ({ connection, frame }, { ms }, answer) => connection.after(ms, () => connection.write(frame(answer))),
  'drop-reply': () => undefined,
  'half-frame': ({ connection, frame }, _action, answer) => {
    const bytes = frame(answer);
    connection.cut(bytes?.subarray(0, bytes.length >> 1));
  },
};

/** Whether a fault keeps its request from being handled. */
export function isInsteadOfHandling(action: FaultAction): action is ActionOf<UnhandledKind> {
  return action.kind in INSTEAD_OF_HANDLING;
}

/** Does what the fault says in place of handling the request. */
export function replaceHandling(target: FaultTarget, action: ActionOf<UnhandledKind>): void {
  const effect = INSTEAD_OF_HANDLING[action.kind] as (target: FaultTarget, action: FaultAction) => void;
  effect(target, action);
}

/** Does what the fault says in place of writing the answer. */
export function replaceAnswering(target: FaultTarget, action: ActionOf<HandledKind>, answer: Answer): void {
  const effect = INSTEAD_OF_ANSWERING[action.kind] as (target: FaultTarget, a: FaultAction, answer: Answer) => void;
  effect(target, action, answer);
}
